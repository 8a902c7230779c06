"""Bears a relay of ingest for each line that it reads, and tells its pid: `python -m` with ingest's settings.

What takes a second of starting is done once, so that a hundred relays can be killed in half a minute.
"""

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

from chassis.entry import run
from chassis.lifecycle import Component
from services.ingest.__main__ import ROLES
from services.ingest.bootstrap.process import Process
from services.ingest.config import Settings


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a relay ended
    relay = 0
    while sys.stdin.readline():
        relay = os.fork()
        if relay == 0:
            _relay()
        sys.stdout.write(f"{relay}\n")
        sys.stdout.flush()
    if relay:
        with suppress(ProcessLookupError):
            os.kill(relay, signal.SIGKILL)


def _compose(settings: Settings, roles: Sequence[str]) -> Sequence[Component]:
    return Process(settings, roles).components()


def _relay() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os._exit(run("ingest", ["relay"], roles=ROLES, settings=Settings, compose=_compose))


if __name__ == "__main__":
    main()
