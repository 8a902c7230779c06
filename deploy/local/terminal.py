"""How a start is shown: a line per step in a log, one changing line on a terminal when `quiet`."""

import sys
import time
from contextlib import suppress

CLEAR_LINE = "\r\x1b[2K"


class Progress:
    """Prints steps with the seconds since the beginning; safe to call from any thread."""

    def __init__(self, title: str, *, quiet: bool = False) -> None:
        self._started = time.monotonic()
        self._in_place = quiet and sys.stdout.isatty()
        self._title = title
        self._silent = quiet and not self._in_place
        self._write(f"{title} ..." if quiet else title, stay=not self._in_place)

    def step(self, text: str) -> None:
        elapsed = time.monotonic() - self._started
        if self._in_place:
            self._write(f"{self._title} ... {text}", stay=False)
        elif not self._silent:
            self._write(f"  {elapsed:5.1f} s  {text}", stay=True)

    def done(self, text: str) -> None:
        elapsed = time.monotonic() - self._started
        self._write(f"{text}  ({elapsed:.1f} s)", stay=True)

    def say(self, text: str) -> None:
        self._write(text, stay=True)

    def _write(self, text: str, *, stay: bool) -> None:
        start = CLEAR_LINE if self._in_place else ""
        with suppress(OSError):  # a terminal that was closed must not keep anything from being stopped
            sys.stdout.write(f"{start}{text}" + ("\n" if stay else ""))
            sys.stdout.flush()
