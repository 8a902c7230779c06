"""Waiting for what happens elsewhere: asked again and again until it holds, never slept through."""

import time
from collections.abc import Callable

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.02, 1.0
SHARE = 0.05
"""Of the time waited already: asking often takes the processor from what is awaited."""


def eventually(holds: Callable[[], bool], *, timeout_s: float = 30.0) -> None:
    """Return as soon as the condition holds; fail with it when it still does not after the time-out."""
    began = time.monotonic()
    while not holds():
        waited_s = time.monotonic() - began
        assert waited_s < timeout_s, f"still not so after {timeout_s:g} s"
        time.sleep(min(max(FIRST_PAUSE_S, SHARE * waited_s), LONGEST_PAUSE_S))
