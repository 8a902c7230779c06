"""A client watches a recording until it ends."""

from contextlib import ExitStack
from uuid import UUID

from services.ingest.application.ports.changes import Changes
from services.ingest.application.use_cases.get_recording import GetRecording
from services.ingest.domain.recording import Recording


class Following:
    """One follower's place: what it has seen, and the watch that wakes it."""

    def __init__(
        self, get: GetRecording, changes: Changes, tenant_id: UUID, recording_id: UUID, seen: int
    ) -> None:
        self._get = get
        self._tenant_id = tenant_id
        self._recording_id = recording_id
        self._seen = seen
        self._began = False
        self._stack = ExitStack()
        self._watch = self._stack.enter_context(changes.watch(recording_id))

    def next(self, timeout_s: float) -> Recording | None:
        """The newest snapshot that the follower has not seen, or None when there was none in time.

        Raises `NotFound` once the recording is deleted.
        """
        if self._began:
            return self._newer() if self._watch.wait(timeout_s) else None
        self._began = True
        return self._newer()

    def close(self) -> None:
        self._stack.close()

    def _newer(self) -> Recording | None:
        recording = self._get(self._tenant_id, self._recording_id)
        if recording.version <= self._seen:
            return None
        self._seen = recording.version
        return recording


class FollowRecording:
    """Every change of a recording, the present state first; who saw a version gets only what is newer.

    Changes that follow each other faster than they can be told are told as one.
    """

    def __init__(self, get: GetRecording, changes: Changes) -> None:
        self._get = get
        self._changes = changes

    def __call__(self, tenant_id: UUID, recording_id: UUID, seen: int) -> Following:
        return Following(self._get, self._changes, tenant_id, recording_id, seen)
