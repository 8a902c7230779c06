"""The two sources of chance."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID

NewId = Callable[[], UUID]
"""A fresh UUIDv7: sorts by the time of its making."""


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds for measuring durations."""
        ...
