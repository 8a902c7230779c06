"""python -m services.auth rewrap-keys."""

import sys
from collections.abc import Callable, Sequence
from typing import Protocol

from chassis.errors import RostrumError

COMMAND = "rewrap-keys"
EXIT_USAGE = 64


class Count(Protocol):
    """What came of it."""

    @property
    def moved(self) -> int: ...
    @property
    def unreadable(self) -> int: ...


def rewrap_keys(arguments: Sequence[str], run: Callable[[], Count]) -> int:
    """The process's exit code: 1 where something is left that no master key at hand opens."""
    if len(arguments) != 1:
        sys.stderr.write(f"usage: python -m services.auth {COMMAND}\n")
        return EXIT_USAGE
    try:
        count = run()
    except RostrumError as error:
        sys.stderr.write(f"error: {error.detail}\n")
        return 1
    sys.stdout.write(f"{count.moved} stored secrets are under the present master key now.\n")
    if count.unreadable:
        sys.stderr.write(
            f"error: {count.unreadable} can't be opened with a master key at hand; keep the previous ones.\n"
        )
        return 1
    return 0
