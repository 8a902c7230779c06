"""AssemblyAI, asked through the calls of its SDK over a client of our own.

The SDK's own transcriber waits without an end and repeats by itself, so the steps are driven from here:
upload, submission, and asking until it is done. What the service calls the transcript is entered into the
book as soon as it is known, so that a worker that takes over asks for it instead of paying again.
"""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from time import monotonic
from typing import Any, Concatenate, ParamSpec, TypeVar

import httpx
from assemblyai.api import upload_file
from assemblyai.prerecorded.v2 import api as sdk
from assemblyai.types import AssemblyAIError, TranscriptRequest, TranscriptResponse, TranscriptStatus

from chassis.remote import RemoteApi, RemoteBusy, RemoteFailed, RemoteNonsense, RemoteRefused
from services.transcribe.adapters.outbound.recognizers.assemblyai_service.answers import read_hearing
from services.transcribe.adapters.outbound.recognizers.assemblyai_service.models import (
    API_VERSION,
    CAPABILITIES,
    NAME,
)
from services.transcribe.adapters.outbound.recognizers.remote.call_book import Call, CallBook
from services.transcribe.adapters.outbound.recognizers.remote.piece_audio import as_flac
from services.transcribe.adapters.outbound.recognizers.remote.recognizer import LeftRunning
from services.transcribe.application.ports.recognizer import Hearing, Task
from services.transcribe.domain.problems import primary_language
from services.transcribe.domain.transcript import Engine

CALL_S = 30.0
LEAST_UPLOAD_S = 60.0
SLOWEST_UPLOAD = 250_000
"""Bytes a second; an hour of FLAC, 60 MB, has four minutes."""
LEAST_WORK_S = 120.0
WORK_FACTOR = 0.5
"""Seconds that a second of audio may take before another try takes over; usually it is a hundredth."""
_SHAPE_TROUBLE = (AssemblyAIError, ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What the SDK makes of answers that are none."""

P = ParamSpec("P")
R = TypeVar("R")


class AssemblyAI:
    """`api.client` carries the key; `poll_s` is the first and the longest wait between two questions."""

    def __init__(self, api: RemoteApi, model: str, poll_s: tuple[float, float] = (1.0, 5.0)) -> None:
        self.engine = Engine(NAME, API_VERSION, model)
        self.capabilities = CAPABILITIES
        self._api = api
        self._poll_s = poll_s
        self._stopped = threading.Event()

    def ask(self, task: Task, call: Call, book: CallBook) -> Mapping[str, Any]:
        if call.remote_id is None:
            call = book.submitted(call, self._submit(task, self._upload(task)))
        assert call.remote_id is not None
        return self._wait(call.remote_id, task)

    def read(self, answer: Mapping[str, Any], task: Task) -> Hearing:
        return read_hearing(answer, task.span)

    def forget(self, answer: Mapping[str, Any]) -> None:
        """The words are ours now; the service need not keep them."""
        with suppress(RemoteFailed):
            self._call(CALL_S, sdk.delete_transcript, str(answer["id"]))

    def stop(self) -> None:
        """Whoever waits for a transcript leaves it to the next try."""
        self._stopped.set()

    def _upload(self, task: Task) -> str:
        whole = task.span.start_s <= 0 and task.span.end_s >= task.audio.duration_s
        if not whole:
            return self._call(LEAST_UPLOAD_S, upload_file, as_flac(task.audio, task.span))
        deadline_s = max(LEAST_UPLOAD_S, task.audio.path.stat().st_size / SLOWEST_UPLOAD)
        with task.audio.path.open("rb") as file:
            return self._call(deadline_s, upload_file, file)

    def _submit(self, task: Task, url: str) -> str:
        language = primary_language(task.language)
        request = TranscriptRequest(
            audio_url=url,
            speech_models=[self.engine.model],
            language_code=language or None,
            language_detection=None if language else True,
            disfluencies=True if language in ("", "en") else None,
            speaker_labels=task.speakers or None,
            punctuate=True,
            format_text=True,
        )
        accepted = self._call(CALL_S, sdk.create_transcript, request)
        if not accepted.id:
            raise RemoteNonsense("the answer names no transcript")
        return accepted.id

    def _wait(self, remote_id: str, task: Task) -> Mapping[str, Any]:
        ends = monotonic() + max(LEAST_WORK_S, WORK_FACTOR * task.span.duration_s)
        pause_s, longest_s = self._poll_s
        while monotonic() < ends:
            try:
                transcript = self._call(CALL_S, sdk.get_transcript, remote_id)
            except RemoteBusy as busy:
                pause_s = max(pause_s, min(busy.retry_after_s, ends - monotonic()))
            else:
                if transcript.status not in (TranscriptStatus.queued, TranscriptStatus.processing):
                    return _finished(transcript)
            if self._stopped.wait(max(0.0, pause_s)):
                break
            pause_s = min(pause_s * 1.5, longest_s)
        raise LeftRunning(longest_s)

    def _call(
        self,
        deadline_s: float,
        step: Callable[Concatenate[httpx.Client, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """One step of the SDK."""
        with self._api.attempt(deadline_s):
            try:
                return step(self._api.client, *args, **kwargs)
            except _SHAPE_TROUBLE as error:
                raise RemoteNonsense("the answer has another shape than the protocol's") from error


def _finished(transcript: TranscriptResponse) -> Mapping[str, Any]:
    if transcript.status is TranscriptStatus.error and not _heard_nothing(transcript.error or ""):
        raise RemoteRefused(422)
    document: dict[str, Any] = transcript.model_dump(mode="json", exclude_none=True)
    return document


def _heard_nothing(error: str) -> bool:
    """The service calls silence an error."""
    return "no spoken audio" in error.lower()
