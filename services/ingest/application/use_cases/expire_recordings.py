"""The time for which recordings are kept is over."""

from contextlib import suppress
from datetime import timedelta

from chassis.errors import NotFound
from services.ingest.application.ports.records import Inventory, Sent
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.application.use_cases.delete_recording import DeleteRecording
from services.ingest.domain.recording import Recording


class ExpireRecordings:
    """Delete what has been kept for as long as is promised, as if its owner did.

    - The time counts from when the recording was sent, whatever has become of it since.
    - Everything made of it goes with it, in every service, and is confirmed; see `delete_recording`.
    - Where no time is set recordings are kept until somebody deletes them.
    """

    def __init__(
        self, inventory: Inventory, delete: DeleteRecording, clock: Clock, keep_days: float | None
    ) -> None:
        self._inventory = inventory
        self._delete = delete
        self._clock = clock
        self._keep_days = keep_days

    def __call__(self) -> int:
        """How many were found that are too old: not all of them at a time."""
        if self._keep_days is None:
            return 0
        expired = self._inventory.sent_before(self._clock.now() - timedelta(days=self._keep_days))
        for sent in expired:
            self._expire(sent)
        return len(expired)

    def _expire(self, sent: Sent) -> None:
        with suppress(NotFound):  # the owner was faster
            self._delete(sent.tenant_id, sent.recording_id, sent.user_id, _in_any_state)


def _in_any_state(_: Recording) -> None:
    return
