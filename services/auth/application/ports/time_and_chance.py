"""Time, new identities and randomness, so that tests decide them."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID

IdGenerator = Callable[[], UUID]
"""A new UUID of version 7."""

RandomBytes = Callable[[int], bytes]
"""That many bytes nobody can predict."""


class Clock(Protocol):
    """The time of day, aware and in UTC."""

    def now(self) -> datetime: ...
