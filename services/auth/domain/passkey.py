"""Passkeys: keys that never leave a user's authenticator (WebAuthn Level 3)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.errors import InvalidInput
from services.auth.domain.user import clean_name

MAX_PASSKEYS = 20
"""Of one user."""


@dataclass(frozen=True)
class Credential:
    """What an authenticator made for a user. `transports` tell browsers how it may be reached."""

    id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...] = ()


@dataclass(frozen=True)
class Passkey:
    """A credential under the name that its user knows it by."""

    id: UUID
    tenant_id: UUID
    user_id: UUID
    name: str
    credential: Credential
    created_at: datetime
    last_used_at: datetime | None = None

    def has_a_copy(self, sign_count: int) -> bool:
        """Whether this count tells of a second authenticator with the same key.

        Each signature counts up; those that are synchronised between devices always say 0.
        """
        kept = self.credential.sign_count
        return max(sign_count, kept) > 0 and sign_count <= kept


def clean_passkey_name(text: str) -> str:
    """As names of people are, and not empty."""
    name = clean_name(text)
    if not name:
        raise InvalidInput("A passkey needs a name.")
    return name
