"""python -m services.auth ROLE [ROLE ...]: picks a process, nothing else."""

import sys
from collections.abc import Sequence

from chassis.entry import run
from chassis.lifecycle import Component
from services.auth.config import Settings

ROLES = ("http", "rpc", "worker", "relay")


def compose(settings: Settings, roles: Sequence[str]) -> Sequence[Component]:
    """Imports what the roles need only when they are played: a migration or a wrong call starts at once."""
    from services.auth.bootstrap import components

    return components(settings, roles)


if __name__ == "__main__":
    sys.exit(run("auth", sys.argv[1:], roles=ROLES, settings=Settings, compose=compose))
