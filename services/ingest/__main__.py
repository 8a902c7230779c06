"""python -m services.ingest ROLE [ROLE ...]: http, rpc, worker and relay, or migrate alone.

Imports happen where they are needed: the decoding children import this module too, as every child of a
fork server imports its parent's main module.
"""

import sys
from collections.abc import Sequence

SERVICE = "ingest"
ROLES = ("http", "rpc", "worker", "relay")
MIGRATE = "migrate"
_USAGE = 64
"""EX_USAGE of sysexits.h; a bad setting is EX_CONFIG."""
_CONFIG = 78


def main(arguments: Sequence[str]) -> int:
    from chassis.settings import SettingsError

    roles = tuple(dict.fromkeys(arguments))
    if roles != (MIGRATE,) and not (roles and set(roles) <= set(ROLES)):
        sys.stderr.write(f"usage: python -m services.{SERVICE} {{{' '.join(ROLES)} | {MIGRATE}}}\n")
        return _USAGE
    try:
        return _migrate() if roles == (MIGRATE,) else _serve(roles)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return _CONFIG


def _migrate() -> int:
    from chassis.database.migrations import upgrade
    from chassis.observability import setup
    from chassis.settings import load
    from services.ingest.config import MigrationSettings

    settings = load(MigrationSettings)
    setup(SERVICE, MIGRATE, settings)
    upgrade(SERVICE, settings)
    return 0


def _serve(roles: Sequence[str]) -> int:
    from chassis.health import AdminServer
    from chassis.lifecycle import run_process
    from chassis.observability import setup
    from chassis.settings import load
    from services.ingest.bootstrap.process import Process
    from services.ingest.config import Settings

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
