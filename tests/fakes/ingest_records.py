"""ingest's records port in memory; it passes the same suite as the one on Postgres."""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from chassis.clock import SystemClock
from services.ingest.application.ports.records import Cause, Letter, Sent
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.domain.events import Event
from services.ingest.domain.recording import Recording, Status
from services.ingest.domain.resumable import Part, ResumableUpload
from tests.fakes.ingest_audio_use import AudioEntry, MemoryAudioUse
from tests.fakes.ingest_shares import MemorySharedWithCoach, MemoryShares, SharesContent
from tests.fakes.ingest_uploads import MemoryUploads


@dataclass
class Content:
    """All that is committed."""

    recordings: dict[UUID, Recording] = field(default_factory=dict)
    tombstones: set[tuple[UUID, UUID]] = field(default_factory=set)
    confirmations: set[tuple[UUID, UUID, str]] = field(default_factory=set)
    claims: set[tuple[UUID, str, UUID]] = field(default_factory=set)
    events: list[Event] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    changed: list[UUID] = field(default_factory=list)
    uploads: dict[UUID, ResumableUpload] = field(default_factory=dict)
    parts: dict[UUID, list[Part]] = field(default_factory=dict)
    shares: SharesContent = field(default_factory=SharesContent)
    audio_use: dict[UUID, AudioEntry] = field(default_factory=dict)


class MemoryRecordings:
    def __init__(self, content: Content, tenant_id: UUID) -> None:
        self._content = content
        self._tenant_id = tenant_id

    def add(self, recording: Recording) -> bool:
        assert recording.tenant_id == self._tenant_id
        if recording.id in self._content.recordings:
            return False
        self._content.recordings[recording.id] = recording
        self._content.changed.append(recording.id)
        return True

    def find(self, recording_id: UUID) -> Recording | None:
        found = self._content.recordings.get(recording_id)
        return found if found and found.tenant_id == self._tenant_id else None

    def lock(self, recording_id: UUID) -> Recording | None:
        return self.find(recording_id)

    def save(self, recording: Recording) -> None:
        if self.find(recording.id):
            self._content.recordings[recording.id] = recording
            self._content.changed.append(recording.id)

    def page(
        self, limit: int, before: UUID | None, among: Collection[UUID] | None = None
    ) -> Sequence[Recording]:
        own = [found for found in self._content.recordings.values() if found.tenant_id == self._tenant_id]
        own = [found for found in own if among is None or found.id in among]
        older = [found for found in own if before is None or found.id < before]
        return sorted(older, key=lambda found: found.id, reverse=True)[:limit]

    def stored_bytes(self) -> int:
        kept = self._content.recordings.values()
        return sum(one.upload.size_bytes for one in kept if one.tenant_id == self._tenant_id)

    def remove(self, recording_id: UUID) -> bool:
        if self.find(recording_id) is None:
            return False
        del self._content.recordings[recording_id]
        self._content.uploads.pop(recording_id, None)
        self._content.shares.drop(lambda share: share.recording_id == recording_id)
        self._content.changed.append(recording_id)
        return True


class MemoryErasures:
    def __init__(self, content: Content, tenant_id: UUID) -> None:
        self._content = content
        self._tenant_id = tenant_id

    def bury(self, recording_id: UUID) -> None:
        self._content.tombstones.add((self._tenant_id, recording_id))

    def bury_tenant(self) -> None:
        if self.is_buried(self._tenant_id):
            return
        self.bury(self._tenant_id)
        own = [key for key, found in self._content.recordings.items() if found.tenant_id == self._tenant_id]
        for key in own:
            del self._content.recordings[key]
        for upload in [one for one in self._content.uploads.values() if one.tenant_id == self._tenant_id]:
            del self._content.uploads[upload.id]
        self._content.shares.drop(lambda share: share.learner.tenant_id == self._tenant_id)
        for used in [one for one in self._content.audio_use.values() if one.tenant_id == self._tenant_id]:
            del self._content.audio_use[used.recording_id]
        self._content.confirmations = {c for c in self._content.confirmations if c[0] != self._tenant_id}
        self._content.claims = {c for c in self._content.claims if c[0] != self._tenant_id}

    def is_buried(self, recording_id: UUID) -> bool:
        own = {(self._tenant_id, self._tenant_id), (self._tenant_id, recording_id)}
        return bool(own & self._content.tombstones)

    def confirm(self, recording_id: UUID, service: str, at: datetime) -> None:
        if (self._tenant_id, self._tenant_id) not in self._content.tombstones:
            self._content.confirmations.add((self._tenant_id, recording_id, service))


class MemoryTransaction:
    def __init__(self, content: Content, tenant_id: UUID, now: datetime) -> None:
        self._content = content
        self.recordings = MemoryRecordings(content, tenant_id)
        self.erasures = MemoryErasures(content, tenant_id)
        self.uploads = MemoryUploads(content.uploads, content.parts, tenant_id)
        self.shares = MemoryShares(content.shares, tenant_id)
        self.audio_use = MemoryAudioUse(content.audio_use, tenant_id, now)

    def announce(self, event: Event) -> None:
        self._content.events.append(event)

    def announcements_waiting(self, most: int) -> int:
        return min(most, len(self._content.events))

    def give_up(self, letter: Letter) -> None:
        if letter not in self._content.letters:
            self._content.letters.append(letter)

    def first_time(self, cause: Cause) -> bool:
        claim = (cause.tenant_id, cause.consumer, cause.id)
        if claim in self._content.claims:
            return False
        self._content.claims.add(claim)
        return True

    def is_settled(self, cause: Cause) -> bool:
        return (cause.tenant_id, cause.consumer, cause.id) in self._content.claims


class MemoryTransactions:
    """One transaction at a time; `trouble` is raised instead of the next commit."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.content = Content()
        self._clock = clock or SystemClock()
        self.trouble: Exception | None = None
        self.on_commit: Callable[[UUID], None] = lambda recording_id: None
        self.shared = MemorySharedWithCoach(lambda: self.content)
        self._lock = threading.RLock()

    @contextmanager
    def begin(self, tenant_id: UUID) -> Iterator[MemoryTransaction]:
        with self._lock:
            draft = deepcopy(self.content)
            draft.changed.clear()
            yield MemoryTransaction(draft, tenant_id, self._clock.now())
            if self.trouble is not None:
                trouble, self.trouble = self.trouble, None
                raise trouble
            self.content = draft
        for recording_id in draft.changed:
            self.on_commit(recording_id)

    @property
    def events(self) -> list[Event]:
        return self.content.events

    def stored(self, recording_id: UUID) -> Recording | None:
        return self.content.recordings.get(recording_id)


class MemoryInventory:
    def __init__(self, transactions: MemoryTransactions) -> None:
        self._transactions = transactions

    def unknown(self, recording_ids: Iterable[UUID]) -> set[UUID]:
        return set(recording_ids) - set(self._transactions.content.recordings)

    def unknown_uploads(self, upload_ids: Iterable[UUID]) -> set[UUID]:
        return set(upload_ids) - set(self._transactions.content.uploads)

    def overtaken_by(self, tenant_id: UUID, several: int) -> Sequence[Sent]:
        received = [
            one for one in self._transactions.content.recordings.values() if one.status is Status.RECEIVED
        ]
        if sum(one.tenant_id == tenant_id for one in received) < several:
            return []
        crowds: dict[UUID, list[Recording]] = {}
        for one in sorted(received, key=lambda one: one.created_at):
            if one.tenant_id != tenant_id and one.attempt == 0:
                crowds.setdefault(one.tenant_id, []).append(one)
        fewest = sorted(crowds.values(), key=lambda crowd: (len(crowd), crowd[0].created_at))
        return [Sent(crowd[0].tenant_id, crowd[0].user_id, crowd[0].id) for crowd in fewest[:2]]

    def sent_before(self, moment: datetime) -> Sequence[Sent]:
        recordings = sorted(self._transactions.content.recordings.values(), key=lambda one: one.created_at)
        old = [one for one in recordings if one.created_at < moment]
        return [Sent(one.tenant_id, one.user_id, one.id) for one in old]

    def expired(self, now: datetime) -> Sequence[tuple[UUID, UUID]]:
        uploads = self._transactions.content.uploads.values()
        return [(one.tenant_id, one.id) for one in uploads if one.expires_at <= now]

    def unattended(self, now: datetime) -> Sequence[tuple[UUID, UUID]]:
        uploads = self._transactions.content.uploads.values()
        live = [one for one in uploads if one.expires_at > now]
        return [(one.tenant_id, one.id) for one in live if one.is_free_to_finish(now)]
