"""A client wants no more work on a recording."""

from uuid import UUID

from services.ingest.application.ports.records import Transactions
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.domain.errors import no_such_recording
from services.ingest.domain.events import RecordingCancelled
from services.ingest.domain.recording import Recording


class CancelRecording:
    """Stop the work on a recording and keep what there is of it.

    - Cancelling again changes nothing; a recording that has completed or failed can't be cancelled.
    - What other services finish afterwards no longer changes it.
    """

    def __init__(self, transactions: Transactions, clock: Clock) -> None:
        self._transactions = transactions
        self._clock = clock

    def __call__(self, tenant_id: UUID, recording_id: UUID) -> Recording:
        with self._transactions.begin(tenant_id) as transaction:
            recording = transaction.recordings.lock(recording_id)
            if recording is None:
                raise no_such_recording()
            cancelled = recording.cancelled(self._clock.now())
            if cancelled is not recording:
                transaction.recordings.save(cancelled)
                transaction.announce(RecordingCancelled(cancelled))
        return cancelled
