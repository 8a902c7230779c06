"""Where the pieces of recordings are kept while they are recognised."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from services.transcribe.application.ports.jobs import Cause
from services.transcribe.domain.audio import Span
from services.transcribe.domain.fairness import Backlog
from services.transcribe.domain.jobs import HeldPiece, Queue, Tally, Ticket
from services.transcribe.domain.pieces import Piece
from services.transcribe.domain.recognition import RecognizedPiece


class Pieces(Protocol):
    """Each method is one transaction. What is done with a held piece counts only for its latest holder."""

    def take(self, ticket: Ticket) -> HeldPiece | None:
        """None when there is nothing to do with it: done, or not wanted any more.

        A piece that is taken from a holder who did not come back has failed once more. The message of a piece
        that was given up, sent again, lets its job begin anew.
        """
        ...

    def finish(self, held: HeldPiece, result: RecognizedPiece, raw: Mapping[str, Any]) -> Tally | None:
        """None when nobody wants it any more. Raises `Overtaken` where somebody else has taken the piece."""
        ...

    def put_back(self, held: HeldPiece, *, failed: bool) -> None:
        """For whoever gets its message next."""
        ...

    def postpone(self, held: HeldPiece, wait_s: float) -> None:
        """Releases it again later; that is no failure, but its engine is busy from the first time on."""
        ...

    def pass_on(self, held: HeldPiece, *, following: bool) -> None:
        """To the next engine of the route, from the start; `following`: the job's other pieces, too."""
        ...

    def cut(self, held: HeldPiece, several: Sequence[Piece]) -> None:
        """Passes on a recording that was one piece, as several."""
        ...

    def give_up(self, ticket: Ticket, problem: Mapping[str, object], cause: Cause) -> None:
        """Ends the job for this piece, unless it has ended already."""
        ...


@dataclass(frozen=True)
class Passage:
    """The text of a piece that is done."""

    number: int
    span: Span
    text: str


@dataclass(frozen=True)
class Passages:
    """Those that are done, in order and without gaps."""

    passages: tuple[Passage, ...]
    complete: bool
    """Whether there will be no more."""


class RecognizedPieces(Protocol):
    """What is there of a recording, for those who read while it comes."""

    def after(self, tenant_id: UUID, recording_id: UUID, number: int) -> Passages | None:
        """None where there is no job."""
        ...


RoomFor = Callable[[int], int]
"""How many pieces may be released for so many live slots of workers."""
Rule = Callable[[Sequence[Backlog], int], Mapping[UUID, int]]
"""How many pieces of each recording go into so many free places."""


@dataclass(frozen=True)
class QueueLoad:
    """What a queue holds, and who there is for it."""

    queue: Queue
    waiting: int
    """Pieces that are not released."""
    released: int
    """Pieces that are released and not done."""
    slots: int


class Dispatch(Protocol):
    """The pieces that wait, of all tenants."""

    def release(self, room_for: RoomFor, rule: Rule) -> int:
        """Sends pieces to the work queues, as many at a time as there is room for, chosen by the rule; how
        many. 0 while another process does it."""
        ...

    def due_in_s(self) -> float:
        """Until the first of those that wait for their time can be released; infinity where none does."""
        ...

    def reclaim(self, out_for_s: float) -> int:
        """Lets pieces wait again that have been released for so long; how many."""
        ...

    def loads(self) -> Sequence[QueueLoad]:
        """Of every queue."""
        ...


class WorkerRegister(Protocol):
    """Which workers live, and how many pieces each works on at a time."""

    def report(self, worker_id: UUID, slots: Mapping[Queue, int]) -> None:
        """To be repeated: a worker that is silent for ten seconds is taken for dead. No slots: it leaves."""
        ...
