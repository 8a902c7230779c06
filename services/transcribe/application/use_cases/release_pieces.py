"""Release waiting pieces to the workers."""

from dataclasses import dataclass

from services.transcribe.application.ports.pieces import Dispatch
from services.transcribe.domain.fairness import room_for, shares


@dataclass(frozen=True)
class ReleasePieces:
    """Business rules: hardly more pieces than there are live slots of workers are released at a time,
    round-robin over tenants and then over their recordings, so that whoever comes late waits for one piece
    and not for all that came before. Without a live worker nothing is released."""

    dispatch: Dispatch

    def __call__(self) -> int:
        """How many; 0 when there is nothing to release, or another process does it."""
        return self.dispatch.release(room_for, shares)

    def due_in_s(self) -> float:
        """When to look again at the latest: a piece that waits for an engine is to come when it said."""
        return self.dispatch.due_in_s()
