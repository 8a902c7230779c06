"""Orders, sounds and recognised pieces as JSON documents, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from services.transcribe.domain.audio import RecordingMeasures, Span, VoiceActivity
from services.transcribe.domain.jobs import Candidate, Order, Queue
from services.transcribe.domain.recognition import RecognizedPiece
from services.transcribe.domain.transcript import Engine, HeardPiece, Sound
from services.transcribe.domain.words import HeardWord, PossibleFiller

Json = Mapping[str, Any]

_KEYS = ("tenant_id", "recording_id")


def request_json(order: Order) -> dict[str, object]:
    return {name: value for name, value in asdict(order).items() if name not in _KEYS}


def order_of(tenant_id: UUID, recording_id: UUID, request: Json) -> Order:
    return Order(tenant_id=tenant_id, recording_id=recording_id, **request)


def candidate_of(json: Json) -> Candidate:
    return Candidate(**{**json, "queue": Queue(json["queue"])})


def sound_of(json: Json) -> Sound:
    voice = json["voice"]
    return Sound(
        json["duration_s"],
        VoiceActivity(voice["detector"], voice["version"], tuple(_span(span) for span in voice["speech"])),
        RecordingMeasures(**json["measures"]),
    )


def result_of(json: Json) -> RecognizedPiece:
    heard = json["heard"]
    piece = HeardPiece(
        tuple(HeardWord(**{**word, "span": _span(word["span"])}) for word in heard["words"]),
        tuple(PossibleFiller(**{**hit, "span": _span(hit["span"])}) for hit in heard["possible_fillers"]),
        heard["biased"],
    )
    whole = {"span": _span(json["span"]), "heard": piece, "engine": Engine(**json["engine"])}
    return RecognizedPiece(**{**json, **whole})


def _span(json: Json) -> Span:
    return Span(json["start_s"], json["end_s"])
