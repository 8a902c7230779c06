"""Access tokens and the public side of the keys that sign them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

ACCESS_LIFE_S = 600
"""A revoked session's token lives no longer than this even where nobody hears of the revocation."""


@dataclass(frozen=True)
class Grant:
    """What an access token says.

    `scopes` limit what a machine may do with it; None stands for everything. `csrf` is the secret that a page
    must show beside a token that travels as a cookie.
    """

    user_id: UUID
    tenant_id: UUID
    session_id: UUID
    token_id: UUID
    roles: tuple[str, ...]
    at: datetime
    scopes: tuple[str, ...] | None = None
    csrf: str | None = field(default=None, repr=False)
    life_s: int = ACCESS_LIFE_S


class AccessTokenIssuer(Protocol):
    """Signs access tokens that live no longer than ACCESS_LIFE_S."""

    def issue(self, grant: Grant) -> str: ...


class SigningKeys(Protocol):
    """The keys that tokens in circulation are signed with."""

    def jwks_json(self) -> str:
        """A JSON Web Key Set (RFC 7517)."""
        ...
