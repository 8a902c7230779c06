"""Where sessions are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.auth.domain.audit import Fact
from services.auth.domain.events import SessionRevoked
from services.auth.domain.session import Session


@dataclass(frozen=True)
class Presented:
    """A session, and which of its refresh tokens was shown."""

    session: Session
    generation: int


class Sessions(Protocol):
    """Each method is one transaction."""

    def open(self, session: Session, digest: bytes, facts: Sequence[Fact] = ()) -> bool:
        """Stores a new session with its first token; False where the user is gone or going."""
        ...

    def find_presented(self, tenant_id: UUID, session_id: UUID, digest: bytes) -> Presented | None:
        """None where the token never belonged to the session."""
        ...

    def rotate(self, session: Session, digest: bytes) -> bool:
        """Stores the next generation and its token; False where another request was first or the session
        has ended."""
        ...

    def revoke(self, revoked: SessionRevoked) -> bool:
        """Ends a session of that user and announces it; False where there is none that goes on."""
        ...

    def find_anywhere(self, session_id: UUID) -> Session | None:
        """By id alone, for services that know no tenant."""
        ...
