"""Transactions, time limits and what errors become, on a real server."""

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
import sqlalchemy as sa

from chassis.clock import new_id
from chassis.database import Database, constraint_name
from chassis.errors import Unavailable
from tests.builders.chassis_database import create_notes, database_settings, migrate, opened
from tests.infrastructure.databases import ServiceDatabase
from tests.infrastructure.fixtures import MakeDatabase

INSERT = sa.text("INSERT INTO notes (id, tenant_id, text) VALUES (:id, :tenant, :text)")


@pytest.fixture
def target(make_database: MakeDatabase) -> ServiceDatabase:
    made = make_database("ingest", migrate=False)
    migrate(made, create_notes)
    return made


@pytest.fixture
def database(target: ServiceDatabase) -> Iterator[Database]:
    with opened(target, "app") as database:
        yield database


def test_commits_on_success_and_rolls_back_on_failure(database: Database) -> None:
    tenant = new_id()
    _insert(database, tenant, ["kept"])
    with pytest.raises(ZeroDivisionError):
        _insert(database, tenant, ["gone"], then=ZeroDivisionError)
    with database.transaction(tenant) as connection:
        assert connection.execute(sa.text("SELECT text FROM notes")).scalars().all() == ["kept"]


def test_names_the_violated_constraint(database: Database) -> None:
    tenant = new_id()
    with pytest.raises(sa.exc.IntegrityError) as caught:
        _insert(database, tenant, ["same", "same"])
    assert constraint_name(caught.value) == "notes_text_once"


def test_an_error_does_not_show_the_values(database: Database) -> None:
    tenant = new_id()
    with pytest.raises(sa.exc.DBAPIError) as caught, database.transaction(tenant) as connection:
        connection.execute(sa.text("SELECT :secret / 0, 'x'::int"), {"secret": "canary"})
    assert "canary" not in str(caught.value)


def test_a_slow_statement_ends_by_the_servers_limit(target: ServiceDatabase) -> None:
    with opened(target, "app", statement_s=0.5) as database:
        begun = time.monotonic()
        with pytest.raises(Unavailable), database.transaction(None) as connection:
            connection.execute(sa.text("SELECT pg_sleep(10)"))
        assert time.monotonic() - begun < 2.0


def test_an_exhausted_pool_says_so_within_its_time(target: ServiceDatabase) -> None:
    with opened(target, "app", pool_size=1) as database, database.transaction(None):
        begun = time.monotonic()
        with pytest.raises(Unavailable), database.transaction(None):
            pass
        assert 0.5 < time.monotonic() - begun < 2.0


def test_many_at_a_database_that_stands_still_are_answered_within_three_seconds(
    target: ServiceDatabase,
) -> None:
    def look(_: int) -> float:
        begun = time.monotonic()
        with pytest.raises(Unavailable), database.transaction(None) as connection:
            connection.execute(sa.text("SELECT 1 FROM notes"))
        return time.monotonic() - begun

    with opened(target, "app", pool_size=5) as database, opened(target, "owner") as other:
        with other.transaction(None) as connection, ThreadPoolExecutor(100) as crowd:
            connection.execute(sa.text("LOCK TABLE notes"))
            waited_s = sorted(crowd.map(look, range(100)))
        assert waited_s[-1] < 3.0
        assert waited_s[70] < 0.5
        with database.transaction(None) as connection:
            connection.execute(sa.text("SELECT 1 FROM notes"))


def test_a_lost_connection_is_unavailable_and_the_pool_recovers(
    target: ServiceDatabase, database: Database
) -> None:
    with opened(target, "owner") as watcher, pytest.raises(Unavailable):
        _outlive_the_backend(database, watcher)
    assert database.ready()


def test_a_server_that_is_not_there_is_unavailable(target: ServiceDatabase) -> None:
    settings = database_settings(target).model_copy(update={"database_port": 1})
    database = Database(settings, role="app", service="ingest")
    with pytest.raises(Unavailable):
        database.ping()
    assert not database.ready()
    database.close()


def test_a_deadlock_is_unavailable_for_one_of_the_two(database: Database) -> None:
    tenant = new_id()
    first, second = new_id(), new_id()
    with database.transaction(tenant) as connection:
        for number, note in enumerate((first, second)):
            connection.execute(INSERT, {"id": note, "tenant": tenant, "text": str(number)})
    outcomes: list[str] = []
    barrier = threading.Barrier(2)
    lock = sa.text("SELECT 1 FROM notes WHERE id = :id FOR UPDATE")

    def cross(mine: object, theirs: object) -> None:
        try:
            with database.transaction(tenant) as connection:
                connection.execute(lock, {"id": mine})
                barrier.wait()
                connection.execute(lock, {"id": theirs})
        except Unavailable:
            outcomes.append("unavailable")
        else:
            outcomes.append("committed")

    threads = [threading.Thread(target=cross, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) in (["committed", "unavailable"], ["unavailable", "unavailable"])


def _insert(
    database: Database, tenant: UUID, texts: Sequence[str], then: type[Exception] | None = None
) -> None:
    with database.transaction(tenant) as connection:
        for text in texts:
            connection.execute(INSERT, {"id": new_id(), "tenant": tenant, "text": text})
        if then is not None:
            raise then


def _outlive_the_backend(database: Database, watcher: Database) -> None:
    with database.transaction(None) as connection:
        pid = connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
        connection.execute(sa.text("SET idle_in_transaction_session_timeout = '50ms'"))
        _until_gone(watcher, pid)
        connection.execute(sa.text("SELECT 1"))


def _until_gone(database: Database, pid: int) -> None:
    question = sa.text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid")
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with database.transaction(None) as connection:
            if connection.execute(question, {"pid": pid}).scalar_one() == 0:
                return
        time.sleep(0.02)
    raise AssertionError("the backend did not end")
