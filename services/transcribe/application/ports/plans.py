"""Where a job and its pieces begin."""

from collections.abc import Sequence
from typing import Protocol

from services.transcribe.application.ports.jobs import Cause
from services.transcribe.domain.jobs import Candidate, Job, Order, Tally
from services.transcribe.domain.pieces import Piece
from services.transcribe.domain.transcript import Sound


class Plans(Protocol):
    """Each method is one transaction. A plan may be made again, after a crash or by two at a time: it is the
    same plan, so what is there stays as it is, finished pieces above all."""

    def begin(self, order: Order, route: Sequence[Candidate], cause: Cause) -> Job | None:
        """None when there is nothing to do: settled, done, cancelled or deleted. A job that was given up
        begins anew when its message is sent again. A job that has begun before keeps its route."""
        ...

    def keep_text(self, job: Job, text: str) -> None:
        """The text that is to be read."""
        ...

    def add(self, job: Job, pieces: Sequence[Piece]) -> bool:
        """Pieces that may be recognised from now on. False when nobody wants them any more."""
        ...

    def close(self, job: Job, sound: Sound, rest: Sequence[Piece], count: int) -> Tally | None:
        """Adds the rest; there are so many pieces and no more. None when nobody wants them any more."""
        ...
