"""From what the use cases reach to the use cases: the same in production and in tests."""

from services.auth.application import Application
from services.auth.application.administration import Administration
from services.auth.application.fresh_proof import FreshProof
from services.auth.application.leftovers import Leftovers
from services.auth.application.password_choice import PasswordChoice
from services.auth.application.password_proof import PasswordProof
from services.auth.application.session_opener import SessionOpener
from services.auth.application.token_pairs import TokenPairs
from services.auth.application.use_cases.administer_account import AdministerAccount
from services.auth.application.use_cases.browse_accounts import BrowseAccounts
from services.auth.application.use_cases.change_profile import ChangeProfile
from services.auth.application.use_cases.check_session import CheckSession
from services.auth.application.use_cases.confirm_erasure import ConfirmErasure
from services.auth.application.use_cases.create_account import CreateAccount
from services.auth.application.use_cases.delete_own_account import DeleteOwnAccount
from services.auth.application.use_cases.delete_user import DeleteUser
from services.auth.application.use_cases.log_in import LogIn
from services.auth.application.use_cases.log_out import LogOut
from services.auth.application.use_cases.manage_sessions import ManageSessions
from services.auth.application.use_cases.publish_signing_keys import PublishSigningKeys
from services.auth.application.use_cases.read_audit import ReadAudit
from services.auth.application.use_cases.read_profile import ReadProfile
from services.auth.application.use_cases.record_told_act import RecordToldAct
from services.auth.application.use_cases.refresh_session import RefreshSession
from services.auth.application.use_cases.register_user import RegisterUser
from services.auth.application.use_cases.set_aside_message import SetAsideMessage
from services.auth.bootstrap.accounts import build_accounts
from services.auth.bootstrap.api_tokens import build_api_tokens, build_exchange
from services.auth.bootstrap.factors import build_factors, build_gate, build_proof
from services.auth.bootstrap.organisations import build_organisations
from services.auth.bootstrap.outside import Outside
from services.auth.bootstrap.outside_logins import build_outside_logins
from services.auth.bootstrap.usage import build_usage
from services.auth.bootstrap.vault import build_vault


def build_application(outside: Outside) -> Application:
    """Every use case on the outside it was given."""
    accounts, sessions, clock = outside.accounts, outside.sessions, outside.clock
    pairs = TokenPairs(outside.issuer, outside.roles, outside.new_id)
    stores, hasher = outside.account_stores, outside.hasher
    gate, fresh = build_gate(outside), build_proof(outside)
    delete_user = DeleteUser(accounts, clock)
    opener = SessionOpener(gate, sessions, stores.deletions, pairs, clock, outside.new_id, outside.random)
    choice = PasswordChoice(outside.common_passwords)
    logins = build_outside_logins(outside, opener, fresh)
    proof = PasswordProof(accounts, hasher, outside.guessing, outside.audit, clock)
    leftovers = Leftovers(outside.factors.factors, outside.vault.keys, clock)
    matters = build_accounts(accounts, stores, leftovers, proof, choice)
    return Application(
        register_user=RegisterUser(accounts, hasher, choice, clock, outside.new_id),
        log_in=LogIn(accounts, hasher, outside.guessing, opener, outside.audit, clock, outside.verified_only),
        refresh_session=RefreshSession(sessions, pairs, clock, outside.random),
        log_out=LogOut(sessions, clock),
        own_sessions=ManageSessions(outside.devices, sessions, clock),
        read_profile=ReadProfile(accounts),
        change_profile=ChangeProfile(accounts),
        delete_user=delete_user,
        delete_own_account=DeleteOwnAccount(fresh, delete_user, matters.schedule_deletion),
        check_session=CheckSession(sessions, outside.api_tokens, clock),
        publish_signing_keys=PublishSigningKeys(outside.keys),
        confirm_erasure=ConfirmErasure(outside.erasures, outside.messages, clock),
        set_aside_message=SetAsideMessage(outside.dead_letters),
        record_told_act=RecordToldAct(outside.told_acts),
        accounts=matters,
        administration=_administration(outside, fresh),
        api_tokens=build_api_tokens(outside, fresh),
        exchange_token=build_exchange(outside, logins.admit),
        outside_logins=logins,
        vault=build_vault(outside),
        usage=build_usage(outside),
        organisations=build_organisations(outside),
        factors=build_factors(outside, opener, proof),
    )


def _administration(outside: Outside, proof: FreshProof) -> Administration:
    directory, clock = outside.directory, outside.clock
    return Administration(
        browse=BrowseAccounts(directory, clock),
        create=CreateAccount(outside.accounts, clock, outside.new_id),
        administer=AdministerAccount(directory, outside.states, outside.accounts, proof, clock),
        audit=ReadAudit(outside.audit_log, outside.audit, clock),
    )
