"""python -m services.ingest ROLE [ROLE ...]: picks a process, nothing else."""

import sys
from collections.abc import Sequence

from chassis.entry import run
from chassis.lifecycle import Component
from services.ingest.config import Settings

ROLES = ("http", "rpc", "worker", "relay")


def compose(settings: Settings, roles: Sequence[str]) -> Sequence[Component]:
    """Imports what the roles need only when they are played: a migration or a wrong call starts at once."""
    from services.ingest.bootstrap.process import Process

    return Process(settings, roles).components()


if __name__ == "__main__":
    sys.exit(run("ingest", sys.argv[1:], roles=ROLES, settings=Settings, compose=compose))
