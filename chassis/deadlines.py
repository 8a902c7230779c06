"""Until when the work at hand has to be done: set by who answers, kept by whatever it waits for.

Context variables belong to a thread (or task): code that moves work to another thread passes it on itself.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_deadline: ContextVar[float | None] = ContextVar("rostrum_deadline", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What is done inside ends by then, or earlier where an outer deadline is nearer."""
    outer = _deadline.get()
    own = time.monotonic() + seconds
    token = _deadline.set(own if outer is None else min(own, outer))
    try:
        yield
    finally:
        _deadline.reset(token)


def remaining_s() -> float | None:
    """Seconds until the deadline of the work at hand, 0 once it has passed; None where none is set."""
    deadline = _deadline.get()
    return None if deadline is None else max(0.0, deadline - time.monotonic())


def at_most(seconds: float) -> float:
    """So many, or what remains where that is less."""
    remaining = remaining_s()
    return seconds if remaining is None else min(seconds, remaining)
