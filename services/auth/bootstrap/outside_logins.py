"""The use cases of outside identity, and the providers that the settings name."""

from chassis.clock import Clock
from chassis.database import Database
from chassis.settings import required
from services.auth.adapters.outbound.oidc.oidc_identity_providers import OidcIdentityProviders
from services.auth.adapters.outbound.oidc.oidc_provider import OidcProvider
from services.auth.adapters.outbound.oidc.provider import Provider
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.adapters.outbound.postgres.postgres_identities import PostgresIdentities
from services.auth.adapters.outbound.postgres.postgres_outside_logins import (
    PostgresLoginAttempts,
    PostgresProvenSessions,
)
from services.auth.application.fresh_proof import FreshProof
from services.auth.application.outside_logins import OutsideLogins
from services.auth.application.outside_proof import OutsideProof
from services.auth.application.outside_sessions import OutsideSessions
from services.auth.application.ports.outside_identity import OutsideIdentityPorts
from services.auth.application.recognition import Recognition
from services.auth.application.session_opener import SessionOpener
from services.auth.application.use_cases.admit_outside_identity import AdmitOutsideIdentity
from services.auth.application.use_cases.begin_outside_login import BeginOutsideLogin
from services.auth.application.use_cases.exchange_outside_token import ExchangeOutsideToken
from services.auth.application.use_cases.finish_outside_login import FinishOutsideLogin
from services.auth.application.use_cases.link_identity import LinkIdentity
from services.auth.application.use_cases.list_identities import ListIdentities
from services.auth.application.use_cases.offer_providers import OfferProviders
from services.auth.application.use_cases.redeem_outside_login import RedeemOutsideLogin
from services.auth.application.use_cases.unlink_identity import UnlinkIdentity
from services.auth.bootstrap.outside import Outside
from services.auth.config import Settings
from services.auth.config.identity_providers import IdentityProviderSettings, provider_secrets
from services.auth.domain.return_addresses import ReturnAddresses


def open_providers(settings: Settings, clock: Clock) -> OidcIdentityProviders:
    return OidcIdentityProviders(connect(each, clock) for each in configured_providers(settings))


def postgres_outside_identity(
    settings: Settings, providers: OidcIdentityProviders, database: Database, facts: FactWriter
) -> OutsideIdentityPorts:
    key = settings.cursor_key.get_secret_value() if settings.cursor_key else ""  # the door requires it
    return OutsideIdentityPorts(
        providers=providers,
        identities=PostgresIdentities(database, facts),
        proven=PostgresProvenSessions(database),
        attempts=PostgresLoginAttempts(database),
        returns=ReturnAddresses(settings.app_url, settings.login_return_urls),
        key=key.encode(),
    )


def configured_providers(settings: Settings) -> list[Provider]:
    """With their secrets. Raises SettingsError where one that shares a secret has none."""
    if any("HS256" in each.algorithms for each in settings.identity_providers):
        required(settings.identity_provider_secrets, "identity_provider_secrets")
    secrets = provider_secrets(settings.identity_provider_secrets)
    return [
        _provider(each, settings.public_url, secrets.get(each.name)) for each in settings.identity_providers
    ]


def _provider(settings: IdentityProviderSettings, public_url: str, secret: str | None) -> Provider:
    callback = f"{public_url}/v1/auth/oidc/{settings.name}/callback"
    return Provider(**settings.model_dump(), redirect_uri=callback, secret=secret)


def connect(provider: Provider, clock: Clock) -> OidcProvider:
    """The HTTP client is loaded only where a provider is configured."""
    from chassis.remote import RemoteApi
    from services.auth.adapters.outbound.oidc.provider_client import LARGEST_ANSWER, ProviderClient

    name = f"identity_{provider.name}"
    api = RemoteApi(name, provider.issuer, {}, now=clock.now, largest_answer=LARGEST_ANSWER)
    return OidcProvider(provider, ProviderClient(provider, api, clock), clock)


def build_outside_logins(outside: Outside, opener: SessionOpener, fresh: FreshProof) -> OutsideLogins:
    ports, clock, audit, new_id = outside.outside_identity, outside.clock, outside.audit, outside.new_id
    providers, attempts, identities, proven = ports.providers, ports.attempts, ports.identities, ports.proven
    recognition = Recognition(outside.accounts, identities, clock, new_id)
    proof = OutsideProof(providers, recognition, proven, audit, clock)
    sessions = OutsideSessions(opener)
    return OutsideLogins(
        offer=OfferProviders(providers),
        begin=BeginOutsideLogin(providers, attempts, ports.returns, clock, outside.random, ports.key),
        finish=FinishOutsideLogin(providers, attempts, recognition, audit, clock, outside.random, ports.key),
        redeem=RedeemOutsideLogin(attempts, sessions, clock),
        exchange=ExchangeOutsideToken(proof, sessions, proven),
        admit=AdmitOutsideIdentity(
            proof, proven, opener.gate, opener, outside.roles, outside.issuer, clock, new_id
        ),
        list=ListIdentities(identities),
        link=LinkIdentity(outside.accounts, identities, proof, fresh, clock, new_id),
        unlink=UnlinkIdentity(identities, fresh, clock),
    )
