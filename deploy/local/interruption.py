"""Ctrl-C and SIGTERM as one exception, raised once, so that stopping is never interrupted itself."""

import signal
import sys
from types import FrameType, TracebackType
from typing import Self

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(BaseException):
    """Somebody wants the platform to stop. Not an error, so that no handler of errors swallows it."""


class Interruption:
    """While entered, the first signal raises `StopRequested` in the main thread; more only get an answer."""

    def __init__(self) -> None:
        self._requested = False
        self._earlier = {number: signal.getsignal(number) for number in SIGNALS}

    def __enter__(self) -> Self:
        for number in SIGNALS:
            signal.signal(number, self._handle)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for number, handler in self._earlier.items():
            signal.signal(number, handler)

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        if self._requested:
            print("already stopping; this takes a few seconds", file=sys.stderr, flush=True)
            return
        self._requested = True
        raise StopRequested
