"""Progress is written at most twice a second for each recording."""

import pytest

from services.ingest.application.use_cases.note_progress import NoteProgress
from services.ingest.domain.recording import Recording
from tests.builders.recordings import NOW, StoppedClock, a_recording, prepared_audio
from tests.fakes.ingest_records import MemoryTransactions


@pytest.fixture
def transactions() -> MemoryTransactions:
    return MemoryTransactions()


def added(transactions: MemoryTransactions) -> Recording:
    recording = a_recording()
    recording = recording.prepared(prepared_audio(recording, 100.0), NOW)
    with transactions.begin(recording.tenant_id) as transaction:
        transaction.recordings.add(recording)
    return recording


def test_the_first_counts_and_then_two_a_second(transactions: MemoryTransactions) -> None:
    clock, recording = StoppedClock(), added(transactions)
    note = NoteProgress(transactions, clock)
    kept = []
    for step in range(40):
        note(recording.tenant_id, recording.id, 1.0 + step)
        stored = transactions.stored(recording.id)
        assert stored is not None
        kept.append(stored.audio_done_s)
        clock.move(0.1)
    assert len(set(kept)) == 8


def test_recordings_are_throttled_each_for_itself(transactions: MemoryTransactions) -> None:
    note = NoteProgress(transactions, StoppedClock())
    recordings = [added(transactions) for _ in range(3)]
    for recording in recordings:
        note(recording.tenant_id, recording.id, 5.0)
    stored = [transactions.stored(recording.id) for recording in recordings]
    assert [recording.audio_done_s for recording in stored if recording] == [5.0, 5.0, 5.0]


def test_what_is_remembered_of_them_is_bounded(transactions: MemoryTransactions) -> None:
    note = NoteProgress(transactions, StoppedClock())
    for _ in range(3_000):
        other = a_recording()
        note(other.tenant_id, other.id, 1.0)
    assert len(note._written) <= 1_000
