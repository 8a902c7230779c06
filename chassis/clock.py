"""Time and identity of new things: the two sources of chance that a service takes through ports."""

import time
import uuid
from datetime import UTC, datetime
from typing import Protocol

from uuid6 import uuid7


class Clock(Protocol):
    """What the chassis asks of time; services declare their own port of the same shape."""

    def now(self) -> datetime: ...
    def monotonic(self) -> float: ...


class SystemClock:
    """The machine's clocks. `monotonic` is for durations: it never jumps, and means nothing elsewhere."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


def new_id() -> uuid.UUID:
    """A UUIDv7: sorts by time of creation, so that indexes grow at one end."""
    # uuid6 answers with a subclass of its own; drivers and `==` on types want the plain one.
    return uuid.UUID(bytes=uuid7().bytes)
