"""Time, identity, and those who watch the work."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.transcribe.domain.jobs import Job

NewId = Callable[[], UUID]


class Clock(Protocol):
    def now(self) -> datetime: ...


class Observer(Protocol):
    """Sees the work go on; losing what it is told does no harm."""

    def recognition(self, job: Job) -> AbstractContextManager[None]:
        """Around everything the engines do for a job."""
        ...

    def progressed(self, job: Job, audio_done_s: float) -> None:
        """So many seconds of the recording are done."""
        ...

    def piece_lost(self, job: Job) -> None:
        """An engine lost a piece, which will be tried again."""
        ...
