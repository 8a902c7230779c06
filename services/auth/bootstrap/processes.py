"""The components of a process, by its roles."""

from collections.abc import Callable, Sequence
from functools import cached_property

from chassis.clock import SystemClock, new_id
from chassis.database import Database
from chassis.identity import ServiceCredentialVerifier, load_service_keys, private_key
from chassis.lifecycle import Component, Resource
from chassis.messaging import MessagingClient, queue_gauges
from chassis.rate_limits.postgres import PostgresRateLimiter, shared_limiter, sweep_rate_limits
from chassis.role_limits import read_role_limits
from chassis.settings import required
from services.auth.adapters.inbound.messaging.consumers import CONSUMERS
from services.auth.adapters.outbound.messaging.nats_tenant_messages import NatsTenantMessages
from services.auth.adapters.outbound.messaging.wire_events import WireEvents
from services.auth.adapters.outbound.oidc.oidc_identity_providers import OidcIdentityProviders
from services.auth.adapters.outbound.passwords.argon2_hasher import Argon2Hasher
from services.auth.adapters.outbound.passwords.zxcvbn_common_passwords import ZxcvbnCommonPasswords
from services.auth.adapters.outbound.postgres.facts import FactWriter, Origin, nowhere
from services.auth.adapters.outbound.postgres.postgres_accounts import PostgresAccounts
from services.auth.adapters.outbound.postgres.postgres_api_tokens import (
    PostgresApiTokens,
    sweep_api_tokens,
)
from services.auth.adapters.outbound.postgres.postgres_audit import PostgresAuditTrail, sweep_audit
from services.auth.adapters.outbound.postgres.postgres_challenges import sweep_challenges
from services.auth.adapters.outbound.postgres.postgres_devices import PostgresDevices
from services.auth.adapters.outbound.postgres.postgres_directory import (
    PostgresAccountDirectory,
    PostgresAccountStates,
)
from services.auth.adapters.outbound.postgres.postgres_erasures import PostgresDeadLetters, PostgresErasures
from services.auth.adapters.outbound.postgres.postgres_invitations import sweep_invitations
from services.auth.adapters.outbound.postgres.postgres_mail import sweep_account_tokens, sweep_mails
from services.auth.adapters.outbound.postgres.postgres_organisations import orphan_sweep
from services.auth.adapters.outbound.postgres.postgres_outside_logins import sweep_login_attempts
from services.auth.adapters.outbound.postgres.postgres_roles import PostgresRoles
from services.auth.adapters.outbound.postgres.postgres_sessions import PostgresSessions, sweep_sessions
from services.auth.adapters.outbound.postgres.postgres_usage import PostgresUsageLedger
from services.auth.adapters.outbound.sealing.envelope_sealer import EnvelopeSealer
from services.auth.adapters.outbound.throttle.counted_guessing_limits import CountedGuessingLimits
from services.auth.adapters.outbound.tokens.flask_jwt_issuer import FlaskJwtIssuer
from services.auth.adapters.outbound.tokens.pem_signing_keys import PemSigningKeys
from services.auth.application import Application
from services.auth.application.use_cases.appoint_admin import AppointAdmin
from services.auth.bootstrap.accounts import postgres_account_stores
from services.auth.bootstrap.application import build_application
from services.auth.bootstrap.factors import postgres_factors
from services.auth.bootstrap.organisations import postgres_organisations
from services.auth.bootstrap.outside import Outside
from services.auth.bootstrap.outside_logins import open_providers, postgres_outside_identity
from services.auth.bootstrap.sealing import open_sealer
from services.auth.bootstrap.vault import open_vault
from services.auth.config import OperatorSettings, Settings

SERVICE = "auth"


class Parts:
    """Everything a process may need, each made when first asked for."""

    def __init__(self, settings: Settings, origin: Callable[[], Origin], hasher: Argon2Hasher) -> None:
        self.settings = settings
        self.hasher = hasher
        self.clock = SystemClock()
        self.facts = FactWriter(WireEvents(new_id), new_id, origin)

    @cached_property
    def database(self) -> Database:
        return Database(self.settings, role="app", service=SERVICE)

    @cached_property
    def limiter(self) -> PostgresRateLimiter:
        return shared_limiter(self.database)

    @cached_property
    def relay_database(self) -> Database:
        return Database(self.settings, role="relay", service=SERVICE, pool_size=4)

    @cached_property
    def messaging(self) -> MessagingClient:
        return MessagingClient(self.settings, SERVICE)

    @cached_property
    def sealer(self) -> EnvelopeSealer:
        return open_sealer(self.settings)

    @cached_property
    def providers(self) -> OidcIdentityProviders:
        return open_providers(self.settings, self.clock)

    @cached_property
    def application(self) -> Application:
        settings, facts = self.settings, self.facts
        audit = PostgresAuditTrail(self.database, facts)
        key = private_key(required(settings.signing_key, "signing_key"))
        previous = settings.previous_signing_key
        keys = [key] if previous is None else [key, private_key(previous.get_secret_value())]
        return build_application(
            Outside(
                accounts=PostgresAccounts(self.database, facts),
                roles=PostgresRoles(self.database),
                sessions=PostgresSessions(self.database, facts),
                devices=PostgresDevices(self.database, facts),
                api_tokens=PostgresApiTokens(self.database, facts),
                erasures=PostgresErasures(self.database, facts),
                messages=NatsTenantMessages(self.messaging),
                dead_letters=PostgresDeadLetters(self.database),
                hasher=self.hasher,
                common_passwords=ZxcvbnCommonPasswords(),
                guessing=self._guessing(),
                audit=audit,
                audit_log=audit,
                told_acts=audit,
                directory=PostgresAccountDirectory(self.database),
                states=PostgresAccountStates(self.database, facts),
                sealer=self.sealer,
                vault=open_vault(self.database, facts, settings),
                issuer=FlaskJwtIssuer(key, settings.token_issuer),
                keys=PemSigningKeys(keys),
                organisations=postgres_organisations(self.database, facts),
                account_stores=postgres_account_stores(self.database, facts),
                factors=postgres_factors(self.database, facts, self.limiter, settings.public_url),
                outside_identity=postgres_outside_identity(settings, self.providers, self.database, facts),
                usage=PostgresUsageLedger(self.database),
                clock=self.clock,
                verified_only=settings.email_verification == "required",
            )
        )

    def _guessing(self) -> CountedGuessingLimits:
        return CountedGuessingLimits(
            self.limiter,
            per_account=self.settings.login_failures_per_account,
            per_address=self.settings.login_failures_per_address,
        )


def appoint_admin(settings: OperatorSettings) -> AppointAdmin:
    """For the operator's command, which needs the database alone."""
    database = Database(settings, role="app", service=SERVICE, pool_size=1)
    facts = FactWriter(WireEvents(new_id), new_id)
    accounts, states = PostgresAccounts(database, facts), PostgresAccountStates(database, facts)
    return AppointAdmin(accounts, PostgresRoles(database), states, SystemClock())


def components(settings: Settings, roles: Sequence[str]) -> list[Component]:
    """What the process runs, in the order of starting; stopped in reverse."""
    origin = _origin(settings) if {"http", "rpc"} & set(roles) else nowhere
    parts = Parts(settings, origin, web_hasher() if "http" in roles else Argon2Hasher())
    chosen: list[Component] = [Resource("database", ping=parts.database.ping, close=parts.database.close)]
    if {"worker", "relay"} & set(roles):
        relay = parts.relay_database
        chosen += [parts.messaging, Resource("relay database", ping=relay.ping, close=relay.close)]
    if {"http", "rpc", "worker"} & set(roles):
        chosen.append(Resource("vault", ping=lambda: True, close=parts.sealer.close))
        chosen.append(Resource("identity providers", ping=lambda: True, close=parts.providers.close))
    for role in roles:
        chosen += _ROLES[role](parts)
    return chosen


def _origin(settings: Settings) -> Callable[[], Origin]:
    from services.auth.adapters.inbound.grpc.origin import of_call
    from services.auth.adapters.inbound.http.origin import of_request

    def origin() -> Origin:
        return Origin(**(of_request(settings.trusted_proxies) or of_call()))

    return origin


def web_hasher() -> Argon2Hasher:
    """For the process that serves HTTP: a request that hashes holds none of the server's places at work."""
    from chassis.web import leave_work

    return Argon2Hasher(leave_work=leave_work)


def _http(parts: Parts) -> list[Component]:
    from flask import Flask

    from chassis.idempotency.postgres import PostgresIdempotency
    from chassis.web import Edge, Limits, Site, StreamSlots
    from chassis.web.server import HttpServer, Listen
    from services.auth.adapters.inbound.http.door import create_door
    from services.auth.adapters.inbound.http.own_tokens import OwnTokens
    from services.auth.adapters.inbound.http.sessions_door import DoorLimits

    settings = parts.settings
    slots = StreamSlots(settings.http_threads)
    role_limits = read_role_limits(settings.limits_file)

    def create() -> Flask:
        edge = Edge(
            verifier=OwnTokens(parts.application, settings.token_issuer, parts.clock),
            new_id=new_id,
            slots=slots,
            secret=required(settings.cursor_key, "cursor_key").encode(),
            limits=Limits(parts.limiter, lambda user: role_limits.rates(user.roles)),
            idempotency=PostgresIdempotency(parts.database, new_id),
            trusted_proxies=settings.trusted_proxies,
            site=Site(settings.public_url, settings.cors_origins),
        )
        return create_door(parts.application, edge, DoorLimits(settings.registrations_per_address))

    listen = Listen(settings.http_host, settings.http_port, settings.http_threads)
    limiter = Resource("rate limits", ping=lambda: None, close=parts.limiter.close)
    return [limiter, HttpServer(create, listen, on_drain=slots.drain)]


def _rpc(parts: Parts) -> list[Component]:
    from chassis.rpc import Admission, RpcServer
    from services.auth.adapters.inbound.grpc.auth_servicer import auth_service
    from services.auth.adapters.inbound.grpc.vault_servicer import vault_service

    keys = load_service_keys(parts.settings.service_keys_dir)
    admission = Admission(ServiceCredentialVerifier(SERVICE, keys, parts.clock))
    services = [auth_service(parts.application), vault_service(parts.application)]
    return [RpcServer(parts.settings, admission, services)]


def _worker(parts: Parts) -> list[Component]:
    from chassis.messaging import ConsumerRunner
    from services.auth.adapters.inbound.messaging.subscriptions import subscriptions
    from services.auth.bootstrap.housekeeping import rounds

    handlers = subscriptions(parts.application)
    runner = ConsumerRunner(parts.messaging, handlers, heartbeat_s=parts.settings.heartbeat_s)
    return [runner, *rounds(parts.settings, parts.facts, parts.database, parts.relay_database)]


def _relay(parts: Parts) -> list[Component]:
    from chassis.idempotency.postgres import sweep_idempotency
    from chassis.inbox import sweep_claims
    from chassis.outbox import Relay, sweep_published

    sweeps = (
        sweep_published,
        sweep_claims,
        sweep_idempotency,
        sweep_sessions,
        sweep_challenges,
        sweep_login_attempts,
        sweep_api_tokens,
        sweep_audit,
        orphan_sweep(parts.facts, parts.clock),
        sweep_invitations,
        sweep_mails,
        sweep_account_tokens,
        sweep_rate_limits,
    )
    relay = Relay(parts.relay_database, parts.messaging, sweeps=sweeps)
    return [relay, queue_gauges(parts.messaging, CONSUMERS)]


_ROLES: dict[str, Callable[[Parts], list[Component]]] = {
    "http": _http,
    "rpc": _rpc,
    "worker": _worker,
    "relay": _relay,
}
