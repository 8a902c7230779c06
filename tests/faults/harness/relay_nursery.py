"""Bears a relay of ingest for each line that it reads, and tells its pid: `python -m` with ingest's settings.

What takes a second of starting is done once, so that a hundred relays can be killed in half a minute.
"""

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

from chassis.entry import run
from chassis.lifecycle import Component
from chassis.settings import load
from services.ingest.__main__ import ROLES
from services.ingest.bootstrap.process import Process
from services.ingest.config import Settings

RELAY = "relay"
IMPORTED_LATE = ("chassis.health", "chassis.observability", "opentelemetry.sdk.trace")
"""Beside what composing imports: by each relay for itself, if not here."""


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a relay ended
    for name in IMPORTED_LATE:
        import_module(name)
    _compose(load(Settings), [RELAY])
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
    os._exit(run("ingest", [RELAY], roles=ROLES, settings=Settings, compose=_compose))


if __name__ == "__main__":
    main()
