"""API tokens: what a machine shows instead of a login.

`rst_`, 64 characters for an id and 256 secret bits, and 6 for a checksum, so that scanners of source find a
leaked one and nothing else: rst_[A-Za-z0-9_-]{70}, of which the last 6 are the CRC-32 of all before them.
"""

import base64
import binascii
import hashlib
import hmac
import zlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from chassis.errors import InvalidInput
from services.auth.domain.user import clean_name

PREFIX = "rst_"
SECRET_BYTES = 32
DEFAULT_DAYS = 90
MAX_DAYS = 365
MAX_TOKENS = 50
"""Of one user at a time: more than anybody looks after, and a bound for what a stolen session can make."""
_CHECKSUM = 6
_SHOWN = 4

Verdict = Literal["good", "wrong_secret", "revoked", "expired"]


@dataclass(frozen=True)
class TokenSecret:
    """The whole token, as its holder has it. Never stored."""

    token_id: UUID
    secret: bytes = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> "TokenSecret | None":
        """None for anything that this class did not write: a wrong letter shows before any look-up."""
        try:
            content = base64.b64decode(text[len(PREFIX) : -_CHECKSUM], altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        if len(content) != 16 + SECRET_BYTES:
            return None
        token = cls(UUID(bytes=content[:16]), content[16:])
        return token if token.encode() == text else None

    def encode(self) -> str:
        text = PREFIX + _encoded(self.token_id.bytes + self.secret)
        return text + _encoded(zlib.crc32(text.encode()).to_bytes(4, "big"))

    @property
    def digest(self) -> bytes:
        """What is stored. The secret is random, so a plain hash can't be guessed back."""
        return hashlib.sha256(self.secret).digest()

    @property
    def last_four(self) -> str:
        """Tells its owner which it is. They are of the checksum."""
        return self.encode()[-_SHOWN:]


@dataclass(frozen=True)
class ApiToken:
    """A token as it is kept. `last_used_at` is exact to the minute."""

    id: UUID
    tenant_id: UUID
    user_id: UUID
    name: str
    scopes: tuple[str, ...]
    last_four: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    last_used_peer: str | None = None
    revoked_at: datetime | None = None

    def is_active(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at

    def judge(self, secret: TokenSecret, digest: bytes, now: datetime) -> Verdict:
        """What a shown secret means, where `digest` is the stored one."""
        if not hmac.compare_digest(secret.digest, digest):
            return "wrong_secret"
        if self.revoked_at is not None:
            return "revoked"
        return "good" if now < self.expires_at else "expired"

    def successor(self, secret: TokenSecret, now: datetime) -> "ApiToken":
        """The same for as long again, under a new id: whoever holds the old one is refused everywhere."""
        return replace(
            self,
            id=secret.token_id,
            last_four=secret.last_four,
            created_at=now,
            expires_at=now + (self.expires_at - self.created_at),
            last_used_at=None,
            last_used_peer=None,
        )


def clean_token_name(text: str) -> str:
    """Raises InvalidInput for an empty name, a long one, and characters that do not print."""
    name = clean_name(text)
    if not name:
        raise InvalidInput("A token needs a name, by which you will know it again.")
    return name


def life(days: int) -> timedelta:
    if not 1 <= days <= MAX_DAYS:
        raise InvalidInput(f"A token lives 1 to {MAX_DAYS} days.")
    return timedelta(days=days)


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
