"""Puts long transcripts together in a child process, beside the threads that keep messages alive."""

from collections.abc import Sequence
from functools import partial

from chassis.processes import ChildPool
from services.transcribe.domain.reference import ReferenceText
from services.transcribe.domain.transcript import Content, HeardPiece, Sound, put_together

_HERE_BELOW = 4_000
"""Words, half an hour of speech: less than a third of a second."""
_DEADLINE_S = 300.0


class ChildAssembler:
    """The child is started when the first long transcript comes, and anew for each: what it needed is given
    back."""

    name = "assembler"

    def __init__(self) -> None:
        self._children = ChildPool(1, max_tasks_per_child=1)

    def __call__(
        self,
        pieces: Sequence[HeardPiece],
        sound: Sound,
        reference: ReferenceText | None,
        *,
        follows_free_speech: bool,
    ) -> Content:
        """Raises `ChildFailed` where the child did not come back."""
        work = partial(put_together, pieces, sound, reference, follows_free_speech=follows_free_speech)
        if sum(len(piece.words) for piece in pieces) < _HERE_BELOW:
            return work()
        return self._children.run(work, deadline_s=_DEADLINE_S)

    def start(self) -> None:
        """Nothing is needed before the first long transcript."""

    def stop(self, deadline_s: float) -> None:
        del deadline_s  # children are killed, which does not wait
        self._children.close()

    def alive(self) -> bool:
        return True

    def ready(self) -> bool:
        return True
