"""A client wants a recording gone."""

from collections.abc import Callable
from uuid import UUID

from services.ingest.application.ports.records import Transactions
from services.ingest.domain.errors import no_such_recording
from services.ingest.domain.events import RecordingDeleted
from services.ingest.domain.recording import Recording

Condition = Callable[[Recording], None]
"""Raises where the recording is not what the client thinks it is."""


class DeleteRecording:
    """Erase a recording here and in every other service.

    - It is gone for its readers at once; a tombstone keeps late results from bringing it back.
    - The blobs go, and every service erases its part and confirms it, by the event; see
      `confirm_erasure` and `erase_blobs`.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def __call__(self, tenant_id: UUID, recording_id: UUID, user_id: UUID, condition: Condition) -> None:
        with self._transactions.begin(tenant_id) as transaction:
            transaction.erasures.bury(recording_id)
            recording = transaction.recordings.lock(recording_id)
            if recording is None:
                raise no_such_recording()
            condition(recording)
            transaction.recordings.remove(recording_id)
            transaction.announce(RecordingDeleted(tenant_id, user_id, recording_id))
