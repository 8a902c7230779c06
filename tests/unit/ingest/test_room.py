"""What came in by one way of sending counts for the other at once."""

from uuid import UUID

import pytest

from chassis.clock import new_id
from chassis.errors import TooLarge, Unavailable
from services.ingest.adapters.outbound.object_store.recording_blobs import StoredBlobs
from services.ingest.application.room import Room, UploadLimits
from services.ingest.application.use_cases.accept_fields import AcceptFields
from services.ingest.application.use_cases.create_upload import AnnouncedUpload, CreateUpload
from services.ingest.application.use_cases.submit_recording import IncomingRecording, SubmitRecording
from services.ingest.domain.allowance import Allowance
from services.ingest.domain.resumable import Kind
from tests.builders import audio_files
from tests.builders.recordings import StoppedClock
from tests.fakes.ingest_records import MemoryTransactions
from tests.fakes.ingest_work import MemoryEngines
from tests.fakes.object_store import MemoryStore

WAV = audio_files.wav(1.0)
LIMITS = UploadLimits(max_bytes=100_000, reserve_bytes=0, unfinished=9, keep_s=60, events_waiting=2)
LITTLE = Allowance(stored_bytes=len(WAV))


class Desk:
    """A tenant that sends both ways while the clock stands still, so that nothing is counted anew by age."""

    def __init__(self) -> None:
        transactions, blobs, clock = MemoryTransactions(), StoredBlobs(MemoryStore()), StoppedClock()
        room, accept = Room(blobs, clock, LIMITS), AcceptFields(MemoryEngines())
        self._submit = SubmitRecording(transactions, blobs, accept, clock, room, LIMITS.max_bytes)
        self._create = CreateUpload(transactions, accept, clock, room, LIMITS)
        self._tenant_id: UUID = new_id()

    def announce(self, allowance: Allowance) -> None:
        upload = (self._tenant_id, new_id(), new_id(), Kind.WHOLE, 1, "")
        self._create(AnnouncedUpload(*upload, allowance=allowance))

    def send(self, allowance: Allowance) -> None:
        recording = (self._tenant_id, new_id(), new_id(), new_id())
        self._submit(IncomingRecording(*recording, iter([WAV]), dict, lambda _: None, allowance))


def test_a_whole_upload_takes_the_room_of_one_in_pieces() -> None:
    desk = Desk()
    desk.announce(LITTLE)
    desk.send(LITTLE)
    with pytest.raises(TooLarge):
        desk.announce(LITTLE)


def test_what_whole_uploads_announce_waits_for_those_in_pieces_too() -> None:
    desk, no_limits = Desk(), Allowance()
    desk.announce(no_limits)
    desk.send(no_limits)
    desk.send(no_limits)
    with pytest.raises(Unavailable):
        desk.announce(no_limits)
