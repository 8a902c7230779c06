"""Which servers a test run uses: from wheels, or with ROSTRUM_TEST_INFRA=containers in containers."""

import os
from contextlib import AbstractContextManager
from pathlib import Path

from deploy.local.servers.nats import NatsUser
from tests.infrastructure.servers import (
    RunningNats,
    RunningPostgres,
    nats_from_wheel,
    postgres_from_wheel,
)

CHOICE = "ROSTRUM_TEST_INFRA"


def chosen_nats(folder: Path, users: tuple[NatsUser, ...]) -> AbstractContextManager[RunningNats]:
    if not _in_containers():
        return nats_from_wheel(folder, users)
    from tests.infrastructure.containers import nats_in_container

    return nats_in_container(users)


def chosen_postgres(folder: Path) -> AbstractContextManager[RunningPostgres]:
    if not _in_containers():
        return postgres_from_wheel(folder)
    from tests.infrastructure.containers import postgres_in_container

    return postgres_in_container()


def check_choice() -> None:
    """Before any test: what was chosen can be had on this machine."""
    if _in_containers():
        from tests.infrastructure.containers import require_engine

        require_engine()


def _in_containers() -> bool:
    return os.environ.get(CHOICE) == "containers"
