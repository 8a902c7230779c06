"""What can be done with second factors: the table of these use cases."""

from dataclasses import dataclass

from services.auth.application.use_cases.answer_second_factor import AnswerSecondFactor
from services.auth.application.use_cases.begin_passkey import BeginPasskey
from services.auth.application.use_cases.begin_totp import BeginTotp
from services.auth.application.use_cases.confirm_totp import ConfirmTotp
from services.auth.application.use_cases.log_in_with_passkey import LogInWithPasskey, OfferPasskeyLogin
from services.auth.application.use_cases.prove_again import OfferProof, ProveAgain
from services.auth.application.use_cases.register_passkey import RegisterPasskey
from services.auth.application.use_cases.remove_factor import RemovePasskey, RemoveTotp
from services.auth.application.use_cases.rename_passkey import RenamePasskey
from services.auth.application.use_cases.renew_recovery_codes import RenewRecoveryCodes
from services.auth.application.use_cases.reset_factors import ResetFactors
from services.auth.application.use_cases.show_factors import ShowFactors


@dataclass(frozen=True)
class SecondFactors:
    """Every use case, ready to be called."""

    show: ShowFactors
    begin_totp: BeginTotp
    confirm_totp: ConfirmTotp
    remove_totp: RemoveTotp
    begin_passkey: BeginPasskey
    register_passkey: RegisterPasskey
    rename_passkey: RenamePasskey
    remove_passkey: RemovePasskey
    renew_recovery_codes: RenewRecoveryCodes
    answer: AnswerSecondFactor
    offer_passkey_login: OfferPasskeyLogin
    log_in_with_passkey: LogInWithPasskey
    offer_proof: OfferProof
    prove_again: ProveAgain
    reset: ResetFactors
