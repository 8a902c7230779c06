"""An event can't be handled, however often it is tried."""

from uuid import UUID

from services.ingest.application.ports.records import Letter, Transactions
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.domain.events import RecordingFailed
from services.ingest.domain.recording import Problem, Stage


class AbandonEvent:
    """Hand the message over to those who look after such, and end what waited for it.

    A recording whose preparation is given up fails with the problem that stood in its way. Both are one
    transaction; giving up twice has the effect of once.
    """

    def __init__(self, transactions: Transactions, clock: Clock) -> None:
        self._transactions = transactions
        self._clock = clock

    def __call__(self, tenant_id: UUID, letter: Letter) -> None:
        with self._transactions.begin(tenant_id) as transaction:
            transaction.give_up(letter)

    def preparation(self, tenant_id: UUID, recording_id: UUID, problem: Problem, letter: Letter) -> None:
        with self._transactions.begin(tenant_id) as transaction:
            transaction.give_up(letter)
            recording = transaction.recordings.lock(recording_id)
            if recording is None or recording.stage is not Stage.PREPARE:
                return
            failed = recording.failed(Stage.PREPARE, problem, self._clock.now())
            if failed is not recording:
                transaction.recordings.save(failed)
                transaction.announce(RecordingFailed(failed))
