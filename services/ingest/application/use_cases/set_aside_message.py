"""An event can't be handled, however often it is tried."""

from uuid import UUID

from services.ingest.application.ports.records import Letter, Transaction, Transactions
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.domain.events import RecordingFailed
from services.ingest.domain.recording import Problem, Recording, Stage


class SetAsideMessage:
    """Hand the message over to those who look after such, and end what waited for it.

    A recording whose preparation is given up, or whose end can't be noted, fails with the problem that stood
    in the way: nobody else would end it. Both are one transaction; giving up twice has the effect of once.
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
            if recording is not None and recording.stage is Stage.PREPARE:
                self._fail(transaction, recording, Stage.PREPARE, problem)

    def outcome(
        self, tenant_id: UUID, recording_id: UUID, stage: Stage, problem: Problem, letter: Letter
    ) -> None:
        with self._transactions.begin(tenant_id) as transaction:
            transaction.give_up(letter)
            recording = transaction.recordings.lock(recording_id)
            if recording is not None:
                self._fail(transaction, recording, stage, problem)

    def _fail(self, transaction: Transaction, recording: Recording, stage: Stage, problem: Problem) -> None:
        failed = recording.failed(stage, problem, self._clock.now())
        if failed is not recording:
            transaction.recordings.save(failed)
            transaction.announce(RecordingFailed(failed))
