"""python -m services.auth ROLE [ROLE ...]: picks a process, nothing else."""

import sys
from collections.abc import Sequence

USAGE = "usage: python -m services.auth {migrate | {http|rpc|worker|relay} ...}"
EXIT_USAGE = 64


def main(roles: Sequence[str]) -> int:
    from chassis.settings import SettingsError

    try:
        if list(roles) == ["migrate"]:
            return _migrate()
        if roles and set(roles) <= {"http", "rpc", "worker", "relay"}:
            return _serve(roles)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stderr.write(f"{USAGE}\n")
    return EXIT_USAGE


def _migrate() -> int:
    from chassis.database.migrations import upgrade
    from chassis.observability import setup
    from services.auth.config import load_migration_settings

    settings = load_migration_settings()
    setup("auth", "migrate", settings)
    upgrade("auth", settings)
    return 0


def _serve(roles: Sequence[str]) -> int:
    from chassis.health import AdminServer
    from chassis.lifecycle import run_process
    from chassis.observability import setup
    from services.auth.bootstrap import components
    from services.auth.config import load_settings

    settings = load_settings()
    observability = setup("auth", "+".join(roles), settings)
    parts = components(settings, roles)
    admin = AdminServer(settings.admin_port, parts, host=settings.admin_host)
    try:
        return run_process(parts, admin=admin)
    finally:
        observability.shutdown()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
