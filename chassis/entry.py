"""What `python -m services.<name> ROLE [ROLE ...]` does, the same for every service.

Settings are parsed first, so that a wrong one is told before anything is connected; then the process
runs the components of its roles until it is asked to stop.
"""

import gc
import sys
from collections.abc import Sequence
from typing import Protocol, TypeVar

from chassis.lifecycle import Component
from chassis.settings import DatabaseSettings, ServiceSettings, SettingsError, load

EXIT_USAGE = 64
EXIT_CONFIG = 78
"""EX_USAGE and EX_CONFIG of sysexits.h."""

UNUSED = ("aiohttp", "psutil")
"""NATS's client and OpenTelemetry import these where they find them, as among the tools of development. No
process of ours uses them, and they are a tenth of the time that it takes to start."""

S = TypeVar("S", bound=ServiceSettings)
S_contra = TypeVar("S_contra", bound=ServiceSettings, contravariant=True)


class MigrationSettings(DatabaseSettings, ServiceSettings):
    """What every service's migration needs: it runs before the service's own settings matter."""


class Compose(Protocol[S_contra]):
    """The composition root: the components of the roles, in the order of their start."""

    def __call__(self, settings: S_contra, roles: Sequence[str], /) -> Sequence[Component]: ...


MIGRATE = "migrate"


def run(
    service: str, arguments: Sequence[str], *, roles: Sequence[str], settings: type[S], compose: Compose[S]
) -> int:
    """Play the named roles, or migrate; the process's exit code."""
    _leave_out(UNUSED)
    chosen = tuple(dict.fromkeys(arguments))
    try:
        if chosen == (MIGRATE,):
            return _migrate(service)
        if chosen and set(chosen) <= set(roles):
            return _serve(service, chosen, load(settings), compose)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_CONFIG
    sys.stderr.write(f"usage: python -m services.{service} {{{MIGRATE} | {' '.join(roles)}}}\n")
    return EXIT_USAGE


def _leave_out(packages: Sequence[str]) -> None:
    """As if they were not installed, unless somebody has imported them already."""
    for package in packages:
        sys.modules.setdefault(package, None)  # type: ignore[arg-type]


def _migrate(service: str) -> int:
    from chassis.database.migrations import upgrade
    from chassis.observability import setup

    settings = load(MigrationSettings)
    setup(service, MIGRATE, settings)
    upgrade(service, settings)
    return 0


def _serve(service: str, roles: Sequence[str], settings: S, compose: Compose[S]) -> int:
    from chassis.health import AdminServer
    from chassis.lifecycle import run_process
    from chassis.observability import setup

    gc.disable()
    observability = setup(service, "+".join(roles), settings)
    components = compose(settings, roles)
    admin = AdminServer(settings.admin_port, components, host=settings.admin_host)
    try:
        return run_process(components, admin=admin, settle=settle)
    finally:
        observability.shutdown()


def settle() -> None:
    """What is there when all is up stays until the end, and is not looked through for garbage any more: that
    stopped every thread for 90 ms at a time, and took a sixth of the time that imports need."""
    gc.freeze()
    gc.enable()
