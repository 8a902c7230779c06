"""The bytes of a deleted recording go."""

from uuid import UUID

from services.ingest.application.ports.blobs import Blobs
from services.ingest.application.ports.records import Cause, Transactions
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.domain.recording import folder

OWN_NAME = "ingest"


class EraseBlobs:
    """Remove every blob of a deleted recording, then confirm it like every other service.

    A crash in between repeats the removal, which does no harm.
    """

    def __init__(self, transactions: Transactions, blobs: Blobs, clock: Clock) -> None:
        self._transactions = transactions
        self._blobs = blobs
        self._clock = clock

    def __call__(self, cause: Cause, recording_id: UUID) -> None:
        self._blobs.erase(folder(cause.tenant_id, recording_id))
        with self._transactions.begin(cause.tenant_id) as transaction:
            if transaction.first_time(cause):
                transaction.erasures.confirm(recording_id, OWN_NAME, self._clock.now())
