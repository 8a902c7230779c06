"""Waiting for what happens elsewhere: asked again and again until it holds, never slept through."""

import time
from collections.abc import Callable

POLL_S = 0.05


def eventually(holds: Callable[[], bool], *, timeout_s: float = 30.0) -> None:
    """Return as soon as the condition holds; fail with it when it still does not after the time-out."""
    deadline = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < deadline, f"still not so after {timeout_s:g} s"
        time.sleep(POLL_S)
