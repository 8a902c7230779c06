"""python -m services.auth ROLE [ROLE ...], or an operator's command: picks a process, nothing else."""

import sys
from collections.abc import Sequence

from chassis.entry import EXIT_CONFIG, run
from chassis.lifecycle import Component
from chassis.settings import SettingsError, load
from services.auth.adapters.inbound.operator.admins import COMMANDS, appoint_admin
from services.auth.adapters.inbound.operator.rotation import COMMAND as REWRAP
from services.auth.adapters.inbound.operator.rotation import rewrap_keys
from services.auth.config import OperatorSettings, RotationSettings, Settings

ROLES = ("http", "rpc", "worker", "relay")


def compose(settings: Settings, roles: Sequence[str]) -> Sequence[Component]:
    """Imports what the roles need only when they are played: a migration or a wrong call starts at once."""
    from services.auth.bootstrap.processes import components

    return components(settings, roles)


def command(arguments: Sequence[str]) -> int:
    """The exit code of an operator's command."""
    from services.auth.bootstrap import processes
    from services.auth.bootstrap.vault import rewrap_secrets

    try:
        if arguments[0] == REWRAP:
            return rewrap_keys(arguments, lambda: rewrap_secrets(load(RotationSettings)))
        return appoint_admin(arguments, lambda: processes.appoint_admin(load(OperatorSettings)))
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_CONFIG


def main(arguments: Sequence[str]) -> int:
    if arguments and arguments[0] in (*COMMANDS, REWRAP):
        return command(arguments)
    return run("auth", arguments, roles=ROLES, settings=Settings, compose=compose)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
