"""Relays of ingest in processes of their own, in place of the platform's or beside it, and their load."""

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from uuid import UUID

import httpx

from chassis.database import Database
from chassis.messaging import CloudEvent
from chassis.settings import DatabaseSettings
from deploy.local.environment import python
from deploy.local.platform import LocalPlatform
from deploy.local.ports import LOOPBACK, free_ports
from deploy.local.probes import is_ok
from deploy.local.processes import Child
from deploy.local.topology import ServiceProcess
from tests.builders.events import an_event

SERVICE = "ingest"
RELAY = ServiceProcess(SERVICE, ("relay",))
STOP_S = 10.0
_PUBLISHED = re.compile(r'^rostrum_outbox_published_total\{service="ingest"\} (\S+)$', re.MULTILINE)


def nobodys_event(tenant_id: UUID, aggregate: str) -> CloudEvent:
    """Of a kind that no service consumes: a load for the way from an outbox into the broker."""
    return an_event(service=SERVICE, name="load.made", tenant_id=tenant_id, subject=aggregate)


@contextmanager
def outbox_of(platform: LocalPlatform, connections: int = 5) -> Iterator[Database]:
    """ingest's database as its processes use it."""
    settings = DatabaseSettings.model_validate(
        {
            "database_host": LOOPBACK,
            "database_port": platform.plan.ports["postgres"],
            "database_app_password": platform.plan.secrets.database_passwords(SERVICE)["app"],
        }
    )
    database = Database(settings, role="app", service=SERVICE, pool_size=connections)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def second_relay(platform: LocalPlatform) -> Iterator[int]:
    """Beside the platform's own, as another replica runs it; the port that tells its metrics."""
    usual = platform.plan.service(RELAY)
    (port,) = free_ports(1)
    program = replace(
        usual,
        name="ingest-relay",
        environment={**usual.environment, "ROSTRUM_ADMIN_PORT": str(port)},
        log_file=platform.folder.log_of("ingest-relay"),
        ready=partial(is_ok, f"http://{LOOPBACK}:{port}/readyz"),
    )
    child = Child(program)
    try:
        child.wait_ready()
        yield port
    finally:
        child.stop(STOP_S)


def published_by(admin_port: int) -> int:
    """How many events the relay of a process has published, by its own count."""
    found = _PUBLISHED.search(httpx.get(f"http://{LOOPBACK}:{admin_port}/metrics", timeout=10).text)
    return int(float(found[1])) if found else 0


@contextmanager
def relays(platform: LocalPlatform) -> Iterator[Callable[[], int]]:
    """A function that starts a relay and gives its pid; one at a time, each to be killed before the next."""
    usual = platform.plan.service(RELAY)
    environment = {**usual.environment, "ROSTRUM_ADMIN_PORT": "0"}
    command = python("-m", "tests.faults.harness.relay_nursery")
    with platform.folder.log_of("ingest-relays").open("ab") as log:
        nursery = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
        )

    def bear() -> int:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        nursery.stdin.write("\n")
        nursery.stdin.flush()
        return int(nursery.stdout.readline())

    try:
        yield bear
    finally:
        nursery.communicate(timeout=STOP_S)
