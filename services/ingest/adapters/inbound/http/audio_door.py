"""Speech to text as OpenAI's clients ask for it, over the same recordings as everything else."""

from flask import Response

from chassis.web import Call, StreamTimes
from services.ingest.adapters.inbound.http.awaited_answers import AwaitedAnswers, located
from services.ingest.adapters.inbound.http.openai_answers import json_answer
from services.ingest.adapters.inbound.http.openai_form import (
    AnswerFormat,
    TranscriptionFields,
    audio_fields,
    recording_fields,
)
from services.ingest.adapters.inbound.http.openai_stream import TranscriptEvents
from services.ingest.adapters.inbound.http.upload_body import UploadBody
from services.ingest.adapters.inbound.http.upload_intake import BodyForm, UploadIntake
from services.ingest.application import ClientApplication
from services.ingest.application.use_cases.choose_model import ChooseModel
from services.ingest.domain.fields import FieldValues
from services.ingest.domain.models import TELLING_SPEAKERS, TRANSLATING, Needs
from services.ingest.domain.recording import Recording

_MEDIA_TYPES = {
    AnswerFormat.TEXT: "text/plain; charset=utf-8",
    AnswerFormat.SRT: "text/plain; charset=utf-8",
    AnswerFormat.VTT: "text/vtt; charset=utf-8",
}
_LATE_S = 60.0
"""How much longer than the wait a stream may live, so that it always ends with an event."""


class AudioDoor:
    """The handlers of `/v1/audio/transcriptions` and `/v1/audio/translations`."""

    def __init__(self, application: ClientApplication, intake: UploadIntake, answers: AwaitedAnswers) -> None:
        self._application = application
        self._intake = intake
        self._answers = answers

    def create_transcription(self, call: Call) -> Response:
        """Transcribe audio in one call

        As OpenAI's `POST /v1/audio/transcriptions`: the same form, answers, stream and errors. The audio
        becomes a recording of yours; `Location` names it. The answer comes when the transcript is there. When
        that takes too long, a 503 names the recording, and the work goes on: the same request with its
        `Idempotency-Key` waits on for the same recording.
        """
        request = _Request(self._application.choose_model, translate=False)
        with call.hold_slot():
            recording = self._intake(call, BodyForm(fields=request))
            if not request.fields.stream:
                return self._answered(call, recording, request.fields)
        return self._streamed(call, recording)

    def create_translation(self, call: Call) -> Response:
        """Translate speech into English text in one call

        As OpenAI's `POST /v1/audio/translations`, where there is an engine that translates; the refusal
        names those that could otherwise.
        """
        request = _Request(self._application.choose_model, translate=True)
        with call.hold_slot():
            recording = self._intake(call, BodyForm(fields=request))
            return self._answered(call, recording, request.fields)

    def _answered(self, call: Call, recording: Recording, fields: TranscriptionFields) -> Response:
        return self._answers(call, recording, lambda ended: self._rendered(ended, fields))

    def _streamed(self, call: Call, recording: Recording) -> Response:
        words = self._application.follow_words(recording)
        finish = self._application.await_transcript.transcript
        wait_s = self._answers.wait_s
        events = TranscriptEvents(words, recording, finish, wait_s)
        times = StreamTimes(retry_ms=None, lifetime_s=wait_s + _LATE_S)
        return located(call.stream(events, times), recording)

    def _rendered(self, ended: Recording, fields: TranscriptionFields) -> Response:
        finished, kind = self._application.await_transcript, fields.response_format
        if kind in (AnswerFormat.SRT, AnswerFormat.VTT):
            return Response(finished.document(ended, kind).content, content_type=_MEDIA_TYPES[kind])
        transcript = finished.transcript(ended)
        if kind is AnswerFormat.TEXT:
            return Response(f"{transcript['clean']}\n", content_type=_MEDIA_TYPES[kind])
        answer = json_answer(transcript, kind, fields.timestamp_granularities)
        return Response(answer.model_dump_json(exclude_none=True), content_type="application/json")


class _Request:
    """Makes the fields of a recording of the form, again when more of it has come in."""

    def __init__(self, choose: ChooseModel, *, translate: bool) -> None:
        self._choose = choose
        self._translate = translate
        self._fields: TranscriptionFields | None = None

    @property
    def fields(self) -> TranscriptionFields:
        """Once the form has been read."""
        assert self._fields is not None
        return self._fields

    def __call__(self, body: UploadBody) -> FieldValues:
        fields = audio_fields(body.fields(), complete=body.complete, translate=self._translate)
        self._fields = fields
        choice = self._choose(fields.model, self._needs(fields))
        values = recording_fields(fields) | {
            "engine": choice.engine,
            "model": choice.model,
            "task": "translate" if self._translate else "",
            "speakers": "true" if fields.diarized else "",
            "transcript_only": "true",
        }
        return {name: [value] for name, value in values.items() if value}

    def _needs(self, fields: TranscriptionFields) -> Needs | None:
        if self._translate:
            return TRANSLATING
        return TELLING_SPEAKERS if fields.diarized else None
