"""An upload in pieces with its objects in S3: the parts are put together, and nothing of them is left."""

import hashlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from chassis.clock import new_id
from chassis.object_store.s3 import S3Store
from services.ingest.adapters.outbound.object_store.recording_blobs import StoredBlobs
from services.ingest.application.room import Room, UploadLimits
from services.ingest.application.use_cases.accept_fields import AcceptFields
from services.ingest.application.use_cases.append_to_upload import IncomingBytes
from services.ingest.application.use_cases.create_upload import AnnouncedUpload
from services.ingest.bootstrap.applications import resumable_uploads
from services.ingest.domain.resumable import Kind
from tests.builders import audio_files
from tests.builders.recordings import StoppedClock
from tests.builders.s3_servers import rclone_server
from tests.fakes.ingest_records import MemoryTransactions
from tests.fakes.ingest_work import MemoryEngines

CONTENT = audio_files.wav(600.0)
"""19 MB: parts of their own accord, and more than one part of S3's."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[S3Store]:
    with rclone_server(tmp_path) as server:
        client = server.client()
        client.make_bucket("recordings")
        yield S3Store(client, "recordings")


def test_pieces_become_one_object(store: S3Store) -> None:
    transactions, tenant_id = MemoryTransactions(), new_id()
    limits = UploadLimits(max_bytes=10**9, reserve_bytes=0, unfinished=2, keep_s=60, events_waiting=9)
    accept = AcceptFields(MemoryEngines())
    blobs, clock = StoredBlobs(store), StoppedClock()
    room = Room(blobs, clock, limits)
    uploads = resumable_uploads(transactions, blobs, accept, clock, room, limits)
    upload = uploads.create(AnnouncedUpload(tenant_id, new_id(), new_id(), Kind.WHOLE, len(CONTENT), ""))
    for start, stop in pairwise((0, 100, 12_000_000, len(CONTENT))):
        chunks = [CONTENT[place : min(place + 65_536, stop)] for place in range(start, stop, 65_536)]
        uploads.append(tenant_id, upload.id, IncomingBytes(start, iter(chunks), lambda: False))
    uploads.finish(tenant_id, upload.id)
    recording = transactions.stored(upload.id)
    assert recording is not None
    with store.open(recording.upload.key) as stored:
        assert hashlib.sha256(b"".join(stored)).hexdigest() == recording.upload.sha256
    assert recording.upload.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert [found.key for found in store.list("")] == [recording.upload.key]
