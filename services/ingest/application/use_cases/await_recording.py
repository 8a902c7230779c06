"""A client wants the finished recording in the same call."""

from collections.abc import Callable
from uuid import UUID

from services.ingest.application.ports.changes import Changes
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.application.use_cases.get_recording import GetRecording
from services.ingest.domain.recording import Recording

_LOOK_UP_S = 1.0
"""How long at most until somebody who is to give up notices it."""


def _has_ended(recording: Recording) -> bool:
    return recording.ended


class AwaitRecording:
    """The recording when it has ended (or is as `until` says), or as it is when the time is over or `give_up`
    says so."""

    def __init__(self, get: GetRecording, changes: Changes, clock: Clock) -> None:
        self._get = get
        self._changes = changes
        self._clock = clock

    def __call__(
        self,
        tenant_id: UUID,
        recording_id: UUID,
        wait_s: float,
        give_up: Callable[[], bool],
        until: Callable[[Recording], bool] = _has_ended,
    ) -> Recording:
        end = self._clock.monotonic() + wait_s
        with self._changes.watch(recording_id) as watch:
            recording = self._get(tenant_id, recording_id)
            while not until(recording) and not give_up():
                left = end - self._clock.monotonic()
                if left <= 0:
                    break
                if watch.wait(min(left, _LOOK_UP_S)):
                    recording = self._get(tenant_id, recording_id)
        return recording
