"""One behaviour of ingest's records: on Postgres, under row-level security, and in the fake."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.clock import SystemClock, new_id
from services.ingest.adapters.outbound.postgres.postgres_records import (
    PostgresInventory,
    PostgresTransactions,
)
from services.ingest.application.ports.records import Cause, Inventory, Transactions
from services.ingest.domain.errors import corrupt_audio
from services.ingest.domain.events import RecordingReceived
from services.ingest.domain.recording import Problem, Recording, Stage, Status
from services.ingest.domain.submission import accept
from tests.builders.ingest_service import opened
from tests.builders.recordings import NOW, a_recording, prepared_audio
from tests.fakes.ingest_records import MemoryInventory, MemoryTransactions
from tests.infrastructure.fixtures import MakeDatabase

Records = tuple[Transactions, Inventory]


@pytest.fixture(params=["memory", "postgres"])
def records(request: pytest.FixtureRequest) -> Iterator[Records]:
    if request.param == "memory":
        memory = MemoryTransactions()
        yield memory, MemoryInventory(memory)
        return
    make_database: MakeDatabase = request.getfixturevalue("make_database")
    made = make_database("ingest")
    with opened(made) as database, opened(made, "relay") as relay:
        yield PostgresTransactions(database, SystemClock(), new_id), PostgresInventory(relay)


@pytest.fixture
def transactions(records: Records) -> Transactions:
    return records[0]


def added(transactions: Transactions, recording: Recording) -> Recording:
    with transactions.begin(recording.tenant_id) as transaction:
        transaction.recordings.add(recording)
    return recording


def found(transactions: Transactions, recording: Recording) -> Recording | None:
    with transactions.begin(recording.tenant_id) as transaction:
        return transaction.recordings.find(recording.id)


def test_what_was_added_is_found_as_it_was(transactions: Transactions) -> None:
    fields = {
        "title": ["T"],
        "reference_text": ["naïve\n日本"],
        "analyses": ["pace", "pause"],
        "language": ["en-GB"],
        "engine": ["whisper"],
        "model": ["small.en"],
        "prompt": ["Ishmael"],
        "task": ["translate"],
        "speakers": ["true"],
        "transcript_only": ["true"],
        "start": ["1.5"],
        "end": ["0:09"],
    }
    recording = added(transactions, a_recording(submission=accept(fields)))
    assert found(transactions, recording) == recording


def test_a_recording_is_added_once(transactions: Transactions) -> None:
    recording = added(transactions, a_recording())
    with transactions.begin(recording.tenant_id) as transaction:
        assert not transaction.recordings.add(replace(recording, attempt=9))
    assert found(transactions, recording) == recording


def test_every_change_is_saved(transactions: Transactions) -> None:
    recording = added(transactions, a_recording())
    later = NOW + timedelta(seconds=1)
    for changed in (
        recording.begin_attempt(later),
        recording.crashed(later),
        recording.prepared(prepared_audio(recording), later).progressed(3.5, later),
        recording.failed(Stage.PREPARE, Problem.of(corrupt_audio()), later),
        recording.prepared(prepared_audio(recording), later).completed(new_id(), later),
    ):
        with transactions.begin(recording.tenant_id) as transaction:
            assert transaction.recordings.lock(recording.id) is not None
            transaction.recordings.save(changed)
        assert found(transactions, recording) == changed


def test_another_tenant_sees_changes_and_removes_nothing(transactions: Transactions) -> None:
    recording = added(transactions, a_recording())
    with transactions.begin(new_id()) as transaction:
        assert transaction.recordings.find(recording.id) is None
        assert transaction.recordings.lock(recording.id) is None
        assert transaction.recordings.page(10, None) == []
        transaction.recordings.save(replace(recording, attempt=9))
        assert transaction.recordings.remove(recording.id) is False
    assert found(transactions, recording) == recording


def test_pages_go_from_the_newest_to_the_oldest_without_gaps(transactions: Transactions) -> None:
    tenant_id = new_id()
    made = [added(transactions, a_recording(tenant_id)).id for _ in range(5)]
    added(transactions, a_recording())
    with transactions.begin(tenant_id) as transaction:
        first = transaction.recordings.page(3, None)
        second = transaction.recordings.page(3, first[-1].id)
    assert [recording.id for recording in [*first, *second]] == made[::-1]


class Interrupted(Exception):
    pass


def test_a_transaction_that_fails_leaves_nothing(transactions: Transactions) -> None:
    recording, cause = a_recording(), Cause("consumer", new_id(), new_id())

    def interrupted() -> None:
        with transactions.begin(recording.tenant_id) as transaction:
            transaction.recordings.add(recording)
            transaction.first_time(replace(cause, tenant_id=recording.tenant_id))
            transaction.announce(RecordingReceived(recording))
            raise Interrupted

    with pytest.raises(Interrupted):
        interrupted()
    assert found(transactions, recording) is None
    with transactions.begin(recording.tenant_id) as transaction:
        assert transaction.first_time(replace(cause, tenant_id=recording.tenant_id))


def test_a_consumer_handles_an_event_once(transactions: Transactions) -> None:
    cause = Cause("consumer", new_id(), new_id())
    with transactions.begin(cause.tenant_id) as transaction:
        assert not transaction.is_settled(cause)
        assert transaction.first_time(cause)
    with transactions.begin(cause.tenant_id) as transaction:
        assert transaction.is_settled(cause)
        assert not transaction.first_time(cause)
        assert transaction.first_time(replace(cause, consumer="another"))


def test_what_is_buried_stays_buried(transactions: Transactions) -> None:
    recording = added(transactions, a_recording())
    with transactions.begin(recording.tenant_id) as transaction:
        assert not transaction.erasures.is_buried(recording.id)
        transaction.erasures.bury(recording.id)
        assert transaction.recordings.remove(recording.id)
    with transactions.begin(recording.tenant_id) as transaction:
        assert transaction.erasures.is_buried(recording.id)
        assert not transaction.erasures.is_buried(new_id())
        transaction.erasures.confirm(recording.id, "report", NOW)
        transaction.erasures.confirm(recording.id, "report", NOW)


def test_burying_a_tenant_takes_all_its_rows_and_no_others(transactions: Transactions) -> None:
    mine, theirs = added(transactions, a_recording()), added(transactions, a_recording())
    for _ in range(2):
        with transactions.begin(mine.tenant_id) as transaction:
            transaction.erasures.bury_tenant()
    with transactions.begin(mine.tenant_id) as transaction:
        assert transaction.recordings.page(10, None) == []
        assert transaction.erasures.is_buried(new_id())
        transaction.erasures.confirm(mine.id, "report", NOW)
    assert found(transactions, theirs) == theirs


def test_the_inventory_knows_the_recordings_of_every_tenant(records: Records) -> None:
    transactions, inventory = records
    known = [added(transactions, a_recording()).id for _ in range(2)]
    stranger = new_id()
    assert inventory.unknown([*known, stranger]) == {stranger}
    assert inventory.unknown([]) == set()


def test_the_inventory_tells_what_was_sent_before_a_moment(records: Records) -> None:
    transactions, inventory = records
    hour = timedelta(hours=1)
    sent = [added(transactions, a_recording(created_at=NOW - age * hour)) for age in (2, 3, 0)]
    told = inventory.sent_before(NOW - hour)
    assert [one.recording_id for one in told] == [sent[1].id, sent[0].id]
    assert (told[0].tenant_id, told[0].user_id) == (sent[1].tenant_id, sent[1].user_id)


def test_the_inventory_tells_whom_a_tenant_with_many_overtakes(records: Records) -> None:
    transactions, inventory = records
    crowd, other, later = new_id(), new_id(), timedelta(seconds=1)
    many = [added(transactions, a_recording(crowd)) for _ in range(3)]
    begun = added(transactions, a_recording(other).begin_attempt(NOW))
    second = added(transactions, a_recording(other, created_at=NOW + 2 * later))
    first = added(transactions, a_recording(other, created_at=NOW + later))
    told = inventory.overtaken_by(crowd, len(many))
    assert [(one.tenant_id, one.recording_id) for one in told] == [(other, first.id)]
    assert inventory.overtaken_by(crowd, len(many) + 1) == []
    alone = added(transactions, a_recording(created_at=NOW + 3 * later))
    added(transactions, a_recording(created_at=NOW + 4 * later))
    assert [one.recording_id for one in inventory.overtaken_by(crowd, 1)][:1] == [alone.id]
    assert len(inventory.overtaken_by(crowd, 1)) == 2
    assert crowd not in {one.tenant_id for one in inventory.overtaken_by(other, 3)}
    assert {begun.status, second.status} == {Status.RECEIVED}


def test_announcements_of_all_tenants_are_counted_up_to_a_limit(transactions: Transactions) -> None:
    assert waiting(transactions) == 0
    for _ in range(3):
        recording = a_recording()
        with transactions.begin(recording.tenant_id) as transaction:
            transaction.announce(RecordingReceived(recording))
    assert [waiting(transactions, most) for most in (1, 3, 100)] == [1, 3, 3]


def waiting(transactions: Transactions, most: int = 10) -> int:
    with transactions.begin(new_id()) as transaction:
        return transaction.announcements_waiting(most)
