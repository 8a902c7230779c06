"""What learners let coaches read, and who coaches whom."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.ingest.domain.share import Bond, Person, Share


@dataclass(frozen=True)
class Reading:
    """A coach reads a part of a recording, such as its report."""

    share_id: UUID
    recording_id: UUID
    part: str
    read_at: datetime


class Shares(Protocol):
    """The shares of the transaction's tenant, which is the learner's."""

    def grant(self, share: Share) -> Share:
        """Stores it; one with the same recording, coach and organisation keeps its id."""
        ...

    def hold(self, share_id: UUID) -> bool:
        """Keeps it from being revoked until the transaction ends; False where it is gone."""
        ...

    def page(self, limit: int, before: UUID | None, recording_id: UUID | None = None) -> Sequence[Share]:
        """The newest first; with a recording those that are for it alone."""
        ...

    def revoke(self, share_id: UUID) -> Share | None:
        """What it was; None where there is none."""
        ...

    def note(self, reading: Reading) -> bool:
        """False where the same part was read under the share within the last minute: a player asks for audio
        piece by piece."""
        ...


class SharedWithCoach(Protocol):
    """The shares of all learners with one coach, and nothing else of theirs; each method is a transaction."""

    def all(self, coach_id: UUID, learner_id: UUID | None = None) -> Sequence[Share]: ...

    def covering(self, coach_id: UUID, recording_id: UUID) -> Sequence[Share]:
        """Those that are for this recording, alone or among all of its owner's."""
        ...

    def forget(self, coach_id: UUID) -> None:
        """The coach is no more; repeatable."""
        ...


class Coaching(Protocol):
    """Raises `Unavailable` when auth can't be reached. An answer may be a few seconds old."""

    def coaches(self, learner: Person) -> Sequence[Bond]: ...

    def learners(self, coach: Person, learner_ids: Collection[UUID]) -> Sequence[Bond]:
        """Bonds with those of the users whom the coach coaches."""
        ...
