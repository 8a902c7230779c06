"""Where second factors, the challenges for them and proofs are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.auth.application.ports.authenticators import Authenticators
from services.auth.application.ports.guessing import CodeLimits
from services.auth.application.ports.sealing import Label, Sealed
from services.auth.domain.audit import Fact
from services.auth.domain.passkey import Passkey
from services.auth.domain.second_factor import Challenge, Enrolment, Purpose


@dataclass(frozen=True)
class Totp:
    """A user's authenticator app. It counts once it is confirmed by a code.

    `last_step` is the step of the last code that was accepted: that one and those before it are spent.
    """

    tenant_id: UUID
    user_id: UUID
    secret: Sealed
    last_step: int = 0
    confirmed_at: datetime | None = None

    @property
    def label(self) -> Label:
        return totp_label(self.tenant_id, self.user_id)


def totp_label(tenant_id: UUID, user_id: UUID) -> Label:
    """What the secret is sealed for."""
    return Label(tenant_id, "totp_secrets", user_id, 1)


class Factors(Protocol):
    """Apps and recovery codes. Each method is one transaction; facts are stored in it or not at all.

    Where digests of recovery codes are handed in they replace those that are there; none leave them.
    """

    def of(self, tenant_id: UUID, user_id: UUID) -> Enrolment: ...

    def find_totp(self, tenant_id: UUID, user_id: UUID) -> Totp | None:
        """Also one that is not confirmed."""
        ...

    def begin_totp(self, totp: Totp) -> bool:
        """Replaces one that was never confirmed; False where one is, or the user is gone."""
        ...

    def confirm_totp(self, totp: Totp, codes: Sequence[bytes], facts: Sequence[Fact]) -> bool:
        """False where it is confirmed already, or begun anew meanwhile."""
        ...

    def spend_step(self, tenant_id: UUID, user_id: UUID, step: int) -> bool:
        """False where a code of this step or a later one was accepted before."""
        ...

    def remove_totp(self, tenant_id: UUID, user_id: UUID, facts: Sequence[Fact]) -> bool:
        """The recovery codes go with the last factor. False where there is none."""
        ...

    def use_recovery_code(
        self, tenant_id: UUID, user_id: UUID, digest: bytes, facts: Sequence[Fact]
    ) -> bool: ...

    def renew_recovery_codes(
        self, tenant_id: UUID, user_id: UUID, codes: Sequence[bytes], facts: Sequence[Fact]
    ) -> bool:
        """False where there is no factor that they could stand in for."""
        ...

    def clear(self, tenant_id: UUID, user_id: UUID, facts: Sequence[Fact]) -> bool:
        """Removes every factor; False where there was none."""
        ...


class Passkeys(Protocol):
    """Each method is one transaction, as above."""

    def add(self, passkey: Passkey, codes: Sequence[bytes], facts: Sequence[Fact]) -> bool:
        """False where the credential is known, to whomever it belongs, or the user is gone."""
        ...

    def find_anywhere(self, credential_id: bytes) -> Passkey | None:
        """By the credential alone: whoever logs in with it has not said who they are."""
        ...

    def count_use(self, passkey: Passkey, sign_count: int, at: datetime) -> bool:
        """False where another use counted as far meanwhile."""
        ...

    def rename(
        self, tenant_id: UUID, user_id: UUID, passkey_id: UUID, name: str, facts: Sequence[Fact]
    ) -> Passkey | None: ...

    def remove(self, tenant_id: UUID, user_id: UUID, passkey_id: UUID, facts: Sequence[Fact]) -> bool:
        """The recovery codes go with the last factor."""
        ...


class Challenges(Protocol):
    """Questions under way; those that have expired are as if they had never been."""

    def add(self, challenge: Challenge, facts: Sequence[Fact]) -> bool:
        """False where the user is gone, going or disabled."""
        ...

    def attempt(self, digest: bytes, purpose: Purpose, now: datetime) -> Challenge | None:
        """Counts an answer; None for one too many."""
        ...

    def take(self, digest: bytes, purpose: Purpose, now: datetime) -> Challenge | None:
        """Ends the challenge: one of two who take it gets it."""
        ...


class Proofs(Protocol):
    """When whoever holds a session last showed who they are."""

    def latest(self, tenant_id: UUID, session_id: UUID) -> datetime | None:
        """Opening the session was a proof too, but by a token that was brought. None where there is none."""
        ...

    def renew(self, tenant_id: UUID, session_id: UUID, at: datetime, facts: Sequence[Fact]) -> None: ...


@dataclass(frozen=True)
class FactorPorts:
    """What the use cases of second factors reach."""

    factors: Factors
    passkeys: Passkeys
    challenges: Challenges
    proofs: Proofs
    authenticators: Authenticators
    limits: CodeLimits
