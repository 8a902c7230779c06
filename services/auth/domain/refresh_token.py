"""Refresh tokens: random, used once, and never stored."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass, field
from uuid import UUID

from services.auth.domain.errors import SessionOver

PREFIX = "rrt_"
"""Lets secret scanners find leaked ones."""
SECRET_BYTES = 32
_LENGTH = 16 + 16 + SECRET_BYTES
REFUSED = "The session has ended: log in again."


@dataclass(frozen=True)
class RefreshToken:
    """Names its session (opaquely to clients) and proves it with 256 secret bits."""

    tenant_id: UUID
    session_id: UUID
    secret: bytes = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> "RefreshToken":
        """Raises SessionOver for anything that this class did not write."""
        try:
            content = base64.b64decode(text.removeprefix(PREFIX) + "==", altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise SessionOver(REFUSED) from None
        token = cls(UUID(bytes=content[:16].ljust(16)), UUID(bytes=content[16:32].ljust(16)), content[32:])
        if len(content) != _LENGTH or token.encode() != text:
            raise SessionOver(REFUSED)
        return token

    def encode(self) -> str:
        content = self.tenant_id.bytes + self.session_id.bytes + self.secret
        return PREFIX + base64.urlsafe_b64encode(content).rstrip(b"=").decode()

    @property
    def digest(self) -> bytes:
        """What is stored. The secret is random, so a plain hash can't be guessed back."""
        return hashlib.sha256(self.secret).digest()

    def successor(self, nonce: bytes) -> "RefreshToken":
        """The token that replaces this one.

        It follows from this token and a stored nonce, so the same one can be given again to a client that
        lost the reply, while the database alone tells nobody what it is.
        """
        secret = hmac.new(self.secret, b"rostrum refresh successor" + nonce, hashlib.sha256).digest()
        return RefreshToken(self.tenant_id, self.session_id, secret)
