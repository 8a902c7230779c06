"""A service's database with outbox and inbox, and a broker with the platform's streams."""

from collections.abc import Iterator

import pytest

from chassis.database import Database
from chassis.database.tombstones import create_tombstones
from chassis.inbox import create_inbox
from chassis.messaging import STREAMS
from chassis.outbox import create_outbox
from tests.builders.chassis_database import migrate, opened
from tests.builders.messaging_clients import connected
from tests.infrastructure.databases import ServiceDatabase
from tests.infrastructure.fixtures import MakeDatabase
from tests.infrastructure.servers import RunningNats


@pytest.fixture
def broker(nats_server: RunningNats) -> RunningNats:
    with connected(nats_server, "admin") as admin:
        admin.provision(STREAMS, ())
    return nats_server


@pytest.fixture
def target(make_database: MakeDatabase) -> ServiceDatabase:
    made = make_database("ingest", migrate=False)
    migrate(made, create_outbox, create_inbox, create_tombstones)
    return made


@pytest.fixture
def app(target: ServiceDatabase) -> Iterator[Database]:
    with opened(target, "app", pool_size=10) as database:
        yield database


@pytest.fixture
def relay_database(target: ServiceDatabase) -> Iterator[Database]:
    with opened(target, "relay") as database:
        yield database
