"""A client sends a recording."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from chassis.errors import RostrumError, Unauthenticated, Unavailable
from services.ingest.application.ports.blobs import Blobs
from services.ingest.application.ports.records import Transactions
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.application.room import Room
from services.ingest.application.use_cases.accept_fields import AcceptFields
from services.ingest.domain.allowance import NO_LIMITS, Allowance
from services.ingest.domain.containers import MEDIA_TYPES, head_of, identify
from services.ingest.domain.errors import key_in_use, key_reused, upload_too_large
from services.ingest.domain.events import RecordingReceived
from services.ingest.domain.fields import FieldValues
from services.ingest.domain.recording import Recording, Upload, attempt_folder
from services.ingest.domain.submission import Submission


@dataclass(frozen=True)
class IncomingRecording:
    """What the door hands over.

    `fields` returns what has been read of them so far: all of them once `audio` has come to its end.
    `attempt_id` is of this try to send it. With an Idempotency-Key (`repeatable`) the recording's id is the
    key's, so a second try makes no second recording; `settle` is told what the request was, and does not
    return when it is to be answered as before, which is surely so where `replaying`.
    """

    tenant_id: UUID
    user_id: UUID
    recording_id: UUID
    attempt_id: UUID
    audio: Iterator[bytes]
    fields: Callable[[], FieldValues]
    settle: Callable[[str], None]
    allowance: Allowance = NO_LIMITS
    repeatable: bool = False
    replaying: bool = False


class SubmitRecording:
    """Store an upload byte for byte and accept the work on it.

    - The audio is stored while it arrives, hashed on the way and never held whole in memory.
    - What it is, is decided by its first 64 KiB: an empty upload and a container that is not accepted are
      refused, and so are more bytes than the limit, as soon as they have come in.
    - Fields that are wrong are refused before the audio is stored, where they come first.
    - The row and the event are one transaction, after the blob is durable: no row without its blob. A blob
      that gets no row is removed, at the latest by the sweeper.
    - The same Idempotency-Key with the same fields and bytes gives the first recording again, with others
      it is refused. Of two that arrive side by side the first to end is the recording; the other is told
      to come again.
    - A tenant that was erased can't send anything any more.
    - Uploads are refused while the store is nearly full or too many announcements wait to be passed on, and
      whose sender has used up what their role may; everything else goes on. What the role may goes along
      with the recording.
    """

    def __init__(
        self,
        transactions: Transactions,
        blobs: Blobs,
        accept_fields: AcceptFields,
        clock: Clock,
        room: Room,
        max_bytes: int,
    ) -> None:
        self._accept = accept_fields
        self._transactions = transactions
        self._blobs = blobs
        self._clock = clock
        self._room = room
        self._max_bytes = max_bytes

    def __call__(self, incoming: IncomingRecording) -> Recording:
        head, chunks = head_of(incoming.audio)
        self._accept(incoming.fields())
        container = identify(head)
        audio = self._counted(chunks)
        earlier = self._earlier(incoming)
        if incoming.replaying or earlier is not None:
            return self._again(incoming, audio, earlier)
        self._check_room(incoming)
        own = attempt_folder(incoming.tenant_id, incoming.recording_id, str(incoming.attempt_id))
        stored = self._blobs.write(f"{own}original", audio, MEDIA_TYPES[container])
        try:
            return self._record(incoming, Upload(container, stored.size, stored.sha256, stored.key))
        except Unavailable:
            raise  # the commit may have happened, and a row needs its blob
        except RostrumError:
            with suppress(Unavailable):
                self._blobs.erase(own)
            raise

    def _counted(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        size = 0
        for chunk in chunks:
            size += len(chunk)
            if size > self._max_bytes:
                raise upload_too_large(self._max_bytes)
            yield chunk

    def _earlier(self, incoming: IncomingRecording) -> Recording | None:
        """The recording of a first try that was stored and whose answer was lost."""
        if not incoming.repeatable:
            return None
        with self._transactions.begin(incoming.tenant_id) as transaction:
            return transaction.recordings.find(incoming.recording_id)

    def _again(
        self, incoming: IncomingRecording, audio: Iterator[bytes], earlier: Recording | None
    ) -> Recording:
        digest = sha256()
        for chunk in audio:
            digest.update(chunk)
        fingerprint = _fingerprint(digest.hexdigest(), self._accept(incoming.fields()))
        incoming.settle(fingerprint)
        if earlier is None or _fingerprint(earlier.upload.sha256, earlier.submission) != fingerprint:
            raise key_reused()
        return earlier

    def _check_room(self, incoming: IncomingRecording) -> None:
        with self._transactions.begin(incoming.tenant_id) as transaction:
            self._room.check(transaction, incoming.tenant_id, incoming.user_id, incoming.allowance)
        self._room.check_store()

    def _record(self, incoming: IncomingRecording, upload: Upload) -> Recording:
        submission = self._accept(incoming.fields())
        incoming.settle(_fingerprint(upload.sha256, submission))
        recording = self._new(incoming, submission, upload)
        with self._transactions.begin(incoming.tenant_id) as transaction:
            if transaction.erasures.is_buried(recording.id):
                raise Unauthenticated("This account was deleted.", code="account_deleted")
            if not transaction.recordings.add(recording):
                raise key_in_use()
            transaction.announce(RecordingReceived(recording))
        self._room.note(incoming.tenant_id, upload.size_bytes)
        return recording

    def _new(self, incoming: IncomingRecording, submission: Submission, upload: Upload) -> Recording:
        now = self._clock.now()
        return Recording(
            id=incoming.recording_id,
            tenant_id=incoming.tenant_id,
            user_id=incoming.user_id,
            submission=submission,
            upload=upload,
            created_at=now,
            updated_at=now,
            allowance=incoming.allowance,
        )


def _fingerprint(content_sha256: str, submission: Submission) -> str:
    return f"{content_sha256}:{submission.fingerprint()}"
