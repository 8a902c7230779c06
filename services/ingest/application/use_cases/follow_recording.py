"""A client watches a recording until it ends."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from services.ingest.application.ports.changes import Changes, Watch
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.application.use_cases.get_recording import GetRecording
from services.ingest.domain.recording import Recording


@dataclass(frozen=True)
class Patience:
    """Seconds: how long a follower is served, how often it hears from us, how often it is checked again."""

    lifetime_s: float = 600
    silence_s: float = 15
    recheck_s: float = 60


class FollowRecording:
    """Every change of a recording, the present state first, until it has ended.

    - A follower who says which version it saw last gets only what is newer.
    - In silence, None is given every few seconds, so that the door can tell a follower that has gone.
    - The follower's right to see it is checked again every minute; a recording that is deleted meanwhile
      ends the following.
    """

    def __init__(self, get: GetRecording, changes: Changes, clock: Clock, patience: Patience) -> None:
        self._get = get
        self._changes = changes
        self._clock = clock
        self._patience = patience

    def __call__(
        self, tenant_id: UUID, recording_id: UUID, seen: int, recheck: Callable[[], None]
    ) -> Iterator[Recording | None]:
        began = checked = self._clock.monotonic()
        with self._changes.watch(recording_id) as watch:
            while True:
                recording = self._get(tenant_id, recording_id)
                if recording.version > seen:
                    seen = recording.version
                    yield recording
                if recording.ended:
                    return
                if not self._wait(watch, began):
                    yield None
                now = self._clock.monotonic()
                if now - began >= self._patience.lifetime_s:
                    return
                if now - checked >= self._patience.recheck_s:
                    recheck()
                    checked = now

    def _wait(self, watch: Watch, began: float) -> bool:
        left = self._patience.lifetime_s - (self._clock.monotonic() - began)
        return watch.wait(max(0.0, min(self._patience.silence_s, left)))


class AwaitRecording:
    """The recording when it has ended, or as it is when the time is over."""

    def __init__(self, get: GetRecording, changes: Changes, clock: Clock) -> None:
        self._get = get
        self._changes = changes
        self._clock = clock

    def __call__(self, tenant_id: UUID, recording_id: UUID, wait_s: float) -> Recording:
        end = self._clock.monotonic() + wait_s
        with self._changes.watch(recording_id) as watch:
            while True:
                recording = self._get(tenant_id, recording_id)
                left = end - self._clock.monotonic()
                if recording.ended or left <= 0:
                    return recording
                watch.wait(left)
