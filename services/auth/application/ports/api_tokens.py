"""Where API tokens are kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.auth.domain.api_token import ApiToken
from services.auth.domain.audit import Fact
from services.auth.domain.events import SessionRevoked


@dataclass(frozen=True)
class Kept:
    """A token and the digest of its secret."""

    token: ApiToken
    digest: bytes = field(repr=False)


class ApiTokens(Protocol):
    """Each method is one transaction; facts are stored in it or not at all."""

    def add(self, kept: Kept, at_most: int, facts: Sequence[Fact]) -> bool:
        """False where the user is gone or has that many. Raises TokenNameTaken."""
        ...

    def replace(self, revoked: SessionRevoked, successor: Kept, facts: Sequence[Fact]) -> bool:
        """Ends a token and announces it, and stores its successor; False where it has ended already."""
        ...

    def revoke(self, revoked: SessionRevoked) -> bool:
        """Ends a token and announces it; False where it has ended already."""
        ...

    def of(self, tenant_id: UUID, user_id: UUID) -> Sequence[ApiToken]:
        """Those that were not revoked, newest first; also what has expired."""
        ...

    def find_anywhere(self, token_id: UUID) -> Kept | None:
        """By id alone, for who shows one; also what was revoked."""
        ...

    def note_use(self, token: ApiToken, at: datetime, peer: str) -> None: ...
