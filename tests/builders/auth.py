"""auth's application, with fakes or with its real adapters."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyotp import TOTP

from chassis.clock import new_id
from chassis.database import Database
from chassis.rate_limits.memory import MemoryRateLimiter
from services.auth.adapters.inbound.http.origin import of_request
from services.auth.adapters.outbound.messaging.wire_events import WireEvents
from services.auth.adapters.outbound.oidc.oidc_identity_providers import OidcIdentityProviders
from services.auth.adapters.outbound.oidc.oidc_provider import OidcProvider
from services.auth.adapters.outbound.passwords.argon2_hasher import Argon2Hasher
from services.auth.adapters.outbound.passwords.zxcvbn_common_passwords import ZxcvbnCommonPasswords
from services.auth.adapters.outbound.postgres.facts import FactWriter, Origin
from services.auth.adapters.outbound.postgres.postgres_accounts import PostgresAccounts
from services.auth.adapters.outbound.postgres.postgres_api_tokens import PostgresApiTokens
from services.auth.adapters.outbound.postgres.postgres_audit import PostgresAuditTrail
from services.auth.adapters.outbound.postgres.postgres_devices import PostgresDevices
from services.auth.adapters.outbound.postgres.postgres_directory import (
    PostgresAccountDirectory,
    PostgresAccountStates,
)
from services.auth.adapters.outbound.postgres.postgres_erasures import PostgresDeadLetters, PostgresErasures
from services.auth.adapters.outbound.postgres.postgres_identities import PostgresIdentities
from services.auth.adapters.outbound.postgres.postgres_outside_logins import (
    PostgresLoginAttempts,
    PostgresProvenSessions,
)
from services.auth.adapters.outbound.postgres.postgres_provider_keys import PostgresProviderKeys
from services.auth.adapters.outbound.postgres.postgres_roles import PostgresRoles
from services.auth.adapters.outbound.postgres.postgres_sessions import PostgresSessions
from services.auth.adapters.outbound.postgres.postgres_usage import PostgresUsageLedger
from services.auth.adapters.outbound.sealing.envelope_sealer import EnvelopeSealer
from services.auth.adapters.outbound.throttle.counted_guessing_limits import CountedGuessingLimits
from services.auth.adapters.outbound.tokens.flask_jwt_issuer import FlaskJwtIssuer
from services.auth.adapters.outbound.tokens.pem_signing_keys import PemSigningKeys
from services.auth.application import Application
from services.auth.application.ports.outside_identity import OutsideIdentityPorts
from services.auth.application.ports.provider_keys import VaultPorts
from services.auth.application.use_cases.appoint_admin import AppointAdmin
from services.auth.bootstrap.accounts import postgres_account_stores
from services.auth.bootstrap.application import build_application
from services.auth.bootstrap.factors import postgres_factors
from services.auth.bootstrap.organisations import postgres_organisations
from services.auth.bootstrap.outside import Outside
from services.auth.domain.email import EmailAddress
from services.auth.domain.return_addresses import ReturnAddresses
from services.auth.domain.session import Session
from services.auth.domain.totp import written
from services.auth.domain.user import User
from tests.builders.auth_sealing import a_sealer
from tests.builders.identity import ISSUER
from tests.fakes.auth_accounts import fake_account_stores
from tests.fakes.auth_administration import FakeAccountDirectory, FakeAccountStates, FakeAudit
from tests.fakes.auth_api_tokens import FakeApiTokens
from tests.fakes.auth_devices import FakeDevices
from tests.fakes.auth_erasures import FakeDeadLetters, FakeErasures, FakeTenantMessages
from tests.fakes.auth_factors import FactorState, fake_factors
from tests.fakes.auth_organisations import fake_organisations
from tests.fakes.auth_outside_identity import APP, FakeProviders, OutsideState, fake_outside_identity
from tests.fakes.auth_stores import (
    AuthState,
    FakeAccounts,
    FakeGuessing,
    FakeHasher,
    FakeRoles,
    FakeSessions,
    ReadableIssuer,
)
from tests.fakes.auth_usage import FakeUsageLedger
from tests.fakes.auth_vault import FakeProviderDoors, FakeProviderKeys
from tests.fakes.clock import FakeClock

PASSWORD = "correct horse battery staple"
PEER = "203.0.113.9"
PUBLIC_URL = "https://rostrum.example.org"


@dataclass
class AuthBench:
    """The application on fakes that a test can look into."""

    clock: FakeClock = field(default_factory=FakeClock)
    state: AuthState = field(default_factory=AuthState)
    factors: FactorState = field(init=False)
    chance: Random = field(default_factory=lambda: Random(7))
    outside: OutsideState = field(init=False)
    providers: FakeProviders = field(default_factory=FakeProviders)
    hasher: FakeHasher = field(default_factory=FakeHasher)
    guessing: FakeGuessing = field(default_factory=FakeGuessing)
    messages: FakeTenantMessages = field(default_factory=FakeTenantMessages)
    dead_letters: FakeDeadLetters = field(default_factory=FakeDeadLetters)
    provider_doors: FakeProviderDoors = field(default_factory=FakeProviderDoors)
    sealer: EnvelopeSealer = field(default_factory=a_sealer)
    usage: FakeUsageLedger = field(default_factory=FakeUsageLedger)
    verified_only: bool = False
    keys: PemSigningKeys = field(default_factory=lambda: PemSigningKeys([Ed25519PrivateKey.generate()]))

    def __post_init__(self) -> None:
        self.factors = FactorState(self.state)
        self.outside = OutsideState(self.state)

    @property
    def application(self) -> Application:
        return build_application(
            Outside(
                accounts=FakeAccounts(self.state),
                roles=FakeRoles(self.state),
                sessions=FakeSessions(self.state),
                devices=FakeDevices(self.state),
                api_tokens=FakeApiTokens(self.state),
                erasures=FakeErasures(self.state),
                messages=self.messages,
                dead_letters=self.dead_letters,
                hasher=self.hasher,
                common_passwords=frozenset({"password1", "iloveyou1"}),
                guessing=self.guessing,
                audit=FakeAudit(self.state),
                audit_log=FakeAudit(self.state),
                told_acts=FakeAudit(self.state),
                directory=FakeAccountDirectory(self.state),
                states=FakeAccountStates(self.state),
                organisations=fake_organisations(self.state),
                account_stores=fake_account_stores(self.state),
                verified_only=self.verified_only,
                factors=fake_factors(self.factors),
                outside_identity=fake_outside_identity(self.outside, self.providers),
                usage=self.usage,
                sealer=self.sealer,
                vault=VaultPorts(FakeProviderKeys(self.state), self.provider_doors),
                issuer=ReadableIssuer(),
                keys=self.keys,
                clock=self.clock,
                random=self.chance.randbytes,
            )
        )


def real_application(
    database: Database,
    key: Ed25519PrivateKey,
    clock: FakeClock,
    providers: Sequence[OidcProvider] = (),
    public_url: str = PUBLIC_URL,
) -> Application:
    """With the adapters of production, but for the broker; hashing is cheap."""
    facts = FactWriter(WireEvents(new_id), new_id, lambda: Origin(**of_request(())))
    limiter = MemoryRateLimiter(monotonic=clock.monotonic)
    return build_application(
        Outside(
            accounts=PostgresAccounts(database, facts),
            roles=PostgresRoles(database),
            sessions=PostgresSessions(database, facts),
            devices=PostgresDevices(database, facts),
            api_tokens=PostgresApiTokens(database, facts),
            erasures=PostgresErasures(database, facts),
            messages=FakeTenantMessages(),
            dead_letters=PostgresDeadLetters(database),
            hasher=Argon2Hasher(memory_kib=64),
            common_passwords=ZxcvbnCommonPasswords(),
            guessing=CountedGuessingLimits(limiter, per_account=5, per_address=20),
            audit=PostgresAuditTrail(database, facts),
            audit_log=PostgresAuditTrail(database, facts),
            told_acts=PostgresAuditTrail(database, facts),
            directory=PostgresAccountDirectory(database),
            states=PostgresAccountStates(database, facts),
            organisations=postgres_organisations(database, facts),
            account_stores=postgres_account_stores(database, facts),
            factors=postgres_factors(database, facts, limiter, public_url),
            outside_identity=real_outside_identity(database, facts, providers),
            usage=PostgresUsageLedger(database),
            sealer=a_sealer(),
            vault=VaultPorts(PostgresProviderKeys(database, facts), FakeProviderDoors()),
            issuer=FlaskJwtIssuer(key, ISSUER),
            keys=PemSigningKeys([key]),
            clock=clock,
        )
    )


def real_outside_identity(
    database: Database, facts: FactWriter, providers: Sequence[OidcProvider]
) -> OutsideIdentityPorts:
    return OutsideIdentityPorts(
        providers=OidcIdentityProviders(providers),
        identities=PostgresIdentities(database, facts),
        proven=PostgresProvenSessions(database),
        attempts=PostgresLoginAttempts(database),
        returns=ReturnAddresses(APP),
        key=b"key",
    )


def operator(database: Database, clock: FakeClock) -> AppointAdmin:
    """Appoints administrators, as the operator's command does."""
    facts = FactWriter(WireEvents(new_id), new_id)
    accounts, states = PostgresAccounts(database, facts), PostgresAccountStates(database, facts)
    return AppointAdmin(accounts, PostgresRoles(database), states, clock)


def a_user(clock: FakeClock, email: str = "ada@example.org") -> User:
    return User(new_id(), new_id(), EmailAddress.parse(email), "Ada", "en", clock.now())


def a_session(user: User, clock: FakeClock) -> Session:
    return Session(new_id(), user.tenant_id, user.id, clock.now(), clock.now())


def code_of(secret: bytes, at: datetime) -> str:
    """What an authenticator app shows then."""
    return TOTP(written(secret)).at(at)
