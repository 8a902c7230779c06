"""The form of `/v1/audio/transcriptions` and `/v1/audio/translations`: OpenAI's fields, made into ours.

Names of lists come with `[]` behind them or without; nested fields as JSON or as `name[inner]`, which is what
the `openai` client makes of them. Names that are not known are ignored, as other servers of this protocol do.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, Json, ValidationError

from chassis.web.schema import invalid
from services.ingest.domain.errors import invalid_field
from services.ingest.domain.fields import FieldValues
from services.ingest.domain.models import PLATFORM
from services.ingest.domain.transcription import AUTO

_LISTS = {
    "timestamp_granularities",
    "include",
    "languages",
    "keywords",
    "known_speaker_names",
    "known_speaker_references",
}
_INNER = re.compile(r"(\w+)\[(\w+)\]", re.ASCII)


class AnswerFormat(StrEnum):
    """How a transcript is given."""

    JSON = "json"
    TEXT = "text"
    SRT = "srt"
    VERBOSE_JSON = "verbose_json"
    VTT = "vtt"
    DIARIZED_JSON = "diarized_json"


class ServerVad(BaseModel):
    """How audio is to be cut. Accepted and not used: the platform cuts at silences by its own rule."""

    type: Literal["server_vad"]
    prefix_padding_ms: int = Field(default=300, ge=0)
    silence_duration_ms: int = Field(default=200, ge=0)
    threshold: float = Field(default=0.5, ge=0, le=1)


class TranslationFields(BaseModel):
    """What both ask."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    model: str = Field(
        min_length=1,
        max_length=200,
        description="One of `GET /v1/models`; `whisper-1` leaves the choice of the engine to the platform.",
    )
    language: str = Field(
        default="",
        description="Of the speech, ISO 639-1; detected where none is given. (Ours in translations.)",
    )
    prompt: str = Field(default="", description="Words to expect, for engines that take a hint.")
    response_format: AnswerFormat = AnswerFormat.JSON
    temperature: float = Field(
        default=0, ge=0, le=1, allow_inf_nan=False, description="Accepted; no engine here samples by it."
    )
    start: str = Field(default="", description="Where the wanted part begins, in seconds (ours).")
    end: str = Field(default="", description="Where it ends (ours).")


class TranscriptionFields(TranslationFields):
    """What a transcription asks besides."""

    languages: list[str] = Field(default=[], alias="languages[]", description="The first counts.")
    keywords: list[str] = Field(default=[], alias="keywords[]", description="Added to the prompt.")
    timestamp_granularities: list[Literal["word", "segment"]] = Field(
        default=[], alias="timestamp_granularities[]", description="For `verbose_json`; else `segment`."
    )
    include: list[Literal["logprobs"]] = Field(
        default=[], alias="include[]", description="No engine here gives them: refused."
    )
    stream: bool = Field(default=False, description="Server-sent events with the words as they come.")
    chunking_strategy: Literal["auto"] | ServerVad | Json[ServerVad] | None = None
    known_speaker_names: list[str] = Field(
        default=[], alias="known_speaker_names[]", description="Not available: refused."
    )
    known_speaker_references: list[str] = Field(
        default=[], alias="known_speaker_references[]", description="Not available: refused."
    )

    @property
    def diarized(self) -> bool:
        """Whether speakers are to be told apart."""
        return self.response_format is AnswerFormat.DIARIZED_JSON


class TranscriptionForm(TranscriptionFields):
    """A transcription as a form."""

    file: bytes = Field(description="The audio: WAV, MP3, M4A or MP4, FLAC, Ogg (Opus or Vorbis), WebM.")


class TranslationForm(TranslationFields):
    """A translation as a form."""

    file: bytes = Field(description="The audio: WAV, MP3, M4A or MP4, FLAC, Ogg (Opus or Vorbis), WebM.")


def audio_fields(given: FieldValues, *, complete: bool, translate: bool) -> TranscriptionFields:
    """What has come in so far; until the form is complete, a missing model is no fault."""
    values = _values(given)
    if not complete:
        values.setdefault("model", PLATFORM)
    try:
        fields = TranscriptionFields.model_validate(values)
    except ValidationError as error:
        raise invalid(error) from None
    _check_format(fields, translate=translate)
    for name in ("include", "known_speaker_names", "known_speaker_references"):
        if getattr(fields, name):
            raise invalid_field(f"{name}[]", "is not available: no engine here gives it.")
    return fields


def recording_fields(fields: TranscriptionFields) -> dict[str, str]:
    """The fields of the recording that mean the same there; those without a value are empty."""
    return {
        "language": fields.language or next(iter(fields.languages), AUTO),
        "prompt": ", ".join(part for part in (fields.prompt, *fields.keywords) if part),
        "start": fields.start,
        "end": fields.end,
    }


def _values(given: FieldValues) -> dict[str, Any]:
    values: dict[str, Any] = {}
    nested: dict[str, Any] = {}
    for name, texts in given.items():
        plain, inner = name.removesuffix("[]"), _INNER.fullmatch(name)
        if plain in _LISTS:
            values.setdefault(f"{plain}[]", []).extend(texts)
        elif inner:
            nested.setdefault(inner[1], {})[inner[2]] = _once(name, texts)
        else:
            values[name] = _once(name, texts)
    return values | nested


def _once(name: str, texts: Sequence[str]) -> str:
    if len(texts) > 1:
        raise invalid_field(name[:64], "is given more than once; give it once.")
    return texts[0]


def _check_format(fields: TranscriptionFields, *, translate: bool) -> None:
    wanted = fields.response_format
    if translate and fields.diarized:
        raise invalid_field("response_format", "of a translation is json, text, srt, verbose_json or vtt.")
    if fields.timestamp_granularities and wanted is not AnswerFormat.VERBOSE_JSON:
        raise invalid_field("timestamp_granularities[]", "needs `response_format` to be `verbose_json`.")
    if fields.stream and wanted not in (AnswerFormat.JSON, AnswerFormat.TEXT):
        raise invalid_field("stream", "gives text: `response_format` is `json` or `text` with it.")
