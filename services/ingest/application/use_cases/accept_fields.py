"""A client says how its recording is to be worked on."""

from services.ingest.application.ports.engines import Engines
from services.ingest.domain.fields import FieldValues
from services.ingest.domain.submission import Submission, accept
from services.ingest.domain.transcription import AUTO, Task, check_engines


class AcceptFields:
    """Check the fields of a recording, before any of its audio is stored.

    - An engine, model, language or task that there is none for is refused with a list of what there is.
    - Where transcribe can't be asked for that list, the fields pass: transcribe ends the recording with
      the same problem.
    - The common case, English or whatever it is by any engine, is not asked about.
    """

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def __call__(self, fields: FieldValues) -> Submission:
        submission = accept(fields)
        if not _is_common(submission):
            known = self._engines.known()
            if known is not None:
                check_engines(submission.transcription, submission.primary_language, known)
        return submission


def _is_common(submission: Submission) -> bool:
    wish = submission.transcription
    chosen = wish.engine or wish.model or wish.task is Task.TRANSLATE
    return not chosen and submission.primary_language in {"en", AUTO}
