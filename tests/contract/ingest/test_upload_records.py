"""One behaviour of remembering uploads in pieces: on Postgres, under row-level security, and in the fake."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from chassis.clock import SystemClock, new_id
from services.ingest.adapters.outbound.postgres.postgres_records import (
    PostgresInventory,
    PostgresTransactions,
)
from services.ingest.application.ports.records import Inventory, Transactions
from services.ingest.application.ports.uploads import UploadInventory
from services.ingest.domain.resumable import Kind, Part, ResumableUpload
from tests.builders.ingest_service import opened
from tests.builders.recordings import NOW, a_recording
from tests.fakes.ingest_records import MemoryInventory, MemoryTransactions
from tests.infrastructure.fixtures import MakeDatabase

LATER = NOW + timedelta(hours=1)


@pytest.fixture(params=["memory", "postgres"])
def records(request: pytest.FixtureRequest) -> Iterator[tuple[Transactions, Inventory]]:
    if request.param == "memory":
        memory = MemoryTransactions()
        yield memory, MemoryInventory(memory)
        return
    make_database: MakeDatabase = request.getfixturevalue("make_database")
    made = make_database("ingest")
    with opened(made) as database, opened(made, "relay") as relay:
        yield PostgresTransactions(database, SystemClock(), new_id), PostgresInventory(relay)


@pytest.fixture
def transactions(records: tuple[Transactions, Inventory]) -> Transactions:
    return records[0]


@pytest.fixture
def inventory(records: tuple[Transactions, Inventory]) -> UploadInventory:
    return records[1]


def an_upload(**changes: object) -> ResumableUpload:
    upload = ResumableUpload(
        id=new_id(), tenant_id=new_id(), user_id=new_id(), kind=Kind.WHOLE, length=10,
        metadata="title VA==", created_at=NOW, expires_at=LATER, fields={"title": ["T"]},
    )  # fmt: skip
    return replace(upload, **changes)  # type: ignore[arg-type]


def added(transactions: Transactions, upload: ResumableUpload) -> ResumableUpload:
    with transactions.begin(upload.tenant_id) as transaction:
        transaction.uploads.add(upload)
    return upload


def found(transactions: Transactions, upload: ResumableUpload, tenant_id: UUID | None = None) -> object:
    with transactions.begin(tenant_id or upload.tenant_id) as transaction:
        return transaction.uploads.find(upload.id)


def test_what_was_added_or_saved_is_found_as_it_was_by_its_tenant(transactions: Transactions) -> None:
    upload = added(transactions, an_upload(kind=Kind.FINAL, partials=(new_id(), new_id()), length=None))
    assert found(transactions, upload) == upload
    changed = replace(
        upload, length=9, offset=9, writer=3, finishing_until=NOW, recording_id=upload.id, expires_at=NOW
    )
    with transactions.begin(upload.tenant_id) as transaction:
        assert transaction.uploads.lock(upload.id) == upload
        transaction.uploads.save(changed)
    assert found(transactions, upload) == changed
    assert found(transactions, upload, new_id()) is None


def test_parts_come_in_the_order_of_their_places_and_go_with_the_upload(transactions: Transactions) -> None:
    upload = added(transactions, an_upload())
    parts = [Part(5, 5, "b"), Part(0, 5, "a")]
    with transactions.begin(upload.tenant_id) as transaction:
        for part in parts:
            transaction.uploads.add_part(upload.id, part)
        assert list(transaction.uploads.parts(upload.id)) == parts[::-1]
    with transactions.begin(upload.tenant_id) as transaction:
        assert transaction.uploads.remove(upload.id)
        assert not transaction.uploads.remove(upload.id)
        assert list(transaction.uploads.parts(upload.id)) == []


def test_uploads_that_are_recordings_are_finished(transactions: Transactions) -> None:
    upload = added(transactions, an_upload())
    added(transactions, an_upload(tenant_id=upload.tenant_id, recording_id=new_id()))
    added(transactions, an_upload())
    with transactions.begin(upload.tenant_id) as transaction:
        assert transaction.uploads.unfinished() == 1


def test_a_deleted_recording_takes_its_upload_along(transactions: Transactions) -> None:
    recording = a_recording()
    upload = added(transactions, an_upload(id=recording.id, tenant_id=recording.tenant_id))
    with transactions.begin(recording.tenant_id) as transaction:
        transaction.recordings.add(recording)
        transaction.recordings.remove(recording.id)
    assert found(transactions, upload) is None


def test_a_buried_tenant_has_no_uploads(transactions: Transactions) -> None:
    upload, other = added(transactions, an_upload()), added(transactions, an_upload())
    with transactions.begin(upload.tenant_id) as transaction:
        transaction.erasures.bury_tenant()
    assert found(transactions, upload) is None
    assert found(transactions, other) == other


def test_housekeeping_sees_what_nobody_goes_on_with(
    transactions: Transactions, inventory: UploadInventory
) -> None:
    kinds = {
        "expired": an_upload(expires_at=NOW),
        "left": an_upload(offset=10),
        "left by a dead one": an_upload(offset=10, finishing_until=NOW),
        "at work": an_upload(offset=10, finishing_until=LATER),
        "partial": an_upload(offset=10, kind=Kind.PARTIAL),
        "done": an_upload(offset=10, recording_id=new_id()),
        "growing": an_upload(offset=9),
    }
    for upload in kinds.values():
        added(transactions, upload)
    places = {(upload.tenant_id, upload.id): name for name, upload in kinds.items()}
    assert {places[place] for place in inventory.expired(NOW)} == {"expired"}
    assert {places[place] for place in inventory.unattended(NOW)} == {"left", "left by a dead one"}


def test_uploads_without_a_row_are_told(records: tuple[Transactions, Inventory]) -> None:
    transactions, inventory = records
    known, unknown = added(transactions, an_upload()).id, new_id()
    assert inventory.unknown_uploads([known, unknown]) == {unknown}
