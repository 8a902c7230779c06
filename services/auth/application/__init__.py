"""What this service can do: the table of its use cases."""

from dataclasses import dataclass

from services.auth.application.accounts import AccountMatters
from services.auth.application.administration import Administration
from services.auth.application.api_tokens import ApiTokenUse
from services.auth.application.factors import SecondFactors
from services.auth.application.organisations import OrganisationCases
from services.auth.application.outside_logins import OutsideLogins
from services.auth.application.usage import Usage
from services.auth.application.use_cases.change_profile import ChangeProfile
from services.auth.application.use_cases.check_session import CheckSession
from services.auth.application.use_cases.confirm_erasure import ConfirmErasure
from services.auth.application.use_cases.delete_own_account import DeleteOwnAccount
from services.auth.application.use_cases.delete_user import DeleteUser
from services.auth.application.use_cases.exchange_token import ExchangeToken
from services.auth.application.use_cases.log_in import LogIn
from services.auth.application.use_cases.log_out import LogOut
from services.auth.application.use_cases.manage_sessions import ManageSessions
from services.auth.application.use_cases.publish_signing_keys import PublishSigningKeys
from services.auth.application.use_cases.read_profile import ReadProfile
from services.auth.application.use_cases.record_told_act import RecordToldAct
from services.auth.application.use_cases.refresh_session import RefreshSession
from services.auth.application.use_cases.register_user import RegisterUser
from services.auth.application.use_cases.set_aside_message import SetAsideMessage
from services.auth.application.vault import Vault


@dataclass(frozen=True)
class Application:
    """Every use case, ready to be called."""

    register_user: RegisterUser
    log_in: LogIn
    refresh_session: RefreshSession
    log_out: LogOut
    own_sessions: ManageSessions
    read_profile: ReadProfile
    change_profile: ChangeProfile
    delete_user: DeleteUser
    delete_own_account: DeleteOwnAccount
    check_session: CheckSession
    publish_signing_keys: PublishSigningKeys
    confirm_erasure: ConfirmErasure
    set_aside_message: SetAsideMessage
    record_told_act: RecordToldAct
    accounts: AccountMatters
    administration: Administration
    api_tokens: ApiTokenUse
    exchange_token: ExchangeToken
    outside_logins: OutsideLogins
    organisations: OrganisationCases
    vault: Vault
    usage: Usage
    factors: SecondFactors
