"""A received recording becomes audio that the later stages can work on."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from chassis.errors import InvalidInput, Unavailable
from services.ingest.application.ports.audio import AudioPreparer, PreparationCrashed
from services.ingest.application.ports.blobs import Blobs
from services.ingest.application.ports.records import Cause, Inventory, Sent, Transaction, Transactions
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.domain.allowance import audio_minutes_used_up
from services.ingest.domain.errors import AttemptSuperseded, corrupt_audio
from services.ingest.domain.events import RecordingFailed, RecordingPrepared
from services.ingest.domain.recording import (
    PreparedAudio,
    Problem,
    Recording,
    Stage,
    Status,
    folder,
)
from services.ingest.domain.usage import prepared_use

_CRASHES_FORGIVEN = 2
"""A decoder that dies may have been killed by someone else; at the third time it is the file."""
_SEVERAL = 8
"""Recordings of one tenant for which others would wait noticeably."""


class PrepareRecording:
    """Decode an upload, and pass it on or end it with the file's problem.

    - The attempt is counted before the work begins; its result counts only while it is still the latest,
      so a worker that was thought dead changes nothing any more (`AttemptSuperseded`).
    - What is wrong with the file ends the recording as failed, with the problem that the client sees.
    - A decoder that dies is tried again twice; then the file is to blame. Attempts that ended in an outage
      say nothing about the file.
    - A preparation that was given up begins anew when its message is sent again.
    - Of the audio that the sender's role may have worked on in 24 hours, the recording that reaches the limit
      is the last: those that were sent before that showed end with the limit's problem.
    - A tenant that has sent many at once lets others by: before each of its recordings the first ones of two
      other tenants are prepared. What goes wrong with one of those shows when its own message comes.
    - Recordings that were cancelled or prepared meanwhile are left as they are. Of one that was deleted
      nothing is kept: its blobs may have been erased before the prepared audio was written.
    """

    def __init__(
        self,
        transactions: Transactions,
        inventory: Inventory,
        preparer: AudioPreparer,
        blobs: Blobs,
        clock: Clock,
    ) -> None:
        self._transactions = transactions
        self._inventory = inventory
        self._preparer = preparer
        self._blobs = blobs
        self._clock = clock

    def __call__(self, cause: Cause, recording_id: UUID) -> None:
        for overtaken in self._inventory.overtaken_by(cause.tenant_id, _SEVERAL):
            self._let_by(overtaken)
        recording = self._begin(cause, recording_id)
        if recording is not None:
            self._prepare(recording, cause)

    def _let_by(self, overtaken: Sent) -> None:
        with self._transactions.begin(overtaken.tenant_id) as transaction:
            recording = transaction.recordings.lock(overtaken.recording_id)
            if recording is None or recording.attempt or recording.status is not Status.RECEIVED:
                return
            begun = recording.begin_attempt(self._clock.now())
            transaction.recordings.save(begun)
        with suppress(Exception):
            self._prepare(begun, None)

    def _prepare(self, recording: Recording, cause: Cause | None) -> None:
        """Without a cause its message is still to come, and finds it done."""
        try:
            outcome: PreparedAudio | Problem = self._preparer.prepare(recording)
        except InvalidInput as problem:
            outcome = Problem.of(problem)
        except PreparationCrashed as crash:
            if self._is_forgiven(recording):
                raise Unavailable("The decoder died; trying again.", code="decoder_died") from crash
            outcome = Problem.of(corrupt_audio())
        if not self._end(recording, outcome, cause):
            self._blobs.erase(folder(recording.tenant_id, recording.id))

    def _begin(self, cause: Cause, recording_id: UUID) -> Recording | None:
        now = self._clock.now()
        with self._transactions.begin(cause.tenant_id) as transaction:
            recording = transaction.recordings.lock(recording_id)
            if recording is None or transaction.is_settled(cause):
                return None
            reopened = recording.reopened(now)
            if reopened.status is not Status.RECEIVED:
                return None
            begun = reopened.begin_attempt(now)
            transaction.recordings.save(begun)
        return begun

    def _is_forgiven(self, mine: Recording) -> bool:
        """Counts the crash, for the attempt that still holds the recording."""
        with self._transactions.begin(mine.tenant_id) as transaction:
            current = transaction.recordings.lock(mine.id)
            if current is None or current.attempt != mine.attempt:
                return False
            crashed = current.crashed(self._clock.now())
            transaction.recordings.save(crashed)
        return crashed.crashes <= _CRASHES_FORGIVEN

    def _end(self, mine: Recording, outcome: PreparedAudio | Problem, cause: Cause | None) -> bool:
        """False where the recording is not there any more."""
        with self._transactions.begin(mine.tenant_id) as transaction:
            current = transaction.recordings.lock(mine.id)
            if current is None:
                return False
            if current.attempt != mine.attempt:
                raise AttemptSuperseded
            if cause is None or transaction.first_time(cause):
                _conclude(transaction, current, outcome, self._clock.now())
        return True


def _conclude(
    transaction: Transaction, current: Recording, outcome: PreparedAudio | Problem, now: datetime
) -> None:
    if isinstance(outcome, PreparedAudio):
        outcome = _within_the_limit(transaction, current, outcome)
    if isinstance(outcome, Problem):
        concluded = current.failed(Stage.PREPARE, outcome, now)
    else:
        concluded = current.prepared(outcome, now)
    if concluded is current:
        return
    transaction.recordings.save(concluded)
    if concluded.status is Status.FAILED:
        transaction.announce(RecordingFailed(concluded))
        return
    used = prepared_use(concluded)
    transaction.audio_use.add(concluded, used.units)
    transaction.announce(RecordingPrepared(concluded))
    transaction.announce(used)


def _within_the_limit(
    transaction: Transaction, current: Recording, audio: PreparedAudio
) -> PreparedAudio | Problem:
    limit_s = current.allowance.audio_s
    if limit_s is None:
        return audio
    transaction.audio_use.lock(current.user_id)
    used = transaction.audio_use.of(current.user_id, limit_s)
    return audio if used.used_s < limit_s else Problem.of(audio_minutes_used_up(used, limit_s))
