"""A client or a service looks at one recording."""

from uuid import UUID

from services.ingest.application.ports.records import Transactions
from services.ingest.domain.errors import no_such_recording
from services.ingest.domain.recording import Recording


class GetRecording:
    """The recording as it is now; another tenant's looks exactly like none."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def __call__(self, tenant_id: UUID, recording_id: UUID) -> Recording:
        with self._transactions.begin(tenant_id) as transaction:
            recording = transaction.recordings.find(recording_id)
        if recording is None:
            raise no_such_recording()
        return recording
