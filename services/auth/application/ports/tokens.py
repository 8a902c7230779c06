"""Access tokens and the public side of the keys that sign them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

ACCESS_LIFE_S = 600
"""A revoked session's token lives no longer than this even where nobody hears of the revocation."""


@dataclass(frozen=True)
class Grant:
    """What an access token says."""

    user_id: UUID
    tenant_id: UUID
    session_id: UUID
    token_id: UUID
    roles: tuple[str, ...]
    at: datetime


class AccessTokenIssuer(Protocol):
    """Signs access tokens of ACCESS_LIFE_S."""

    def issue(self, grant: Grant) -> str: ...


class SigningKeys(Protocol):
    """The keys that tokens in circulation are signed with."""

    def jwks_json(self) -> str:
        """A JSON Web Key Set (RFC 7517)."""
        ...
