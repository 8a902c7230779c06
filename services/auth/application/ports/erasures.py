"""Erasures under way, and the broker's copies of what was told about a tenant."""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from services.auth.domain.events import TenantPurged


class Erasures(Protocol):
    """Each method is one transaction."""

    def confirm(self, tenant_id: UUID, service: str) -> Collection[str]:
        """Notes a service's receipt once and returns whose are there; none where no erasure is open."""
        ...

    def finish(self, purged: TenantPurged) -> bool:
        """Erases everything of the tenant here and announces it; False where that is done already."""
        ...


class TenantMessages(Protocol):
    """What the broker has stored about tenants."""

    def purge(self, tenant_id: UUID, *, before: int | None = None) -> None:
        """Removes every dead letter of the tenant, and its stored events before that place in the stream, or
        all of them; may be repeated. Raises Unavailable."""
        ...


class Message(Protocol):
    """An event as it travelled; only adapters look further into it."""

    @property
    def id(self) -> UUID: ...


class DeadLetters(Protocol):
    """Messages that were given up."""

    def set_aside(self, tenant_id: UUID, letter: Message) -> None:
        """Stores the letter for publication; the same one only once."""
        ...
