"""Who is calling."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Caller:
    """A user, from which session and from where."""

    tenant_id: UUID
    user_id: UUID
    session_id: UUID
    peer: str
