"""What a user proves themselves with beyond a password, and the challenges that ask for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from services.auth.domain.one_time_token import TokenKind
from services.auth.domain.passkey import Passkey
from services.auth.domain.session import Means

CodeMethod = Literal["totp", "recovery_code"]
Method = CodeMethod | Literal["passkey"]
FirstProof = Literal["password", "identity_provider", "identity_provider_token"]
"""After which a second factor is asked for, where there is one."""
Purpose = Literal["login", "passkey_login", "registration", "proof"]

CHALLENGE = TokenKind("rsf_", timedelta(minutes=5))
MAX_ATTEMPTS = 5
"""Answers to one challenge: enough for people who mistype."""
PROOF_LIFE = timedelta(minutes=5)
"""How long a proof of who is there opens the acts that weaken an account."""


@dataclass(frozen=True)
class Enrolment:
    """A user's factors. Recovery codes stand in for the others: alone they are none."""

    totp_since: datetime | None = None
    passkeys: tuple[Passkey, ...] = ()
    recovery_codes_left: int = 0

    @property
    def exists(self) -> bool:
        return self.totp_since is not None or bool(self.passkeys)

    @property
    def methods(self) -> tuple[Method, ...]:
        """What a challenge may be answered with."""
        if not self.exists:
            return ()
        offered: tuple[tuple[Method, bool], ...] = (
            ("passkey", bool(self.passkeys)),
            ("totp", self.totp_since is not None),
            ("recovery_code", self.recovery_codes_left > 0),
        )
        return tuple(method for method, has in offered if has)


@dataclass(frozen=True)
class Challenge:
    """A question under way. An authenticator signs the digest; only who asked knows the token.

    Nobody is known yet at a login by passkey. `first` is what was proven before a login's second factor.
    """

    digest: bytes
    purpose: Purpose
    expires_at: datetime
    tenant_id: UUID | None = None
    user_id: UUID | None = None
    first: FirstProof | None = None


def means_of(first: FirstProof, method: Method) -> Means:
    """How a session came to be that was opened after both."""
    if first == "password":
        return "password_and_passkey" if method == "passkey" else "password_and_code"
    return "identity_provider_and_passkey" if method == "passkey" else "identity_provider_and_code"
