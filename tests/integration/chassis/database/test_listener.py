"""Wake-up calls: at once by NOTIFY, each second without it, and again after a lost connection."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from chassis.database import Database, Listener
from tests.builders.chassis_database import opened
from tests.builders.messaging_clients import eventually
from tests.infrastructure.databases import ServiceDatabase
from tests.infrastructure.fixtures import MakeDatabase

NOTIFY = sa.text("SELECT pg_notify('things', :payload)")


@pytest.fixture
def target(make_database: MakeDatabase) -> ServiceDatabase:
    return make_database("ingest", migrate=False)


@pytest.fixture
def database(target: ServiceDatabase) -> Iterator[Database]:
    with opened(target, "app") as database:
        yield database


@contextmanager
def listening(
    database: Database, callback: Callable[[str | None], None], poll_s: float = 1.0
) -> Iterator[Listener]:
    listener = Listener(database, "things", callback, poll_s=poll_s)
    listener.start()
    try:
        assert eventually(listener.ready)
        yield listener
    finally:
        listener.stop(5.0)


def _notify(database: Database, *payloads: str) -> None:
    with database.transaction(None) as connection:
        for payload in payloads:
            connection.execute(NOTIFY, {"payload": payload})


def test_every_notification_arrives_at_once_and_in_order(database: Database) -> None:
    heard: list[str | None] = []
    with listening(database, heard.append, poll_s=30.0):
        begun = time.monotonic()
        _notify(database, "a", "b", "c")
        assert eventually(lambda: [h for h in heard if h] == ["a", "b", "c"])
        assert time.monotonic() - begun < 5.0


def test_without_notifications_the_poll_comes(database: Database) -> None:
    heard: list[str | None] = []
    with listening(database, heard.append, poll_s=0.1):
        assert eventually(lambda: len(heard) >= 4)
    assert set(heard) == {None}


def test_a_failing_callback_is_called_again(database: Database) -> None:
    calls: list[str | None] = []

    def fail(payload: str | None) -> None:
        calls.append(payload)
        raise ValueError

    with listening(database, fail, poll_s=0.1) as listener:
        assert eventually(lambda: len(calls) >= 3)
        assert listener.alive()


def test_a_lost_connection_is_replaced_and_looked_after(target: ServiceDatabase, database: Database) -> None:
    heard: list[str | None] = []
    kill = sa.text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE query LIKE 'LISTEN%' AND datname = current_database() AND usename = current_user"
    )
    with listening(database, heard.append, poll_s=30.0) as listener:
        with database.transaction(None) as connection:
            assert connection.execute(kill).scalars().all() == [True]
        before = len(heard)
        assert eventually(lambda: len(heard) > before)
        assert eventually(listener.ready)
        _notify(database, "again")
        assert eventually(lambda: "again" in heard)


def test_stopping_does_not_wait_for_the_poll_for_long(database: Database) -> None:
    with listening(database, lambda _: None) as listener:
        begun = time.monotonic()
        listener.stop(5.0)
        assert time.monotonic() - begun < 2.0
        assert not listener.alive()
