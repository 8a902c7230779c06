"""ingest's ports of shares in memory."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from services.ingest.application.ports.shares import Reading
from services.ingest.domain.recording import Recording
from services.ingest.domain.share import Bond, Person, Share

_ONE_READING = timedelta(minutes=1)


@dataclass
class SharesContent:
    """All shares that are committed, and what was read under them."""

    shares: dict[UUID, Share] = field(default_factory=dict)
    reads: dict[tuple[UUID, UUID, str], datetime] = field(default_factory=dict)

    def drop(self, gone: Callable[[Share], bool]) -> None:
        self.shares = {key: share for key, share in self.shares.items() if not gone(share)}
        self.reads = {key: at for key, at in self.reads.items() if key[0] in self.shares}


class MemoryShares:
    def __init__(self, content: SharesContent, tenant_id: UUID) -> None:
        self._content = content
        self._tenant_id = tenant_id

    def grant(self, share: Share) -> Share:
        assert share.learner.tenant_id == self._tenant_id
        same = [other for other in self._own() if _subject(other) == _subject(share)]
        stored = replace(share, id=same[0].id) if same else share
        self._content.shares[stored.id] = stored
        return stored

    def hold(self, share_id: UUID) -> bool:
        return self._find(share_id) is not None

    def page(self, limit: int, before: UUID | None, recording_id: UUID | None = None) -> Sequence[Share]:
        found = [share for share in self._own() if before is None or share.id < before]
        if recording_id is not None:
            found = [share for share in found if share.recording_id == recording_id]
        newest = sorted(found, key=lambda share: share.id, reverse=True)[:limit]
        return [replace(share, last_seen_at=self._last_seen(share)) for share in newest]

    def revoke(self, share_id: UUID) -> Share | None:
        found = self._find(share_id)
        if found is not None:
            self._content.drop(lambda share: share.id == share_id)
        return found

    def note(self, reading: Reading) -> bool:
        key = (reading.share_id, reading.recording_id, reading.part)
        before = self._content.reads.get(key)
        if before is not None and before > reading.read_at - _ONE_READING:
            return False
        self._content.reads[key] = reading.read_at
        return True

    def _find(self, share_id: UUID) -> Share | None:
        return next((share for share in self._own() if share.id == share_id), None)

    def _own(self) -> list[Share]:
        return [one for one in self._content.shares.values() if one.learner.tenant_id == self._tenant_id]

    def _last_seen(self, share: Share) -> datetime | None:
        return max((at for key, at in self._content.reads.items() if key[0] == share.id), default=None)


class Holder(Protocol):
    """The committed content of the records, and how it is replaced."""

    @property
    def shares(self) -> SharesContent: ...
    @property
    def recordings(self) -> dict[UUID, Recording]: ...


class MemorySharedWithCoach:
    def __init__(self, committed: Callable[[], Holder]) -> None:
        self._committed = committed

    def all(self, coach_id: UUID, learner_id: UUID | None = None) -> Sequence[Share]:
        shares = sorted(self._committed().shares.shares.values(), key=lambda share: share.id)
        own = [share for share in shares if share.coach_id == coach_id]
        return [share for share in own if learner_id is None or share.learner.user_id == learner_id]

    def covering(self, coach_id: UUID, recording_id: UUID) -> Sequence[Share]:
        recording = self._committed().recordings.get(recording_id)
        owner = recording.tenant_id if recording else None
        return [
            share
            for share in self.all(coach_id)
            if share.learner.tenant_id == owner and share.recording_id in (None, recording_id)
        ]

    def forget(self, coach_id: UUID) -> None:
        self._committed().shares.drop(lambda share: share.coach_id == coach_id)


class MemoryCoaching:
    """`bond` lets one coach another; `part` ends it. With `trouble` auth can't be reached."""

    def __init__(self) -> None:
        self._bonds: dict[tuple[UUID, UUID], Bond] = {}
        self._names: dict[UUID, str] = {}
        self.trouble: Exception | None = None

    def bond(self, coach_id: UUID, learner_id: UUID, organisation_id: UUID, since: datetime) -> None:
        self._bonds[coach_id, learner_id] = Bond(learner_id, "", organisation_id, "Speakers", since)

    def name(self, user_id: UUID, name: str) -> None:
        self._names[user_id] = name

    def part(self, coach_id: UUID, learner_id: UUID) -> None:
        self._bonds.pop((coach_id, learner_id), None)

    def coaches(self, learner: Person) -> Sequence[Bond]:
        self._check()
        found = [pair for pair in self._bonds if pair[1] == learner.user_id]
        return [self._seen(pair, pair[0]) for pair in found]

    def learners(self, coach: Person, learner_ids: Collection[UUID]) -> Sequence[Bond]:
        self._check()
        found = [pair for pair in self._bonds if pair[0] == coach.user_id and pair[1] in learner_ids]
        return [self._seen(pair, pair[1]) for pair in found]

    def _seen(self, pair: tuple[UUID, UUID], person_id: UUID) -> Bond:
        return replace(self._bonds[pair], person_id=person_id, name=self._names.get(person_id, ""))

    def _check(self) -> None:
        if self.trouble is not None:
            raise self.trouble


def _subject(share: Share) -> tuple[UUID | None, UUID, UUID]:
    return share.recording_id, share.coach_id, share.organisation_id
