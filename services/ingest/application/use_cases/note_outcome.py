"""A later stage tells what became of a recording."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.ingest.application.ports.records import Cause, Transactions
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.domain.events import RecordingCompleted, RecordingFailed
from services.ingest.domain.recording import Problem, Recording, Stage, Status

_Step = Callable[[Recording, datetime], Recording]


class NoteOutcome:
    """Move a recording's status on by what transcribe, analyze and report say.

    - Never backwards: what is late, repeated or out of order changes nothing.
    - Where the client wants the transcript alone, the transcript completes it.
    - A stage that failed ends the recording with the problem that the stage gave.
    - A failed recording goes on where a dead letter of the stage that failed was sent again and had its
      effect; the report completes it in any case, but never after a cancel.
    - Nothing is kept of recordings that are deleted.
    """

    def __init__(self, transactions: Transactions, clock: Clock) -> None:
        self._transactions = transactions
        self._clock = clock

    def transcribed(self, cause: Cause, recording_id: UUID) -> None:
        self._note(cause, recording_id, Recording.transcribed)

    def analyzed(self, cause: Cause, recording_id: UUID) -> None:
        self._note(cause, recording_id, Recording.analyzed)

    def completed(self, cause: Cause, recording_id: UUID, report_id: UUID) -> None:
        def complete(recording: Recording, now: datetime) -> Recording:
            return recording.completed(report_id, now)

        self._note(cause, recording_id, complete)

    def failed(self, cause: Cause, recording_id: UUID, stage: Stage, problem: Problem) -> None:
        def fail(recording: Recording, now: datetime) -> Recording:
            return recording.failed(stage, problem, now)

        self._note(cause, recording_id, fail)

    def _note(self, cause: Cause, recording_id: UUID, step: _Step) -> None:
        with self._transactions.begin(cause.tenant_id) as transaction:
            if not transaction.first_time(cause):
                return
            before = transaction.recordings.lock(recording_id)
            if before is None:
                return
            after = step(before, self._clock.now())
            if after is before:
                return
            transaction.recordings.save(after)
            if after.status is Status.FAILED:
                transaction.announce(RecordingFailed(after))
            elif after.status is Status.COMPLETED:
                transaction.announce(RecordingCompleted(after))
