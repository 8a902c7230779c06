"""From what the use cases reach to the use cases: the same in production and in tests."""

from services.auth.application import Application
from services.auth.application.administration import Administration
from services.auth.application.api_tokens import ApiTokenUse
from services.auth.application.session_opener import SessionOpener
from services.auth.application.token_pairs import TokenPairs
from services.auth.application.use_cases.administer_account import AdministerAccount
from services.auth.application.use_cases.browse_accounts import BrowseAccounts
from services.auth.application.use_cases.change_profile import ChangeProfile
from services.auth.application.use_cases.check_session import CheckSession
from services.auth.application.use_cases.confirm_erasure import ConfirmErasure
from services.auth.application.use_cases.create_api_token import CreateApiToken
from services.auth.application.use_cases.create_service_account import CreateServiceAccount
from services.auth.application.use_cases.delete_user import DeleteUser
from services.auth.application.use_cases.exchange_api_token import ExchangeApiToken
from services.auth.application.use_cases.exchange_token import ExchangeToken, refuse_outside_identity
from services.auth.application.use_cases.list_api_tokens import ListApiTokens
from services.auth.application.use_cases.log_in import LogIn
from services.auth.application.use_cases.log_out import LogOut
from services.auth.application.use_cases.manage_sessions import ManageSessions
from services.auth.application.use_cases.publish_signing_keys import PublishSigningKeys
from services.auth.application.use_cases.read_audit import ReadAudit
from services.auth.application.use_cases.read_profile import ReadProfile
from services.auth.application.use_cases.refresh_session import RefreshSession
from services.auth.application.use_cases.register_user import RegisterUser
from services.auth.application.use_cases.revoke_api_token import RevokeApiToken
from services.auth.application.use_cases.rotate_api_token import RotateApiToken
from services.auth.application.use_cases.set_aside_message import SetAsideMessage
from services.auth.bootstrap.organisations import build_organisations
from services.auth.bootstrap.outside import Outside


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
        own_sessions=ManageSessions(outside.devices, sessions, clock),
        read_profile=ReadProfile(accounts),
        change_profile=ChangeProfile(accounts),
        delete_user=DeleteUser(accounts, clock),
        check_session=CheckSession(sessions, outside.api_tokens, clock),
        publish_signing_keys=PublishSigningKeys(outside.keys),
        confirm_erasure=ConfirmErasure(outside.erasures, outside.messages, clock),
        set_aside_message=SetAsideMessage(outside.dead_letters),
        administration=_administration(outside),
        api_tokens=_api_tokens(outside),
        exchange_token=ExchangeToken(_exchange_api_token(outside), refuse_outside_identity),
        organisations=build_organisations(accounts, outside.organisations, clock),
    )


def _api_tokens(outside: Outside) -> ApiTokenUse:
    tokens, clock = outside.api_tokens, outside.clock
    create = CreateApiToken(tokens, clock, outside.new_id, outside.random)
    return ApiTokenUse(
        create=create,
        list=ListApiTokens(tokens),
        revoke=RevokeApiToken(tokens, clock),
        rotate=RotateApiToken(tokens, clock, outside.new_id, outside.random),
        create_service_account=CreateServiceAccount(
            outside.accounts, outside.roles, create, clock, outside.new_id
        ),
    )


def _exchange_api_token(outside: Outside) -> ExchangeApiToken:
    return ExchangeApiToken(
        outside.api_tokens, outside.roles, outside.issuer, outside.audit, outside.clock, outside.new_id
    )


def _administration(outside: Outside) -> Administration:
    directory, clock = outside.directory, outside.clock
    return Administration(
        browse=BrowseAccounts(directory, clock),
        administer=AdministerAccount(directory, outside.states, outside.accounts, clock),
        audit=ReadAudit(outside.audit_log, outside.audit, clock),
    )
