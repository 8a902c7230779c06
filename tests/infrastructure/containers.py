"""The same servers as containers: `make test INFRA=containers`. Needs a container engine."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import docker
import psycopg
import pytest
from docker.errors import DockerException
from testcontainers.core.container import DockerContainer

from deploy.local.servers.nats import NatsUser, configuration
from tests.infrastructure.servers import RunningNats, RunningPostgres

NATS_IMAGE = "nats:2.15-alpine"
POSTGRES_IMAGE = "postgres:18"
NATS_PORT, MONITOR_PORT, POSTGRES_PORT = 4222, 8222, 5432
START_TIMEOUT_S = 120.0
PASSWORD = "only-for-tests"


@contextmanager
def nats_in_container(users: tuple[NatsUser, ...]) -> Iterator[RunningNats]:
    text = configuration(
        host="0.0.0.0",
        port=NATS_PORT,
        monitor_port=MONITOR_PORT,
        store=Path("/data"),
        users=users,
        max_file="4GB",
    )
    container = DockerContainer(NATS_IMAGE).with_exposed_ports(NATS_PORT, MONITOR_PORT)
    container = container.with_copy_into_container(text.encode(), "/rostrum.conf")
    with container.with_command("--config /rostrum.conf"):
        host = container.get_container_host_ip()
        monitor_url = f"http://{host}:{container.get_exposed_port(MONITOR_PORT)}"
        _wait(lambda: urlopen(f"{monitor_url}/healthz", timeout=1).close(), container)
        url = f"nats://{host}:{container.get_exposed_port(NATS_PORT)}"
        yield RunningNats(url, {user.name: user.password for user in users}, None, monitor_url)


@contextmanager
def postgres_in_container() -> Iterator[RunningPostgres]:
    container = DockerContainer(POSTGRES_IMAGE).with_exposed_ports(POSTGRES_PORT)
    container = container.with_env("POSTGRES_PASSWORD", PASSWORD)
    with container.with_command("postgres -c max_connections=200"):
        host, port = container.get_container_host_ip(), int(container.get_exposed_port(POSTGRES_PORT))
        server = RunningPostgres(host, port, "postgres", PASSWORD)
        _wait(lambda: psycopg.connect(server.conninfo()).close(), container)
        yield server


def require_engine() -> None:
    """End the run at once, with the fix, where no container engine answers."""
    try:
        docker.from_env().ping()
    except DockerException as error:
        pytest.exit(
            f"INFRA=containers needs a container engine, and none answers ({error}). "
            "Start one, or run `make test` without INFRA to use the servers from wheels.",
            returncode=2,
        )


def _wait(probe: Callable[[], None], container: DockerContainer) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while True:
        try:
            return probe()
        except (OSError, psycopg.OperationalError):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{container.image} is not ready: {container.get_logs()}") from None
            time.sleep(0.2)
