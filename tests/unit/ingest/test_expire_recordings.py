"""What was kept for as long as is promised is deleted as its owner would delete it."""

from datetime import timedelta

import pytest

from services.ingest.application.use_cases.delete_recording import DeleteRecording
from services.ingest.application.use_cases.expire_recordings import ExpireRecordings
from services.ingest.domain.events import RecordingDeleted
from services.ingest.domain.recording import Recording
from tests.builders.recordings import NOW, StoppedClock, a_recording
from tests.fakes.ingest_records import MemoryInventory, MemoryTransactions

KEEP_DAYS = 30.0
HOUR_S = 3600.0


@pytest.fixture
def transactions() -> MemoryTransactions:
    return MemoryTransactions()


@pytest.fixture
def recording(transactions: MemoryTransactions) -> Recording:
    sent = a_recording(created_at=NOW - timedelta(days=KEEP_DAYS))
    with transactions.begin(sent.tenant_id) as transaction:
        transaction.recordings.add(sent)
    return sent


def expire(transactions: MemoryTransactions, after_s: float, keep_days: float | None = KEEP_DAYS) -> int:
    clock = StoppedClock()
    clock.move(after_s)
    inventory = MemoryInventory(transactions)
    return ExpireRecordings(inventory, DeleteRecording(transactions), clock, keep_days)()


def test_a_recording_goes_when_its_time_is_over_and_not_before(
    transactions: MemoryTransactions, recording: Recording
) -> None:
    assert expire(transactions, -HOUR_S) == 0
    assert transactions.stored(recording.id) is not None
    assert expire(transactions, HOUR_S) == 1
    assert transactions.stored(recording.id) is None


def test_every_service_is_told_and_nothing_comes_back(
    transactions: MemoryTransactions, recording: Recording
) -> None:
    expire(transactions, HOUR_S)
    assert transactions.events == [RecordingDeleted(recording.tenant_id, recording.user_id, recording.id)]
    with transactions.begin(recording.tenant_id) as transaction:
        assert transaction.erasures.is_buried(recording.id)


def test_without_a_time_everything_is_kept(transactions: MemoryTransactions, recording: Recording) -> None:
    assert expire(transactions, 1000 * 86_400.0, keep_days=None) == 0
    assert transactions.stored(recording.id) is not None
