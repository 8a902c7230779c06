"""Secrets that are handed out once, used once and stored as their digests only."""

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

SECRET_BYTES = 32


@dataclass(frozen=True)
class TokenKind:
    """What a token is for: its prefix, which tells it from others and lets secret scanners find it, and its
    life."""

    prefix: str
    life: timedelta

    def issue(self, random: Callable[[int], bytes]) -> "OneTimeToken":
        return OneTimeToken(self, random(SECRET_BYTES))

    def parse(self, text: str) -> "OneTimeToken | None":
        """None for anything that no token of this kind is written as."""
        try:
            secret = base64.b64decode(text.removeprefix(self.prefix) + "=", altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        token = OneTimeToken(self, secret)
        return token if len(secret) == SECRET_BYTES and token.encode() == text else None

    def expires_at(self, issued_at: datetime) -> datetime:
        return issued_at + self.life


@dataclass(frozen=True)
class OneTimeToken:
    """256 random bits. Who stores it keeps the digest and the expiry, and deletes both when it is used."""

    kind: TokenKind
    secret: bytes = field(repr=False)

    def encode(self) -> str:
        return self.kind.prefix + base64.urlsafe_b64encode(self.secret).rstrip(b"=").decode()

    @property
    def digest(self) -> bytes:
        """What is stored and looked up. The secret is random, so a plain hash can't be guessed back."""
        return hashlib.sha256(self.kind.prefix.encode() + self.secret).digest()
