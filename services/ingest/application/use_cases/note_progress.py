"""Transcription tells how far it is."""

from threading import Lock
from uuid import UUID

from services.ingest.application.ports.records import Transactions
from services.ingest.application.ports.time_and_ids import Clock

_REMEMBERED = 1000


class NoteProgress:
    """Keep how many seconds of the audio are transcribed, for those who follow the recording.

    At most two a second are written for one recording; the rest are dropped, and losing one does no harm.
    """

    def __init__(self, transactions: Transactions, clock: Clock, *, interval_s: float = 0.5) -> None:
        self._transactions = transactions
        self._clock = clock
        self._interval_s = interval_s
        self._written: dict[UUID, float] = {}
        self._lock = Lock()

    def __call__(self, tenant_id: UUID, recording_id: UUID, audio_done_s: float) -> None:
        if not self._due(recording_id):
            return
        with self._transactions.begin(tenant_id) as transaction:
            before = transaction.recordings.lock(recording_id)
            if before is None:
                return
            after = before.progressed(audio_done_s, self._clock.now())
            if after is not before:
                transaction.recordings.save(after)

    def _due(self, recording_id: UUID) -> bool:
        now = self._clock.monotonic()
        with self._lock:
            last = self._written.pop(recording_id, None)
            due = last is None or now - last >= self._interval_s
            self._written[recording_id] = now if due or last is None else last
            if len(self._written) > _REMEMBERED:
                del self._written[next(iter(self._written))]
        return due
