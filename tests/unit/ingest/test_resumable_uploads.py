"""The rules of uploads in pieces, where crashes, clocks and full disks come in."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest

from chassis.clock import new_id
from chassis.errors import Conflict, NotFound, RateLimited, Unauthenticated, Unavailable
from services.ingest.adapters.outbound.object_store.recording_blobs import StoredBlobs
from services.ingest.application import ResumableUploads
from services.ingest.application.backlog import COUNTED_EVERY_S
from services.ingest.application.room import Room, UploadLimits
from services.ingest.application.use_cases.abandon_upload import AbandonUpload
from services.ingest.application.use_cases.accept_fields import AcceptFields
from services.ingest.application.use_cases.append_to_upload import IncomingBytes
from services.ingest.application.use_cases.create_upload import AnnouncedUpload
from services.ingest.application.use_cases.tend_uploads import TendUploads
from services.ingest.bootstrap.applications import resumable_uploads
from services.ingest.domain.events import RecordingReceived
from services.ingest.domain.resumable import FINISHING_LEASE_S, Kind, ResumableUpload
from tests.builders import audio_files
from tests.builders.recordings import StoppedClock, a_recording
from tests.fakes.ingest_records import MemoryInventory, MemoryTransactions
from tests.fakes.ingest_work import MemoryEngines
from tests.fakes.object_store import MemoryStore

WAV = audio_files.wav(1.0)
LIMITS = UploadLimits(max_bytes=100_000, reserve_bytes=1_000, unfinished=2, keep_s=3_600, events_waiting=9)


@dataclass
class Desk:
    """A tenant with its uploads."""

    transactions: MemoryTransactions
    store: MemoryStore
    clock: StoppedClock
    uploads: ResumableUploads
    tenant_id: UUID

    def create(self, length: int | None = len(WAV), kind: Kind = Kind.WHOLE) -> ResumableUpload:
        announced = AnnouncedUpload(self.tenant_id, new_id(), new_id(), kind, length, "")
        return self.uploads.create(announced)

    def append(self, upload: ResumableUpload, offset: int, content: bytes) -> ResumableUpload:
        incoming = IncomingBytes(offset, iter([content]), lambda: False)
        return self.uploads.append(self.tenant_id, upload.id, incoming)

    def finish(self, upload: ResumableUpload) -> ResumableUpload:
        return self.uploads.finish(self.tenant_id, upload.id)

    def announce(self, count: int) -> None:
        """What somebody else's recordings have to tell."""
        with self.transactions.begin(new_id()) as transaction:
            for _ in range(count):
                transaction.announce(RecordingReceived(a_recording()))

    def tend(self) -> int:
        inventory = MemoryInventory(self.transactions)
        abandon = AbandonUpload(self.transactions, StoredBlobs(self.store))
        return TendUploads(inventory, self.uploads.finish, abandon, self.clock)()


@pytest.fixture
def desk() -> Desk:
    transactions, store, clock = MemoryTransactions(), MemoryStore(), StoppedClock()
    accept = AcceptFields(MemoryEngines())
    blobs = StoredBlobs(store)
    uploads = resumable_uploads(transactions, blobs, accept, clock, Room(blobs, clock, LIMITS), LIMITS)
    return Desk(transactions, store, clock, uploads, new_id())


def test_a_crash_between_the_last_byte_and_the_recording_is_made_good(desk: Desk) -> None:
    upload = desk.create()
    desk.append(upload, 0, WAV)
    assert desk.transactions.stored(upload.id) is None
    found = desk.uploads.find(desk.tenant_id, upload.id)
    recording = desk.transactions.stored(upload.id)
    assert recording is not None
    assert found.recording_id == recording.id == upload.id
    assert recording.upload.sha256 == hashlib.sha256(WAV).hexdigest()
    assert len(desk.transactions.events) == 1


def test_housekeeping_makes_it_good_where_the_client_never_comes_back(desk: Desk) -> None:
    upload = desk.create()
    desk.append(upload, 0, WAV)
    desk.tend()
    assert desk.transactions.stored(upload.id) is not None


def test_a_crash_after_the_commit_leaves_one_recording(desk: Desk) -> None:
    upload = desk.create()
    desk.append(upload, 0, WAV)
    for _ in range(3):
        desk.finish(upload)
    assert len(desk.transactions.events) == 1
    assert len(desk.store.objects) == 1


def test_of_parts_that_were_taken_away_meanwhile_no_shorter_recording_is_made(desk: Desk) -> None:
    parts = [desk.create(len(content), Kind.PARTIAL) for content in (WAV[:1000], WAV[1000:])]
    desk.append(parts[0], 0, WAV[:1000])
    desk.append(parts[1], 0, WAV[1000:])
    final = ResumableUpload(
        id=new_id(), tenant_id=desk.tenant_id, user_id=new_id(), kind=Kind.FINAL, length=len(WAV),
        metadata="", created_at=desk.clock.now(), expires_at=parts[0].expires_at, offset=len(WAV),
        partials=(parts[0].id, parts[1].id),
    )  # fmt: skip
    desk.transactions.content.uploads[final.id] = final
    desk.uploads.abandon(desk.tenant_id, parts[1].id)
    with pytest.raises(Conflict) as refused:
        desk.finish(final)
    assert refused.value.code == "partials_unfinished"
    assert desk.transactions.stored(final.id) is None
    assert list(desk.transactions.content.uploads) == [parts[0].id]


def test_who_dies_while_finishing_is_relieved_when_its_time_is_over(desk: Desk) -> None:
    upload = desk.create()
    desk.append(upload, 0, WAV)
    known = desk.transactions.content.uploads
    known[upload.id] = known[upload.id].finishing(desk.clock.now())
    assert desk.uploads.find(desk.tenant_id, upload.id).recording_id is None
    desk.clock.move(FINISHING_LEASE_S)
    assert desk.uploads.find(desk.tenant_id, upload.id).recording_id == upload.id


def test_a_commit_that_fails_keeps_the_bytes_that_were_committed_before(desk: Desk) -> None:
    upload = desk.create()
    desk.append(upload, 0, WAV[:1000])

    def trouble() -> Iterator[bytes]:
        yield WAV[1000:2000]
        desk.transactions.trouble = Unavailable("lost while committing")

    with pytest.raises(Unavailable):
        desk.uploads.append(desk.tenant_id, upload.id, IncomingBytes(1000, trouble(), lambda: False))
    assert desk.uploads.find(desk.tenant_id, upload.id).offset == 1000
    desk.append(upload, 1000, WAV[1000:])
    assert desk.finish(upload).recording_id == upload.id


def test_an_upload_without_bytes_expires_and_goes(desk: Desk) -> None:
    upload = desk.create()
    desk.clock.move(3_000)
    desk.append(upload, 0, WAV[:1000])
    desk.clock.move(3_000)
    assert desk.tend() == 0
    desk.clock.move(700)
    with pytest.raises(NotFound):
        desk.uploads.find(desk.tenant_id, upload.id)
    with pytest.raises(NotFound):
        desk.append(upload, 1000, WAV[1000:])
    assert desk.tend() == 1
    assert (desk.transactions.content.uploads, desk.store.objects) == ({}, {})


def test_a_tenant_has_a_few_unfinished_uploads_at_a_time(desk: Desk) -> None:
    first, _ = desk.create(), desk.create()
    with pytest.raises(RateLimited):
        desk.create()
    desk.append(first, 0, WAV)
    desk.finish(first)
    desk.create()


def test_a_nearly_full_store_takes_no_bytes_and_no_announcement(desk: Desk) -> None:
    upload = desk.create()
    desk.store.free = 999
    with pytest.raises(Unavailable):
        desk.append(upload, 0, WAV)
    desk.store.free = LIMITS.reserve_bytes + len(WAV) - 1
    with pytest.raises(Unavailable) as full:
        desk.create()
    assert full.value.code == "storage_full"


def test_while_too_much_waits_none_is_begun_and_those_that_were_go_on(desk: Desk) -> None:
    upload = desk.create()
    desk.announce(LIMITS.events_waiting)
    desk.clock.seconds += COUNTED_EVERY_S
    with pytest.raises(Unavailable) as full:
        desk.create()
    assert full.value.code == "backlog_full"
    desk.append(upload, 0, WAV)
    assert desk.finish(upload).recording_id == upload.id


def test_an_erased_tenant_uploads_nothing(desk: Desk) -> None:
    upload = desk.create()
    with desk.transactions.begin(desk.tenant_id) as transaction:
        transaction.erasures.bury_tenant()
    with pytest.raises(Unauthenticated):
        desk.create()
    with pytest.raises(NotFound):
        desk.append(upload, 0, WAV)


def test_no_recording_is_made_of_one_that_was_deleted_meanwhile(desk: Desk) -> None:
    upload = desk.create()
    desk.append(upload, 0, WAV)
    with desk.transactions.begin(desk.tenant_id) as transaction:
        transaction.erasures.bury(upload.id)
    desk.finish(upload)
    assert desk.transactions.stored(upload.id) is None
    assert desk.store.objects == {}
