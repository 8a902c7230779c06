"""All bytes of an upload are there: it becomes a recording."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from chassis.errors import Conflict, InvalidInput, Unavailable
from services.ingest.application.ports.blobs import Blobs
from services.ingest.application.ports.records import Transaction, Transactions
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.domain.containers import MEDIA_TYPES, head_of, identify
from services.ingest.domain.events import RecordingReceived
from services.ingest.domain.recording import Recording, Upload, attempt_folder
from services.ingest.domain.resumable import FINISHING_LEASE_S, Part, ResumableUpload, upload_folder
from services.ingest.domain.submission import accept
from services.ingest.domain.upload_errors import no_such_upload, partials_unfinished


class FinishUpload:
    """Put the parts together and make the recording, by the rules of every other upload.

    - Repeatable: the recording has the upload's id, so a crash at any point, or two that do it at a time,
      make one. While somebody is at it, others leave it to them.
    - The parts are streamed into one blob and hashed on the way; they go when the recording is there.
    - What turns out to be nothing that is accepted is refused, and the upload goes; so does one whose parts
      were taken away, or have expired, before they were put together.
    - Nothing is made of an upload whose recording or tenant was erased meanwhile.
    """

    def __init__(self, transactions: Transactions, blobs: Blobs, clock: Clock) -> None:
        self._transactions = transactions
        self._blobs = blobs
        self._clock = clock

    def __call__(self, tenant_id: UUID, upload_id: UUID) -> ResumableUpload:
        """The upload as it is then: finished, unless there was nothing to do or somebody else is doing it."""
        upload, parts = self._begin(tenant_id, upload_id)
        if parts is None:
            return upload
        try:
            _check_complete(upload, parts)
            stored = self._assemble(upload, parts)
        except (InvalidInput, Conflict):
            self._give_up(upload)
            raise
        return self._end(upload, stored)

    def _begin(self, tenant_id: UUID, upload_id: UUID) -> tuple[ResumableUpload, Sequence[Part] | None]:
        """No parts where there is nothing to do."""
        now = self._clock.now()
        with self._transactions.begin(tenant_id) as transaction:
            upload = transaction.uploads.lock(upload_id)
            if upload is None:
                raise no_such_upload()
            if not upload.is_free_to_finish(now):
                return upload, None
            mine = upload.finishing(now)
            transaction.uploads.save(mine)
            sources = mine.partials or (mine.id,)
            return mine, [part for source in sources for part in transaction.uploads.parts(source)]

    def _assemble(self, upload: ResumableUpload, parts: Sequence[Part]) -> Upload:
        head, audio = head_of(self._joined(upload, parts))
        container = identify(head)
        own = attempt_folder(upload.tenant_id, upload.id, f"joined-{upload.writer}")
        stored = self._blobs.write(f"{own}original", audio, MEDIA_TYPES[container])
        return Upload(container, stored.size, stored.sha256, stored.key)

    def _joined(self, upload: ResumableUpload, parts: Sequence[Part]) -> Iterator[bytes]:
        renewed = self._clock.monotonic()
        for part in parts:
            yield from self._blobs.read(part.key, 0, part.size)
            if self._clock.monotonic() - renewed > FINISHING_LEASE_S / 3:
                renewed = self._clock.monotonic()
                self._renew(upload)

    def _renew(self, upload: ResumableUpload) -> None:
        with self._transactions.begin(upload.tenant_id) as transaction:
            current = transaction.uploads.lock(upload.id)
            if current is not None:
                transaction.uploads.save(current.still_finishing(self._clock.now()))

    def _end(self, upload: ResumableUpload, stored: Upload) -> ResumableUpload:
        with self._transactions.begin(upload.tenant_id) as transaction:
            current = transaction.uploads.lock(upload.id)
            made = current is not None and self._made(transaction, current, stored)
            finished = current and replace(current, recording_id=current.id, finishing_until=None)
            if finished is not None:
                transaction.uploads.save(finished)
        if not made:
            self._erase(stored.key.removesuffix("original"))
        if finished is None:
            raise no_such_upload()
        for source in (upload.id, *upload.partials):
            self._erase(upload_folder(upload.tenant_id, source))
        return finished

    def _made(self, transaction: Transaction, upload: ResumableUpload, stored: Upload) -> bool:
        """False where the recording is there already, or was erased."""
        if transaction.erasures.is_buried(upload.id):
            return False
        recording = _recording(upload, stored, self._clock.now())
        if not transaction.recordings.add(recording):
            return False
        transaction.announce(RecordingReceived(recording))
        for partial in sorted(upload.partials):  # in one order, so that nobody waits in a circle
            transaction.uploads.remove(partial)
        return True

    def _give_up(self, upload: ResumableUpload) -> None:
        with self._transactions.begin(upload.tenant_id) as transaction:
            transaction.uploads.remove(upload.id)
        self._erase(upload.folder)

    def _erase(self, folder: str) -> None:
        """What stays is found by the sweeper."""
        with suppress(Unavailable):
            self._blobs.erase(folder)


def _check_complete(upload: ResumableUpload, parts: Sequence[Part]) -> None:
    if sum(part.size for part in parts) != upload.length:
        raise partials_unfinished()


def _recording(upload: ResumableUpload, stored: Upload, now: datetime) -> Recording:
    return Recording(
        id=upload.id,
        tenant_id=upload.tenant_id,
        user_id=upload.user_id,
        submission=accept(upload.fields),
        upload=stored,
        created_at=now,
        updated_at=now,
        allowance=upload.allowance,
    )
