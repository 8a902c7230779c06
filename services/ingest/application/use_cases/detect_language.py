"""A client wants to know which language is spoken."""

from collections.abc import Callable
from uuid import UUID

from services.ingest.application.ports.languages import LanguageDetector, SpokenLanguage
from services.ingest.application.use_cases.await_recording import AwaitRecording
from services.ingest.application.use_cases.delete_recording import DeleteRecording
from services.ingest.domain.errors import still_at_work
from services.ingest.domain.recording import Recording

HEARD_S = 30
"""How much of the audio is listened to."""


class DetectLanguage:
    """The language of what was sent, as soon as it is decoded.

    The recording is a means to that end: it is deleted afterwards, however the detection ended.
    """

    def __init__(
        self, await_recording: AwaitRecording, delete: DeleteRecording, detector: LanguageDetector
    ) -> None:
        self._await = await_recording
        self._delete = delete
        self._detector = detector

    def __call__(
        self, recording: Recording, user_id: UUID, wait_s: float, give_up: Callable[[], bool]
    ) -> SpokenLanguage:
        try:
            prepared = self._await(recording.tenant_id, recording.id, wait_s, give_up, _is_prepared)
            if prepared.problem is not None:
                raise prepared.problem.to_error()
            if prepared.audio is None:
                raise still_at_work(recording.id, repeatable=False)
            return self._detector.detect(prepared.audio.key)
        finally:
            self._delete(recording.tenant_id, recording.id, user_id, lambda _: None)


def _is_prepared(recording: Recording) -> bool:
    return recording.ended or recording.audio is not None
