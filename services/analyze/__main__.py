"""python -m services.analyze ROLE [ROLE ...]: rpc, worker and relay, or migrate alone."""

import sys
from collections.abc import Sequence

from chassis.health import AdminServer
from chassis.lifecycle import run_process
from chassis.observability import setup
from chassis.settings import SettingsError, load
from services.analyze.config import MigrationSettings, Settings

SERVICE = "analyze"
ROLES = ("rpc", "worker", "relay")
MIGRATE = "migrate"
_EXIT_USAGE = 64
"""EX_USAGE of sysexits.h."""
_EXIT_FAILED = 1


def main(arguments: Sequence[str]) -> int:
    roles = tuple(dict.fromkeys(arguments))
    if roles != (MIGRATE,) and not (roles and set(roles) <= set(ROLES)):
        sys.stderr.write(f"usage: python -m services.{SERVICE} {{{' '.join(ROLES)} | {MIGRATE}}}\n")
        return _EXIT_USAGE
    try:
        return _migrate() if roles == (MIGRATE,) else _serve(roles)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return _EXIT_FAILED


def _migrate() -> int:
    from chassis.database.migrations import upgrade

    settings = load(MigrationSettings)
    setup(SERVICE, MIGRATE, settings)
    upgrade(SERVICE, settings)
    return 0


def _serve(roles: Sequence[str]) -> int:
    from services.analyze.bootstrap import Process

    settings = load(Settings)
    observability = setup(SERVICE, "+".join(roles), settings)
    components = Process(settings, roles).components()
    admin = AdminServer(settings.admin_port, components, host=settings.admin_host)
    try:
        return run_process(components, admin=admin)
    finally:
        observability.shutdown()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
