"""python -m services.auth appoint-admin EMAIL | dismiss-admin EMAIL."""

import sys
from collections.abc import Callable, Sequence
from typing import Protocol

from chassis.errors import RostrumError

COMMANDS = {"appoint-admin": True, "dismiss-admin": False}
EXIT_USAGE = 64


class Appoint(Protocol):
    def __call__(self, email: str, *, appointed: bool) -> None: ...


def appoint_admin(arguments: Sequence[str], open_use_case: Callable[[], Appoint]) -> int:
    """The process's exit code."""
    if len(arguments) != 2:
        sys.stderr.write(f"usage: python -m services.auth {arguments[0]} EMAIL\n")
        return EXIT_USAGE
    command, email = arguments
    try:
        open_use_case()(email, appointed=COMMANDS[command])
    except RostrumError as error:
        sys.stderr.write(f"error: {error.detail}\n")
        return 1
    appointed = "is an administrator, from the next access token on"
    told = appointed if COMMANDS[command] else "is no administrator"
    sys.stdout.write(f"{email} {told}.\n")
    return 0
