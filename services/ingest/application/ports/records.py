"""What ingest remembers, and the transactions that change it."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.ingest.domain.events import Event
from services.ingest.domain.recording import Recording


@dataclass(frozen=True)
class Cause:
    """The event that made us act: `consumer` does each `event_id` once."""

    consumer: str
    event_id: UUID


@dataclass(frozen=True)
class KeyUse:
    """That a user sent an Idempotency-Key, with which upload, and what came of it."""

    user_id: UUID
    key: str
    fingerprint: str
    recording_id: UUID
    used_at: datetime


class Recordings(Protocol):
    """The recordings of the transaction's tenant; no other tenant's exists here."""

    def add(self, recording: Recording) -> None: ...

    def find(self, recording_id: UUID) -> Recording | None: ...

    def lock(self, recording_id: UUID) -> Recording | None:
        """Find it and keep others from changing it until the transaction ends."""
        ...

    def save(self, recording: Recording) -> None:
        """Those who follow the recording are woken when the transaction commits."""
        ...

    def page(self, limit: int, before: UUID | None) -> Sequence[Recording]:
        """The newest first, older than `before`."""
        ...

    def remove(self, recording_id: UUID) -> bool:
        """False where there is none."""
        ...


class KeyUses(Protocol):
    def claim(self, use: KeyUse) -> KeyUse:
        """The use that holds: this one, or the one that came first (waiting for it to commit)."""
        ...


class Erasures(Protocol):
    """What was erased, so that nothing late comes back, and who confirmed it."""

    def bury(self, recording_id: UUID, at: datetime) -> None: ...

    def confirm(self, recording_id: UUID, service: str, at: datetime) -> None:
        """Idempotent; a confirmation of what we never buried (its tenant is gone) changes nothing."""
        ...

    def bury_tenant(self, at: datetime) -> None:
        """Remove every row of the tenant and refuse new ones from now on. Idempotent."""
        ...

    def tenant_is_buried(self) -> bool:
        """Holds until the transaction ends: a burial waits for it."""
        ...


class Transaction(Protocol):
    """All of it or nothing."""

    @property
    def recordings(self) -> Recordings: ...

    @property
    def keys(self) -> KeyUses: ...

    @property
    def erasures(self) -> Erasures: ...

    def announce(self, event: Event) -> None:
        """Tell the other services, if and only if the transaction commits."""
        ...

    def first_time(self, cause: Cause) -> bool:
        """False where this consumer's effect of this event is committed already."""
        ...


class Transactions(Protocol):
    def begin(self, tenant_id: UUID) -> AbstractContextManager[Transaction]:
        """Commits at the end of the block, unless it raises."""
        ...


class Inventory(Protocol):
    """Across tenants, for housekeeping only."""

    def unknown(self, recording_ids: Iterable[UUID]) -> set[UUID]:
        """Those that have no row."""
        ...

    def forget_keys(self, used_before: datetime) -> int:
        """Drop old uses of idempotency keys; returns how many."""
        ...
