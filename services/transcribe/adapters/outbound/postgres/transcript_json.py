"""A transcript as a row, and back. The content is one JSON document: it is always read as a whole."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from services.transcribe.domain.audio import Span, VoiceActivity
from services.transcribe.domain.quality import Grade, Quality, Reason, ReferenceStatus
from services.transcribe.domain.transcript import Content, Engine, EngineUse, Transcript
from services.transcribe.domain.versions import Proofreading, Refusal, RefusedCorrection, Version
from services.transcribe.domain.words import Origin, PossibleFiller, Segment, Word, WordKind

Json = Mapping[str, Any]


def row_of(transcript: Transcript) -> dict[str, object]:
    return {
        "tenant_id": transcript.tenant_id,
        "recording_id": transcript.recording_id,
        "version": transcript.version.number,
        "origin": transcript.version.origin,
        "user_id": transcript.version.user_id,
        "last_word_id": transcript.version.last_word_id,
        "proofreading": asdict(transcript.version.proofreading) if transcript.version.proofreading else None,
        "id": transcript.id,
        "language": transcript.language,
        "engine": asdict(transcript.engine),
        "content": asdict(transcript.content),
        "created_at": transcript.created_at,
        "engines_used": [asdict(use) for use in transcript.engines_used],
        "translated": transcript.translated,
    }


def transcript_of(row: Mapping[Any, Any]) -> Transcript:
    return Transcript(
        id=row["id"],
        recording_id=row["recording_id"],
        tenant_id=row["tenant_id"],
        language=row["language"],
        engine=Engine(**row["engine"]),
        content=_content(row["content"]),
        created_at=row["created_at"],
        version=_version(row),
        engines_used=tuple(_use(use) for use in row["engines_used"]),
        translated=row["translated"],
    )


def _use(json: Json) -> EngineUse:
    return EngineUse(**{**json, "engine": Engine(**json["engine"])})


def _version(row: Mapping[Any, Any]) -> Version:
    return Version(
        number=row["version"],
        origin=Origin(row["origin"]),
        user_id=row["user_id"],
        last_word_id=row["last_word_id"],
        proofreading=_proofreading(row["proofreading"]) if row["proofreading"] else None,
    )


def _proofreading(json: Json) -> Proofreading:
    refused = (RefusedCorrection(_span(item["span"]), Refusal(item["reason"])) for item in json["refused"])
    return Proofreading(**{**json, "refused": tuple(refused)})


def _content(json: Json) -> Content:
    return Content(
        verbatim=json["verbatim"],
        clean=json["clean"],
        words=tuple(_word(word) for word in json["words"]),
        segments=tuple(Segment(**{**item, "span": _span(item["span"])}) for item in json["segments"]),
        possible_fillers=tuple(
            PossibleFiller(**{**item, "span": _span(item["span"])}) for item in json["possible_fillers"]
        ),
        voice_activity=_voice(json["voice_activity"]),
        quality=_quality(json["quality"]),
        duration_s=json["duration_s"],
    )


def _word(json: Json) -> Word:
    kinds = {"kind": WordKind(json["kind"]), "origin": Origin(json["origin"])}
    return Word(**{**json, "span": _span(json["span"]), **kinds})


def _span(json: Json) -> Span:
    return Span(json["start_s"], json["end_s"])


def _voice(json: Json) -> VoiceActivity:
    return VoiceActivity(json["detector"], json["version"], tuple(_span(span) for span in json["speech"]))


def _quality(json: Json) -> Quality:
    return Quality(
        grade=Grade(json["grade"]),
        reasons=tuple(Reason(reason) for reason in json["reasons"]),
        reference_status=ReferenceStatus(json["reference_status"]),
        reference_fit=json["reference_fit"],
        snr_db=json["snr_db"],
        clipping_ratio=json["clipping_ratio"],
    )
