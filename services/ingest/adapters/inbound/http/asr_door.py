"""Speech to text as whisper-asr-webservice has it: `/asr` and `/detect-language`."""

import json
from struct import pack
from typing import Literal

from flask import Response
from pydantic import ConfigDict, Field

from chassis.errors import InvalidInput
from chassis.web import Call, Query, Reply, View
from services.ingest.adapters.inbound.http.asr_answers import asr_json, asr_text
from services.ingest.adapters.inbound.http.awaited_answers import AwaitedAnswers
from services.ingest.adapters.inbound.http.openai_answers import Transcript
from services.ingest.adapters.inbound.http.upload_body import UploadBody
from services.ingest.adapters.inbound.http.upload_intake import BodyForm, UploadIntake
from services.ingest.application import ClientApplication
from services.ingest.application.use_cases.detect_language import HEARD_S
from services.ingest.domain.fields import FieldValues
from services.ingest.domain.languages import language_name
from services.ingest.domain.models import KNOWING_LANGUAGES, PLATFORM, TELLING_SPEAKERS, TRANSLATING, Choice
from services.ingest.domain.recording import Recording
from services.ingest.domain.transcription import AUTO

_PART = "audio_file"
_TEXT = "text/plain; charset=utf-8"
_NO_LENGTH = 0xFFFFFFFF
_RAW_HEAD = pack("<4sI4s", b"RIFF", _NO_LENGTH, b"WAVE") + pack(
    "<4sIHHIIHH4sI", b"fmt ", 16, 1, 1, 16_000, 32_000, 2, 16, b"data", _NO_LENGTH
)
"""Of WAV with 16 kHz, 16 bit, mono, and a length that only its end tells: what `encode=false` leaves out."""


class DetectQuery(Query):
    """Parameters of ours and of forks of that project; others are ignored, as there."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    encode: bool = Field(
        default=True, description="`false`: the audio is raw samples, 16 kHz, 16 bit, mono (Bazarr)."
    )


class AsrQuery(DetectQuery):
    """How the words are wanted."""

    task: Literal["transcribe", "translate"] = "transcribe"
    language: str | None = Field(default=None, description="ISO 639-1; detected where none is given.")
    initial_prompt: str | None = Field(default=None, description="Words to expect.")
    vad_filter: bool = Field(default=False, description="Accepted; voice activity always decides.")
    word_timestamps: bool = Field(default=False, description="Words with their times, in `json`.")
    diarize: bool = Field(default=False, description="Speakers, where an engine tells them apart.")
    output: Literal["txt", "vtt", "srt", "tsv", "json"] = "txt"
    model: str = Field(default=PLATFORM, max_length=200, description="One of `GET /v1/models` (ours).")
    start: str | None = Field(default=None, description="Where the wanted part begins, in seconds (ours).")
    end: str | None = Field(default=None, description="Where it ends (ours).")


class AsrForm(View):
    """The audio as a form."""

    audio_file: bytes


class DetectedLanguageView(View):
    detected_language: str = Field(description="English name.")
    language_code: str
    confidence: float


class AsrDoor:
    """The handlers of `/asr` and `/detect-language`; unlike there, callers need an access token."""

    def __init__(self, application: ClientApplication, intake: UploadIntake, answers: AwaitedAnswers) -> None:
        self._application = application
        self._intake = intake
        self._answers = answers

    def transcribe_file(self, call: Call, query: AsrQuery) -> Response:
        """Transcribe as whisper-asr-webservice does

        `POST /asr` with the form part `audio_file`. The audio becomes a recording of yours, and the answer
        waits for its transcript.
        """
        with call.hold_slot():
            fields = self._fields(query)
            recording = self._intake(call, _form(query, fields))
            return self._answers(call, recording, lambda ended: self._rendered(ended, query))

    def detect_file_language(self, call: Call, query: DetectQuery) -> Reply:
        """Detect the language as whisper-asr-webservice does

        Of the first 30 seconds. Nothing of the audio is kept.
        """
        self._application.choose_model(PLATFORM, KNOWING_LANGUAGES)
        with call.hold_slot():
            recording = self._intake(call, _form(query, {"end": str(HEARD_S), "transcript_only": "true"}))
            draining = call.slots.draining.is_set
            language = self._application.detect_language(
                recording, call.user.user_id, self._answers.wait_s, draining
            )
        name = language_name(language.code)
        view = DetectedLanguageView(
            detected_language=name, language_code=language.code, confidence=language.confidence
        )
        return Reply(view)

    def _fields(self, query: AsrQuery) -> dict[str, str]:
        choice, speakers = self._choice(query)
        return {
            "engine": choice.engine,
            "model": choice.model,
            "task": query.task,
            "language": query.language or AUTO,
            "prompt": query.initial_prompt or "",
            "speakers": "true" if speakers else "",
            "start": query.start or "",
            "end": query.end or "",
            "transcript_only": "true",
        }

    def _choice(self, query: AsrQuery) -> tuple[Choice, bool]:
        """Speakers are a wish here, as there: without an engine for them, there are none."""
        choose = self._application.choose_model
        if query.task == "translate":
            return choose(query.model, TRANSLATING), False
        if query.diarize:
            try:
                return choose(query.model, TELLING_SPEAKERS), True
            except InvalidInput:
                return choose(query.model), False
        return choose(query.model), False

    def _rendered(self, ended: Recording, query: AsrQuery) -> Response:
        finished = self._application.await_transcript
        transcript: Transcript = finished.transcript(ended)
        if query.output == "json":
            document = asr_json(transcript, words=query.word_timestamps)
            content = json.dumps(document, ensure_ascii=False).encode()
        elif query.output == "txt":
            content = asr_text(transcript).encode()
        else:
            content = finished.document(ended, query.output).content
        response = Response(content, content_type=_TEXT)
        response.headers["Asr-Engine"] = transcript["engine"]["name"]
        response.headers["Content-Disposition"] = f'attachment; filename="{ended.id}.{query.output}"'
        return response


def _form(query: DetectQuery, fields: dict[str, str]) -> BodyForm:
    values: FieldValues = {name: [value] for name, value in fields.items() if value}

    def only_these(_: UploadBody) -> FieldValues:
        return values

    return BodyForm(part=_PART, fields=only_these, head=b"" if query.encode else _RAW_HEAD)
