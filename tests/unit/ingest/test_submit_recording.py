"""The rules of taking an upload in."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

import pytest

from chassis.clock import new_id
from chassis.errors import (
    Conflict,
    InvalidInput,
    TooLarge,
    Unauthenticated,
    Unavailable,
    UnsupportedMedia,
)
from services.ingest.adapters.outbound.object_store.recording_blobs import StoredBlobs
from services.ingest.application.room import Room, UploadLimits
from services.ingest.application.use_cases.accept_fields import AcceptFields
from services.ingest.application.use_cases.submit_recording import (
    IncomingRecording,
    SubmitRecording,
)
from services.ingest.domain.events import RecordingReceived
from tests.builders import audio_files
from tests.builders.recordings import StoppedClock
from tests.fakes.ingest_records import MemoryTransactions
from tests.fakes.ingest_work import MemoryEngines
from tests.fakes.object_store import MemoryStore

WAV = audio_files.wav(1.0)


class Answered(Exception):
    """What `settle` raises when the first answer is given again."""


@dataclass
class Door:
    """An upload as the door hands it over, and what became of it."""

    transactions: MemoryTransactions
    store: MemoryStore
    submit: SubmitRecording
    incoming: IncomingRecording
    settled: list[str]

    def send(self, content: bytes = WAV, piece: int = 10_000, **changes: object) -> object:
        pieces = iter([content[start : start + piece] for start in range(0, len(content), piece)])
        return self.submit(replace(self.incoming, audio=pieces, **changes))  # type: ignore[arg-type]


@pytest.fixture
def door() -> Door:
    transactions, store, settled = MemoryTransactions(), MemoryStore(), list[str]()
    limits = UploadLimits(max_bytes=100_000, reserve_bytes=1_000, unfinished=2, keep_s=60, events_waiting=3)
    blobs, clock = StoredBlobs(store), StoppedClock()
    room = Room(blobs, clock, limits)
    submit = SubmitRecording(
        transactions, blobs, AcceptFields(MemoryEngines()), clock, room, limits.max_bytes
    )
    incoming = IncomingRecording(*(new_id() for _ in range(4)), iter(()), dict, settled.append)
    return Door(transactions, store, submit, incoming, settled)


@pytest.mark.parametrize("piece", [1, 63, 65_536, 1_000_000])
def test_however_it_arrives_it_is_stored_hashed_and_announced(door: Door, piece: int) -> None:
    recording = door.send(piece=piece)
    assert recording == door.transactions.stored(door.incoming.recording_id)
    (content, _), *others = door.store.objects.values()
    assert (content, others) == (WAV, [])
    assert recording.upload.sha256 == hashlib.sha256(WAV).hexdigest()  # type: ignore[attr-defined]
    assert door.transactions.events == [RecordingReceived(recording)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "error"),
    [(b"", InvalidInput), (b"#EXTM3U\n", UnsupportedMedia), (WAV + bytes(100_000), TooLarge)],
)
def test_what_is_refused_leaves_nothing(door: Door, content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        door.send(content)
    assert door.store.objects == {}
    assert door.transactions.content.recordings == {}


def test_wrong_fields_are_refused_before_the_audio_is_read_where_they_come_first(door: Door) -> None:
    def unread() -> Iterator[bytes]:
        yield WAV + bytes(60_000)
        raise AssertionError("read on")

    with pytest.raises(InvalidInput):
        door.submit(replace(door.incoming, audio=unread(), fields=lambda: {"profile": ["opera"]}))


def test_wrong_fields_behind_the_audio_take_it_away_again(door: Door) -> None:
    fields: dict[str, list[str]] = {}

    def audio() -> Iterator[bytes]:
        yield WAV + bytes(60_000)
        fields["profile"] = ["opera"]

    with pytest.raises(InvalidInput):
        door.submit(replace(door.incoming, audio=audio(), fields=lambda: fields))
    assert door.store.objects == {}


def test_when_nobody_knows_whether_the_row_is_there_its_blob_stays(door: Door) -> None:
    def lose_the_next_commit(_: str) -> None:
        door.transactions.trouble = Unavailable("lost while committing")

    with pytest.raises(Unavailable):
        door.send(settle=lose_the_next_commit)
    assert len(door.store.objects) == 1


def test_an_erased_tenant_sends_nothing(door: Door) -> None:
    with door.transactions.begin(door.incoming.tenant_id) as transaction:
        transaction.erasures.bury_tenant()
    with pytest.raises(Unauthenticated):
        door.send()
    assert door.store.objects == {}


def test_a_nearly_full_store_takes_nothing(door: Door) -> None:
    door.store.free = 999
    with pytest.raises(Unavailable) as caught:
        door.send()
    assert caught.value.code == "storage_full"


def test_while_too_much_waits_nothing_new_is_taken_and_what_was_is_answered_again(door: Door) -> None:
    def send(recording_id: UUID) -> object:
        return door.send(recording_id=recording_id, repeatable=True)

    taken = [new_id() for _ in range(3)]
    recordings = [send(recording_id) for recording_id in taken]
    with pytest.raises(Unavailable) as caught:
        send(new_id())
    assert (caught.value.code, caught.value.retry_after_s) == ("backlog_full", 30)
    assert len(door.store.objects) == 3
    assert send(taken[0]) == recordings[0]


class TestRepeats:
    def test_a_first_try_settles_with_what_it_was(self, door: Door) -> None:
        door.send(repeatable=True)
        (fingerprint,) = door.settled
        assert hashlib.sha256(WAV).hexdigest() in fingerprint

    def test_a_replay_is_only_compared(self, door: Door) -> None:
        def answer(fingerprint: str) -> None:
            raise Answered(fingerprint)

        with pytest.raises(Answered) as caught:
            door.send(repeatable=True, replaying=True, settle=answer)
        assert hashlib.sha256(WAV).hexdigest() in str(caught.value)
        assert door.store.objects == {}

    def test_a_recording_that_is_there_already_is_given_again(self, door: Door) -> None:
        first = door.send(repeatable=True)
        assert door.send(repeatable=True) == first
        assert len(door.transactions.events) == 1

    def test_of_two_side_by_side_the_second_to_end_is_told_to_come_again(self, door: Door) -> None:
        def overtaken(fingerprint: str) -> None:
            door.send(repeatable=True, attempt_id=new_id())

        with pytest.raises(Conflict) as refused:
            door.send(audio_files.wav(0.5), repeatable=True, settle=overtaken)
        assert (refused.value.code, refused.value.retry_after_s) == ("idempotency_key_in_use", 1)
        assert len(door.transactions.events) == 1
        ((content, _),) = door.store.objects.values()
        assert content == WAV

    @pytest.mark.parametrize(("content", "title"), [(audio_files.wav(0.5), ""), (WAV, "b")])
    def test_another_upload_under_its_id_is_refused_and_touches_nothing(
        self, door: Door, content: bytes, title: str
    ) -> None:
        door.send(repeatable=True)
        with pytest.raises(InvalidInput) as caught:
            door.send(content, repeatable=True, fields=lambda: {"title": [title]})
        assert caught.value.code == "idempotency_key_reused"
        assert [content for content, _ in door.store.objects.values()] == [WAV]
