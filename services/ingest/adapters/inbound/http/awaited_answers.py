"""Answers that wait for the transcript of what was sent."""

from collections.abc import Callable

from flask import Response

from chassis.errors import RostrumError
from chassis.web import Call
from chassis.web.problems import from_error
from services.ingest.adapters.inbound.http.views import recording_path
from services.ingest.application.use_cases.await_transcript import AwaitTranscript
from services.ingest.domain.recording import Recording

Render = Callable[[Recording], Response]
"""The answer, of a recording that has ended; raises the problem that ended it."""


class AwaitedAnswers:
    """`Location` names the recording, also where the answer is a refusal: the work on it may go on.

    What went wrong with the recording is an answer like any other, so that a repetition with the same
    Idempotency-Key gets it too.
    """

    def __init__(self, await_transcript: AwaitTranscript, wait_s: float) -> None:
        self._await = await_transcript
        self.wait_s = wait_s

    def __call__(self, call: Call, recording: Recording, render: Render) -> Response:
        draining, repeatable = call.slots.draining.is_set, call.idempotency is not None
        try:
            response = render(self._await(recording, self.wait_s, draining, repeatable=repeatable))
        except RostrumError as error:
            response = from_error(error, call.request_id)
        return located(response, recording)


def located(response: Response, recording: Recording) -> Response:
    response.headers["Location"] = recording_path(recording.id)
    return response
