"""A client wants the words of what it sends in the same call."""

from collections.abc import Callable, Mapping

from services.ingest.application.ports.results import Document
from services.ingest.application.ports.transcripts import Transcripts
from services.ingest.application.use_cases.await_recording import AwaitRecording
from services.ingest.domain.errors import recording_was_cancelled, still_at_work
from services.ingest.domain.recording import Recording, Status


class AwaitTranscript:
    """The words of a recording when the work on it is done.

    - What ended the recording (its problem, a cancel) is raised as if it had been wrong with the request.
    - When the time is over, or `give_up` says so, the work goes on: the refusal names the recording. The
      same request with its Idempotency-Key waits on; without a key a repetition would be another recording.
    """

    def __init__(self, await_recording: AwaitRecording, transcripts: Transcripts) -> None:
        self._await = await_recording
        self._transcripts = transcripts

    def __call__(
        self, recording: Recording, wait_s: float, give_up: Callable[[], bool], *, repeatable: bool
    ) -> Recording:
        waited = self._await(recording.tenant_id, recording.id, wait_s, give_up)
        if not waited.ended:
            raise still_at_work(waited.id, repeatable=repeatable)
        return waited

    def transcript(self, recording: Recording) -> Mapping[str, object]:
        """Of a recording that has ended."""
        _check(recording)
        return self._transcripts.transcript(recording.tenant_id, recording.id)

    def document(self, recording: Recording, kind: str) -> Document:
        """The same as a file: srt, vtt, txt or tsv."""
        _check(recording)
        return self._transcripts.document(recording.tenant_id, recording.id, kind)


def _check(ended: Recording) -> None:
    if ended.problem is not None:
        raise ended.problem.to_error()
    if ended.status is Status.CANCELLED:
        raise recording_was_cancelled(ended.id)
