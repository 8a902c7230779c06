"""The progress of a recording as server-sent events."""

from chassis.errors import RostrumError
from chassis.web import ServerEvent
from services.ingest.adapters.inbound.http.views import recording_view
from services.ingest.application.use_cases.follow_recording import Following
from services.ingest.domain.recording import Recording, Status


class RecordingEvents:
    """`state` when the status is new (and first), `progress` within a stage; `done` or `error` end it.

    The id of an event is the recording's version. `error` carries the recording with its problem; only a
    recording that is deleted meanwhile ends with the bare problem.
    """

    def __init__(self, following: Following, seen: int) -> None:
        self._following = following
        self._seen = seen
        self._status: Status | None = None

    def next(self, timeout_s: float) -> ServerEvent | None:
        try:
            recording = self._following.next(timeout_s)
        except RostrumError as error:
            return ServerEvent(str(self._seen), "error", error.to_problem(), last=True)
        return self._event(recording) if recording else None

    def close(self) -> None:
        self._following.close()

    def _event(self, recording: Recording) -> ServerEvent:
        name = self._name(recording)
        self._status, self._seen = recording.status, recording.version
        view = recording_view(recording).model_dump(mode="json")
        return ServerEvent(str(recording.version), name, view, last=recording.ended)

    def _name(self, recording: Recording) -> str:
        if recording.status is Status.FAILED:
            return "error"
        if recording.ended:
            return "done"
        return "progress" if recording.status is self._status else "state"


def seen_version(last_event_id: str | None) -> int:
    """What a follower who comes back has seen; 0 where that makes no sense."""
    text = last_event_id or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
