"""From what the use cases reach to the use cases: the same in production and in tests."""

import secrets
from dataclasses import dataclass

from chassis.clock import new_id
from services.auth.application import Application
from services.auth.application.administration import Administration
from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.administration import AccountDirectory, AccountStates
from services.auth.application.ports.audit import AuditLog, AuditTrail
from services.auth.application.ports.erasures import DeadLetters, Erasures, TenantMessages
from services.auth.application.ports.guessing import GuessingLimits
from services.auth.application.ports.passwords import CommonPasswords, PasswordHasher
from services.auth.application.ports.roles import Roles
from services.auth.application.ports.sealing import Sealer
from services.auth.application.ports.sessions import Sessions
from services.auth.application.ports.time_and_chance import Clock, IdGenerator, RandomBytes
from services.auth.application.ports.tokens import AccessTokenIssuer, SigningKeys
from services.auth.application.session_opener import SessionOpener
from services.auth.application.token_pairs import TokenPairs
from services.auth.application.use_cases.administer_account import AdministerAccount
from services.auth.application.use_cases.browse_accounts import BrowseAccounts
from services.auth.application.use_cases.change_profile import ChangeProfile
from services.auth.application.use_cases.check_session import CheckSession
from services.auth.application.use_cases.confirm_erasure import ConfirmErasure
from services.auth.application.use_cases.delete_user import DeleteUser
from services.auth.application.use_cases.log_in import LogIn
from services.auth.application.use_cases.log_out import LogOut
from services.auth.application.use_cases.publish_signing_keys import PublishSigningKeys
from services.auth.application.use_cases.read_audit import ReadAudit
from services.auth.application.use_cases.read_profile import ReadProfile
from services.auth.application.use_cases.refresh_session import RefreshSession
from services.auth.application.use_cases.register_user import RegisterUser
from services.auth.application.use_cases.set_aside_message import SetAsideMessage


@dataclass(frozen=True)
class Outside:
    """What the use cases reach; tests put their own in its place."""

    accounts: Accounts
    roles: Roles
    sessions: Sessions
    erasures: Erasures
    messages: TenantMessages
    dead_letters: DeadLetters
    hasher: PasswordHasher
    common_passwords: CommonPasswords
    guessing: GuessingLimits
    audit: AuditTrail
    audit_log: AuditLog
    directory: AccountDirectory
    states: AccountStates
    sealer: Sealer
    issuer: AccessTokenIssuer
    keys: SigningKeys
    clock: Clock
    new_id: IdGenerator = new_id
    random: RandomBytes = secrets.token_bytes


def build_application(outside: Outside) -> Application:
    """Every use case on the outside it was given."""
    accounts, sessions, clock = outside.accounts, outside.sessions, outside.clock
    pairs = TokenPairs(outside.issuer, outside.roles, outside.new_id)
    opener = SessionOpener(sessions, pairs, clock, outside.new_id, outside.random)
    return Application(
        register_user=RegisterUser(accounts, outside.hasher, outside.common_passwords, clock, outside.new_id),
        log_in=LogIn(accounts, outside.hasher, outside.guessing, opener, outside.audit, clock),
        refresh_session=RefreshSession(sessions, pairs, clock, outside.random),
        log_out=LogOut(sessions, clock),
        read_profile=ReadProfile(accounts),
        change_profile=ChangeProfile(accounts),
        delete_user=DeleteUser(accounts, clock),
        check_session=CheckSession(sessions, clock),
        publish_signing_keys=PublishSigningKeys(outside.keys),
        confirm_erasure=ConfirmErasure(outside.erasures, outside.messages, clock),
        set_aside_message=SetAsideMessage(outside.dead_letters),
        administration=_administration(outside),
    )


def _administration(outside: Outside) -> Administration:
    directory, clock = outside.directory, outside.clock
    return Administration(
        browse=BrowseAccounts(directory, clock),
        administer=AdministerAccount(directory, outside.states, outside.accounts, clock),
        audit=ReadAudit(outside.audit_log, outside.audit, clock),
    )
