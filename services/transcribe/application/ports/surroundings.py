"""Time, identity, and those who watch the work."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.transcribe.application.ports.pieces import QueueLoad
from services.transcribe.domain.jobs import HeldPiece, Order

NewId = Callable[[], UUID]


class Clock(Protocol):
    def now(self) -> datetime: ...


class Observer(Protocol):
    """Sees the work go on; losing what it is told does no harm."""

    def recognition(self, held: HeldPiece) -> AbstractContextManager[None]:
        """Around everything the engines do for a piece."""
        ...

    def progressed(self, order: Order, audio_done_s: float) -> None:
        """So many seconds of the recording are done."""
        ...

    def loaded(self, load: QueueLoad) -> None:
        """So much is waiting in a queue."""
        ...

    def piece_lost(self, held: HeldPiece) -> None:
        """An engine lost a piece or made nonsense of it."""
        ...

    def engine_passed_over(self, held: HeldPiece, failure: Exception) -> None:
        """A piece goes to the next engine of its route."""
        ...
