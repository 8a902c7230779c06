"""One behaviour of waking followers: by LISTEN/NOTIFY, and in the fake."""

import threading
from collections.abc import Callable, Iterator

import pytest

from chassis.clock import SystemClock, new_id
from services.ingest.adapters.outbound.postgres.notified_changes import NotifiedChanges
from services.ingest.adapters.outbound.postgres.postgres_records import PostgresTransactions
from services.ingest.application.ports.changes import Changes
from services.ingest.application.ports.records import Transactions
from services.ingest.domain.recording import Recording
from tests.builders.ingest_service import opened
from tests.builders.recordings import NOW, a_recording
from tests.fakes.ingest_records import MemoryTransactions
from tests.fakes.ingest_work import MemoryChanges
from tests.infrastructure.fixtures import MakeDatabase

PATIENCE_S = 10.0
Followed = tuple[Changes, Transactions]


@pytest.fixture(params=["memory", "postgres"])
def followed(request: pytest.FixtureRequest) -> Iterator[Followed]:
    if request.param == "memory":
        memory, changes = MemoryTransactions(), MemoryChanges()
        memory.on_commit = changes.wake
        yield changes, memory
        return
    make_database: MakeDatabase = request.getfixturevalue("make_database")
    with opened(make_database("ingest")) as database:
        notified = NotifiedChanges(database)
        notified.listener.start()
        listening(notified)
        try:
            yield notified, PostgresTransactions(database, SystemClock(), new_id)
        finally:
            notified.listener.stop(5)


def listening(changes: NotifiedChanges) -> None:
    """The listener wakes everybody when its connection is there."""
    with changes.watch(new_id()) as watch:
        assert watch.wait(PATIENCE_S)


def saved(transactions: Transactions, recording: Recording, step: Callable[[Recording], Recording]) -> None:
    with transactions.begin(recording.tenant_id) as transaction:
        transaction.recordings.save(step(recording))


def test_a_change_after_the_watch_began_wakes_it(followed: Followed) -> None:
    changes, transactions = followed
    recording = a_recording()
    with transactions.begin(recording.tenant_id) as transaction:
        transaction.recordings.add(recording)
    with changes.watch(recording.id) as watch:
        writer = threading.Thread(
            target=saved, args=(transactions, recording, lambda found: found.cancelled(NOW))
        )
        writer.start()
        assert watch.wait(PATIENCE_S)
        writer.join()


def test_a_change_before_the_waiting_is_not_missed(followed: Followed) -> None:
    changes, transactions = followed
    recording = a_recording()
    with transactions.begin(recording.tenant_id) as transaction:
        transaction.recordings.add(recording)
    with changes.watch(recording.id) as watch:
        saved(transactions, recording, lambda found: found.cancelled(NOW))
        assert watch.wait(PATIENCE_S)


def test_all_who_follow_are_woken_and_a_removal_is_a_change(followed: Followed) -> None:
    changes, transactions = followed
    recording = a_recording()
    with transactions.begin(recording.tenant_id) as transaction:
        transaction.recordings.add(recording)
    with changes.watch(recording.id) as one, changes.watch(recording.id) as two:
        with transactions.begin(recording.tenant_id) as transaction:
            transaction.recordings.remove(recording.id)
        assert one.wait(PATIENCE_S)
        assert two.wait(PATIENCE_S)
