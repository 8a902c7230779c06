"""A stopped backend ends by the client's deadline: nothing on the server can end it."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from chassis.deadlines import within
from chassis.errors import Unavailable
from tests.builders.chassis_database import opened
from tests.infrastructure.fixtures import MakeDatabase
from tests.infrastructure.servers import RunningPostgres


@pytest.fixture
def _local_server(postgres_server: RunningPostgres) -> None:
    if postgres_server.child is None:
        pytest.skip("a backend can be stopped only where it is a process of this machine")


@pytest.mark.usefixtures("_local_server")
def test_a_frozen_backend_ends_by_the_clients_deadline(make_database: MakeDatabase) -> None:
    target = make_database("ingest", migrate=False)
    with opened(target, "app", statement_s=1.0, pool_size=1) as database:
        begun = time.monotonic()
        with (
            pytest.raises(Unavailable),
            database.transaction(None) as connection,
            _frozen(_backend(connection)),
        ):
            connection.execute(sa.text("SELECT 1"))
        assert 2.5 < time.monotonic() - begun < 6.0
        assert database.ready()


@pytest.mark.usefixtures("_local_server")
def test_a_pooled_connection_that_froze_is_replaced(make_database: MakeDatabase) -> None:
    target = make_database("ingest", migrate=False)
    with opened(target, "app", pool_size=1) as database:
        with database.transaction(None) as connection:
            pid = _backend(connection)
        begun = time.monotonic()
        with _frozen(pid):
            database.ping()
        assert time.monotonic() - begun < 4.0


@pytest.mark.usefixtures("_local_server")
def test_nobody_waits_longer_than_their_own_deadline(make_database: MakeDatabase) -> None:
    target = make_database("ingest", migrate=False)
    with opened(target, "app", statement_s=30.0, pool_size=1) as database:
        begun = time.monotonic()
        with (
            within(1.0),
            pytest.raises(Unavailable),
            database.transaction(None) as connection,
            _frozen(_backend(connection)),
        ):
            connection.execute(sa.text("SELECT 1"))
        assert time.monotonic() - begun < 4.0
        with within(0.0), pytest.raises(Unavailable, match="No time"):
            database.ping()
        assert database.ready()


@contextmanager
def _frozen(pid: int) -> Iterator[None]:
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def _backend(connection: sa.Connection) -> int:
    return int(connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one())
