"""What crashes left behind goes; what is at work or belongs to others stays."""

from datetime import timedelta

import pytest

from chassis.clock import new_id
from services.ingest.adapters.outbound.object_store.recording_blobs import StoredBlobs
from services.ingest.application.use_cases.abandon_upload import AbandonUpload
from services.ingest.application.use_cases.finish_upload import FinishUpload
from services.ingest.application.use_cases.sweep_leftovers import SweepLeftovers
from services.ingest.application.use_cases.tend_uploads import TendUploads
from tests.builders.recordings import NOW, StoppedClock, a_recording
from tests.fakes.ingest_records import MemoryInventory, MemoryTransactions
from tests.fakes.ingest_work import ScriptedPreparer
from tests.fakes.object_store import MemoryStore


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def transactions() -> MemoryTransactions:
    return MemoryTransactions()


def sweep(store: MemoryStore, transactions: MemoryTransactions) -> int:
    inventory = MemoryInventory(transactions)
    preparer = ScriptedPreparer()
    blobs, clock = StoredBlobs(store), StoppedClock()
    finish, abandon = FinishUpload(transactions, blobs, clock), AbandonUpload(transactions, blobs)
    tend_uploads = TendUploads(inventory, finish, abandon, clock)
    sweep = SweepLeftovers(inventory, tend_uploads, blobs, preparer, clock)
    return sweep().folders


def put(store: MemoryStore, key: str, age_s: float) -> str:
    store.modified_at = NOW - timedelta(seconds=age_s)
    store.put(key, [b"x"], content_type="audio/wav")
    return key


def test_old_blobs_without_a_row_go_and_all_others_stay(
    store: MemoryStore, transactions: MemoryTransactions
) -> None:
    known = a_recording()
    with transactions.begin(known.tenant_id) as transaction:
        transaction.recordings.add(known)
    kept = {
        put(store, known.upload.key, 90_000),
        put(store, f"{new_id()}/recordings/{new_id()}/original", 3_500),
        put(store, f"{new_id()}/transcripts/{new_id()}", 90_000),
        put(store, "somebody/else", 90_000),
    }
    orphan = f"{new_id()}/recordings/{new_id()}"
    for name in ("original", "prepared.flac"):
        put(store, f"{orphan}/{name}", 3_700)

    assert sweep(store, transactions) == 1
    assert set(store.objects) == kept
    assert sweep(store, transactions) == 0


def test_any_number_of_orphans_goes(store: MemoryStore, transactions: MemoryTransactions) -> None:
    for _ in range(1_100):
        put(store, f"{new_id()}/recordings/{new_id()}/original", 3_700)
    assert sweep(store, transactions) == 1_100
    assert store.objects == {}
