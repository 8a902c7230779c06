"""Another service says that it erased its part of a recording."""

from uuid import UUID

from services.ingest.application.ports.records import Cause, Transactions
from services.ingest.application.ports.time_and_ids import Clock


class ConfirmErasure:
    """Write down which service erased its part of a deleted recording, and when."""

    def __init__(self, transactions: Transactions, clock: Clock) -> None:
        self._transactions = transactions
        self._clock = clock

    def __call__(self, cause: Cause, recording_id: UUID, service: str) -> None:
        with self._transactions.begin(cause.tenant_id) as transaction:
            if transaction.first_time(cause):
                transaction.erasures.confirm(recording_id, service, self._clock.now())
