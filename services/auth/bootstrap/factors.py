"""The use cases of second factors."""

from chassis.database import Database
from chassis.rate_limits import RateLimiter
from services.auth.adapters.outbound.passkeys.webauthn_authenticators import (
    RelyingParty,
    WebauthnAuthenticators,
)
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.adapters.outbound.postgres.postgres_challenges import PostgresChallenges, PostgresProofs
from services.auth.adapters.outbound.postgres.postgres_factors import PostgresFactors
from services.auth.adapters.outbound.postgres.postgres_passkeys import PostgresPasskeys
from services.auth.adapters.outbound.throttle.counted_code_limits import CountedCodeLimits
from services.auth.application.code_check import CodeCheck
from services.auth.application.factor_gate import FactorGate
from services.auth.application.factors import SecondFactors
from services.auth.application.fresh_proof import FreshProof
from services.auth.application.passkey_check import PasskeyCheck
from services.auth.application.password_proof import PasswordProof
from services.auth.application.ports.factors import FactorPorts
from services.auth.application.questions import Questions
from services.auth.application.session_opener import SessionOpener
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
from services.auth.bootstrap.outside import Outside


def postgres_factors(
    database: Database, facts: FactWriter, limiter: RateLimiter, public_url: str
) -> FactorPorts:
    return FactorPorts(
        PostgresFactors(database, facts),
        PostgresPasskeys(database, facts),
        PostgresChallenges(database, facts),
        PostgresProofs(database, facts),
        WebauthnAuthenticators(RelyingParty.at(public_url)),
        CountedCodeLimits(limiter),
    )


def build_gate(outside: Outside) -> FactorGate:
    ports = outside.factors
    return FactorGate(ports.factors, _questions(outside), ports.authenticators)


def build_proof(outside: Outside) -> FreshProof:
    return FreshProof(outside.factors.proofs, outside.factors.factors, outside.clock)


def build_factors(outside: Outside, opener: SessionOpener, password: PasswordProof) -> SecondFactors:
    ports, clock, random = outside.factors, outside.clock, outside.random
    factors, passkeys, authenticators = ports.factors, ports.passkeys, ports.authenticators
    questions, proof = _questions(outside), build_proof(outside)
    codes = CodeCheck(factors, outside.sealer, ports.limits, outside.audit, clock)
    signed = PasskeyCheck(passkeys, authenticators, outside.audit, clock)
    return SecondFactors(
        show=ShowFactors(factors),
        begin_totp=BeginTotp(outside.accounts, factors, outside.sealer, proof, random),
        confirm_totp=ConfirmTotp(factors, codes, ports.limits, clock, random),
        remove_totp=RemoveTotp(factors, proof, clock),
        begin_passkey=BeginPasskey(outside.accounts, factors, questions, authenticators, proof),
        register_passkey=RegisterPasskey(
            factors, passkeys, questions, authenticators, clock, outside.new_id, random
        ),
        rename_passkey=RenamePasskey(passkeys, clock),
        remove_passkey=RemovePasskey(passkeys, proof, clock),
        renew_recovery_codes=RenewRecoveryCodes(factors, proof, clock, random),
        answer=AnswerSecondFactor(questions, codes, signed, opener),
        offer_passkey_login=OfferPasskeyLogin(questions, authenticators),
        log_in_with_passkey=LogInWithPasskey(questions, signed, opener),
        offer_proof=OfferProof(factors, questions, authenticators),
        prove_again=ProveAgain(password, codes, signed, questions, ports.proofs, outside.audit, clock),
        reset=ResetFactors(factors, proof, clock),
    )


def _questions(outside: Outside) -> Questions:
    return Questions(outside.factors.challenges, outside.clock, outside.random)
