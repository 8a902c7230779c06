"""A client sends a recording."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from uuid import UUID

from chassis.errors import Unauthenticated, Unavailable
from services.ingest.application.ports.blobs import Blob, Blobs
from services.ingest.application.ports.records import KeyUse, Transaction, Transactions
from services.ingest.application.ports.time_and_ids import Clock, NewId
from services.ingest.domain.containers import HEAD_BYTES, MEDIA_TYPES, Container, identify
from services.ingest.domain.errors import key_in_use, key_reused, storage_full, upload_too_large
from services.ingest.domain.events import RecordingReceived
from services.ingest.domain.recording import Recording, Upload, folder
from services.ingest.domain.submission import Submission, accept

FieldValues = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class UploadLimits:
    """`reserve_bytes` of the store stay free, so that work under way can still be finished."""

    max_bytes: int
    reserve_bytes: int


@dataclass(frozen=True)
class IncomingRecording:
    """What the door hands over: `fields` returns what has been read of them so far, all after the audio."""

    tenant_id: UUID
    user_id: UUID
    audio: Iterator[bytes]
    fields: Callable[[], FieldValues]
    idempotency_key: str | None = None


@dataclass(frozen=True)
class Submitted:
    recording: Recording
    replayed: bool = False


class SubmitRecording:
    """Store an upload byte for byte and accept the work on it.

    - The audio is stored while it arrives, hashed on the way and never held whole in memory.
    - What it is, is decided by its first 64 KiB: an empty upload and a container that is not accepted are
      refused, and so are more bytes than the limit, as soon as they have come in.
    - Fields that are wrong are refused before the audio is read, where they come first.
    - The row, the use of the Idempotency-Key and the event are one transaction, after the blob is durable:
      no row without its blob. A blob that gets no row is removed, at the latest by the sweeper.
    - The same key with the same fields and bytes gives the first recording again; with others it is
      refused; while the first request runs it is a conflict. Keys are each user's own.
    - A tenant that was erased can't send anything any more.
    - Uploads are refused while the store is nearly full; everything else goes on.
    """

    def __init__(
        self, transactions: Transactions, blobs: Blobs, clock: Clock, new_id: NewId, limits: UploadLimits
    ) -> None:
        self._transactions = transactions
        self._blobs = blobs
        self._clock = clock
        self._new_id = new_id
        self._limits = limits
        self._running: set[tuple[UUID, str]] = set()
        self._lock = Lock()

    def __call__(self, incoming: IncomingRecording) -> Submitted:
        with self._alone(incoming):
            self._check_room()
            accept(incoming.fields())
            head = _first_bytes(incoming.audio)
            container = identify(head)
            recording_id = self._new_id()
            place = folder(incoming.tenant_id, recording_id)
            try:
                stored = self._store(f"{place}original", head, incoming.audio, container)
                submitted = self._record(incoming, recording_id, container, stored)
            except BaseException:
                self._discard(place)
                raise
            if submitted.replayed:
                self._discard(place)
            return submitted

    @contextmanager
    def _alone(self, incoming: IncomingRecording) -> Iterator[None]:
        """In this process; between processes the first to commit wins and the others replay it."""
        if incoming.idempotency_key is None:
            yield
            return
        running = (incoming.user_id, incoming.idempotency_key)
        with self._lock:
            if running in self._running:
                raise key_in_use()
            self._running.add(running)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(running)

    def _check_room(self) -> None:
        free = self._blobs.free_bytes()
        if free is not None and free < self._limits.reserve_bytes:
            raise storage_full()

    def _store(self, key: str, head: bytes, rest: Iterator[bytes], container: Container) -> Blob:
        return self._blobs.write(key, self._counted(head, rest), MEDIA_TYPES[container])

    def _counted(self, head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
        size = 0
        for chunk in _joined(head, rest):
            size += len(chunk)
            if size > self._limits.max_bytes:
                raise upload_too_large(self._limits.max_bytes)
            yield chunk

    def _record(
        self, incoming: IncomingRecording, recording_id: UUID, container: Container, stored: Blob
    ) -> Submitted:
        submission = accept(incoming.fields())
        recording = self._new_recording(incoming, recording_id, submission, container, stored)
        with self._transactions.begin(incoming.tenant_id) as transaction:
            if transaction.erasures.tenant_is_buried():
                raise Unauthenticated("This account was deleted.", code="account_deleted")
            earlier = self._earlier(transaction, incoming, recording)
            if earlier is not None:
                return Submitted(earlier, replayed=True)
            transaction.recordings.add(recording)
            transaction.announce(RecordingReceived(recording))
        return Submitted(recording)

    def _new_recording(
        self,
        incoming: IncomingRecording,
        recording_id: UUID,
        submission: Submission,
        container: Container,
        stored: Blob,
    ) -> Recording:
        now = self._clock.now()
        return Recording(
            id=recording_id,
            tenant_id=incoming.tenant_id,
            user_id=incoming.user_id,
            submission=submission,
            upload=Upload(container, stored.size, stored.sha256),
            created_at=now,
            updated_at=now,
        )

    def _earlier(
        self, transaction: Transaction, incoming: IncomingRecording, recording: Recording
    ) -> Recording | None:
        """The recording that the key stands for already; None where this is its first use."""
        if incoming.idempotency_key is None:
            return None
        fingerprint = _fingerprint(recording)
        use = transaction.keys.claim(
            KeyUse(
                recording.user_id, incoming.idempotency_key, fingerprint, recording.id, recording.created_at
            )
        )
        if use.recording_id == recording.id:
            return None
        if use.fingerprint != fingerprint:
            raise key_reused()
        return transaction.recordings.find(use.recording_id)

    def _discard(self, place: str) -> None:
        with suppress(Unavailable):
            self._blobs.erase(place)


def _fingerprint(recording: Recording) -> str:
    return sha256(f"{recording.upload.sha256}{recording.submission.fingerprint()}".encode()).hexdigest()


def _first_bytes(audio: Iterator[bytes]) -> bytes:
    head = bytearray()
    while len(head) < HEAD_BYTES:
        chunk = next(audio, None)
        if chunk is None:
            break
        head += chunk
    return bytes(head)


def _joined(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from rest
