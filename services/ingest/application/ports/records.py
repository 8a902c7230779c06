"""What ingest remembers, and the transactions that change it."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.ingest.application.ports.audio_use import AudioUse
from services.ingest.application.ports.shares import SharedWithCoach, Shares
from services.ingest.application.ports.uploads import UploadInventory, Uploads
from services.ingest.domain.events import Event
from services.ingest.domain.recording import Recording


@dataclass(frozen=True)
class Cause:
    """The event that made us act: `consumer` does what it does for the event `id` once."""

    consumer: str
    id: UUID
    tenant_id: UUID


Letter = object
"""A message that can't be handled, ready for those who look after such; nothing here opens it."""


class Recordings(Protocol):
    """The recordings of the transaction's tenant; no other tenant's exists here."""

    def add(self, recording: Recording) -> bool:
        """False where one with its id is there already."""
        ...

    def find(self, recording_id: UUID) -> Recording | None: ...

    def lock(self, recording_id: UUID) -> Recording | None:
        """Find it and keep others from changing it until the transaction ends."""
        ...

    def save(self, recording: Recording) -> None:
        """Those who follow the recording are woken when the transaction commits."""
        ...

    def page(
        self, limit: int, before: UUID | None, among: Collection[UUID] | None = None
    ) -> Sequence[Recording]:
        """The newest first, older than `before`; only those of `among`, where that is given."""
        ...

    def stored_bytes(self) -> int:
        """Of all uploads that are kept, as they were sent."""
        ...

    def remove(self, recording_id: UUID) -> bool:
        """With the answer that is kept for repeats of its upload. False where there is none."""
        ...


class Erasures(Protocol):
    """What was erased, so that nothing late comes back, and who confirmed it."""

    def bury(self, recording_id: UUID) -> None:
        """The first step of an erasure: waits for those who have asked `is_buried` and are still writing."""
        ...

    def bury_tenant(self) -> None:
        """Remove every row of the tenant and refuse new ones from now on. Idempotent."""
        ...

    def is_buried(self, recording_id: UUID) -> bool:
        """Whether the recording or its tenant is; a burial waits until this transaction has ended."""
        ...

    def confirm(self, recording_id: UUID, service: str, at: datetime) -> None:
        """Idempotent; ignored once the tenant is buried."""
        ...


class Transaction(Protocol):
    """All of it or nothing."""

    @property
    def recordings(self) -> Recordings: ...

    @property
    def erasures(self) -> Erasures: ...

    @property
    def uploads(self) -> Uploads: ...

    @property
    def shares(self) -> Shares: ...

    @property
    def audio_use(self) -> AudioUse: ...

    def announce(self, event: Event) -> None:
        """Tell the other services, if and only if the transaction commits."""
        ...

    def announcements_waiting(self, most: int) -> int:
        """How many of all tenants have not been told yet, counted up to `most`."""
        ...

    def give_up(self, letter: Letter) -> None:
        """Hand a message over that can't be handled, if and only if the transaction commits."""
        ...

    def first_time(self, cause: Cause) -> bool:
        """False where this consumer's effect of this event is committed already."""
        ...

    def is_settled(self, cause: Cause) -> bool:
        """Whether it is; claims nothing. A message that was given up is not settled: it may be sent again."""
        ...


class Transactions(Protocol):
    def begin(self, tenant_id: UUID) -> AbstractContextManager[Transaction]:
        """Commits at the end of the block, unless it raises."""
        ...

    @property
    def shared(self) -> SharedWithCoach: ...


@dataclass(frozen=True)
class Sent:
    """A recording and whose it is."""

    tenant_id: UUID
    user_id: UUID
    recording_id: UUID


class Inventory(UploadInventory, Protocol):
    """Across tenants, for housekeeping only."""

    def unknown(self, recording_ids: Iterable[UUID]) -> set[UUID]:
        """Those that have no row."""
        ...

    def unknown_uploads(self, upload_ids: Iterable[UUID]) -> set[UUID]: ...

    def overtaken_by(self, tenant_id: UUID, several: int) -> Sequence[Sent]:
        """Where this tenant has so many recordings that are to be prepared: of other tenants the first one
        each that nobody has begun. Those with the fewest come first, and only two at a time."""
        ...

    def sent_before(self, moment: datetime) -> Sequence[Sent]:
        """Recordings that are older, those that are oldest first; only so many at a time."""
        ...
