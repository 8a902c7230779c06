"""Whoever sends hundreds of recordings lets others by."""

from uuid import UUID

import pytest

from chassis.clock import new_id
from chassis.errors import Unavailable
from services.ingest.adapters.outbound.object_store.recording_blobs import StoredBlobs
from services.ingest.application.ports.audio import PreparationCrashed
from services.ingest.application.ports.records import Cause
from services.ingest.application.use_cases.prepare_recording import PrepareRecording
from services.ingest.domain.events import RecordingPrepared
from services.ingest.domain.recording import Recording, Status
from tests.builders.recordings import StoppedClock, a_recording
from tests.fakes.ingest_records import MemoryInventory, MemoryTransactions
from tests.fakes.ingest_work import ScriptedPreparer
from tests.fakes.object_store import MemoryStore

MANY = 8


class Worker:
    """Prepares what is received, in the order of its messages."""

    def __init__(self) -> None:
        self.records = MemoryTransactions()
        self.preparer = ScriptedPreparer()
        blobs, inventory = StoredBlobs(MemoryStore()), MemoryInventory(self.records)
        self.prepare = PrepareRecording(self.records, inventory, self.preparer, blobs, StoppedClock())
        self.crowd = new_id()
        self.bulk = [self.received(self.crowd) for _ in range(MANY)]
        self.late = self.received(new_id())

    def received(self, tenant_id: UUID) -> Recording:
        recording = a_recording(tenant_id)
        with self.records.begin(tenant_id) as transaction:
            transaction.recordings.add(recording)
        return recording

    def handle(self, recording: Recording) -> None:
        self.prepare(Cause("consumer", recording.id, recording.tenant_id), recording.id)

    def status(self, recording: Recording) -> Status:
        stored = self.records.stored(recording.id)
        assert stored is not None
        return stored.status

    @property
    def order(self) -> list[UUID]:
        return [recording.id for recording in self.preparer.prepared]


def test_the_first_of_others_comes_before_the_next_of_many() -> None:
    worker = Worker()
    second = worker.received(worker.late.tenant_id)
    worker.handle(worker.bulk[0])
    assert worker.order == [worker.late.id, worker.bulk[0].id]
    worker.received(worker.crowd)
    worker.handle(worker.bulk[1])
    assert worker.order[2:] == [second.id, worker.bulk[1].id]
    worker.handle(worker.late)
    assert worker.order.count(worker.late.id) == 1
    assert worker.status(worker.late) is Status.PREPARED


def test_what_goes_wrong_with_another_is_for_its_own_message() -> None:
    def fail_once(recording: Recording) -> None:
        if recording.id == worker.late.id and worker.order.count(recording.id) == 1:
            raise PreparationCrashed("the decoder died")

    worker = Worker()
    worker.preparer.during = fail_once
    worker.handle(worker.bulk[0])
    assert worker.status(worker.bulk[0]) is Status.PREPARED
    assert worker.status(worker.late) is Status.RECEIVED
    worker.handle(worker.bulk[1])
    assert worker.order.count(worker.late.id) == 1
    worker.handle(worker.late)
    assert worker.status(worker.late) is Status.PREPARED


def test_whose_message_comes_meanwhile_is_prepared_by_that() -> None:
    def its_message_comes(recording: Recording) -> None:
        if recording.id == worker.late.id and worker.order.count(recording.id) == 1:
            worker.handle(worker.late)

    worker = Worker()
    worker.preparer.during = its_message_comes
    worker.handle(worker.bulk[0])
    assert worker.order == [worker.late.id, worker.late.id, worker.bulk[0].id]
    prepared = [event for event in worker.records.events if isinstance(event, RecordingPrepared)]
    assert [event.recording.id for event in prepared] == [worker.late.id, worker.bulk[0].id]


def test_trouble_of_an_own_recording_is_told() -> None:
    worker = Worker()
    worker.handle(worker.late)
    worker.preparer.failure = Unavailable("the store does not answer just now")
    with pytest.raises(Unavailable):
        worker.handle(worker.bulk[0])
