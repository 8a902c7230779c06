"""Time and new identities, so that tests decide them."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID

IdGenerator = Callable[[], UUID]
"""A new UUID of version 7: ids sort by the time they were made."""


class Clock(Protocol):
    """The time of day, aware and in UTC, and a clock for durations."""

    def now(self) -> datetime: ...
    def monotonic(self) -> float: ...
