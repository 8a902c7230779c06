"""Identity providers, and what is kept about their users here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from services.auth.domain.audit import Fact
from services.auth.domain.outside_identity import (
    LinkedIdentity,
    LoginAttempt,
    LoginSecrets,
    OutsideIdentity,
    OutsideToken,
)
from services.auth.domain.return_addresses import ReturnAddresses
from services.auth.domain.session import Session


class OutsideTokenRefused(Exception):
    """Why a provider's token or answer was refused: short words of ours, for the log and the audit trail."""


@dataclass(frozen=True)
class ProviderOffer:
    """A provider at which users can log in."""

    name: str
    title: str


@dataclass(frozen=True)
class ProviderAnswer:
    """What a browser brings back from a provider. `issuer` says who answers, where the provider says so
    (RFC 9207)."""

    code: str
    issuer: str | None = None


class IdentityProviders(Protocol):
    """The configured ones. Each method may raise Unavailable while a provider can't be reached."""

    def offers(self) -> Sequence[ProviderOffer]: ...

    def login_url(self, name: str, state: str, secrets: LoginSecrets) -> str:
        """Where a browser goes to log in. Raises NoSuchProvider."""
        ...

    def redeem(self, name: str, answer: ProviderAnswer, secrets: LoginSecrets) -> OutsideIdentity:
        """Who logged in. Raises OutsideTokenRefused."""
        ...

    def verify(self, token: str) -> OutsideToken:
        """A token that somebody brings. Raises OutsideTokenRefused."""
        ...


UnlinkOutcome = Literal["unlinked", "unknown", "last_way_in"]


class Identities(Protocol):
    """Which account an outside identity leads to. Each method is one transaction."""

    def find(self, issuer: str, subject: str) -> LinkedIdentity | None:
        """Before the tenant is known; also one that was unlinked."""
        ...

    def link(self, identity: LinkedIdentity, facts: Sequence[Fact]) -> bool:
        """Also again, where the same user unlinked it. False where it leads to another account, or the user
        is gone."""
        ...

    def of_user(self, tenant_id: UUID, user_id: UUID) -> Sequence[LinkedIdentity]:
        """Those that are linked, oldest first."""
        ...

    def unlink(self, identity: LinkedIdentity, at: datetime, facts: Sequence[Fact]) -> UnlinkOutcome:
        """Not the last way in: a password or another identity must be left, whatever happens at the same
        time."""
        ...


class ProvenSessions(Protocol):
    """Which of our sessions were opened for what a provider's token proves."""

    def note(self, tenant_id: UUID, session_id: UUID, proof: bytes) -> None: ...

    def of(self, tenant_id: UUID, proofs: Sequence[bytes]) -> Sequence[Session]:
        """Oldest first, ended ones too, for as long as sessions are kept."""
        ...


class LoginAttempts(Protocol):
    """Logins under way, each found by the digest of a token that is used once."""

    def add(self, attempt: LoginAttempt) -> None: ...

    def take(self, digest: bytes, now: datetime) -> LoginAttempt | None:
        """And forgets it. None where it is unknown, taken or too old."""
        ...


@dataclass(frozen=True)
class OutsideIdentityPorts:
    """What the use cases of outside identity reach. `key` is what a login's secrets follow from."""

    providers: IdentityProviders
    identities: Identities
    proven: ProvenSessions
    attempts: LoginAttempts
    returns: ReturnAddresses
    key: bytes = field(repr=False)
