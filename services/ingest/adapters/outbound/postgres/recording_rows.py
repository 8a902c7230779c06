"""A recording as a row, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from services.ingest.domain.allowance import Allowance
from services.ingest.domain.brief import LISTS, Brief
from services.ingest.domain.containers import Container
from services.ingest.domain.recording import PreparedAudio, Problem, Recording, Stage, Status, Upload
from services.ingest.domain.submission import Profile, Submission, Trim
from services.ingest.domain.transcription import Task, Transcription


def to_row(recording: Recording) -> dict[str, Any]:
    return {
        "tenant_id": recording.tenant_id,
        "id": recording.id,
        "user_id": recording.user_id,
        "title": recording.submission.title,
        "language": recording.submission.language,
        "reference_text": recording.submission.reference_text,
        "profile": recording.submission.profile.value,
        "analyses": list(recording.submission.analyses),
        **_transcription(recording.submission.transcription),
        "brief": asdict(recording.submission.brief),
        "start_s": recording.submission.trim.start_s,
        "end_s": recording.submission.trim.end_s,
        "container": recording.upload.container.value,
        "size_bytes": recording.upload.size_bytes,
        "sha256": recording.upload.sha256,
        "original_key": recording.upload.key,
        "allowance": asdict(recording.allowance),
        "created_at": recording.created_at,
        **changing(recording),
    }


def changing(recording: Recording) -> dict[str, Any]:
    """What a saved recording may differ in from the one that was added."""
    audio = recording.audio
    return {
        "status": recording.status.value,
        "stage": recording.stage.value,
        "attempt": recording.attempt,
        "crashes": recording.crashes,
        "audio_key": audio.key if audio else None,
        "audio_sha256": audio.sha256 if audio else None,
        "duration_s": audio.duration_s if audio else None,
        "audio_done_s": recording.audio_done_s,
        "report_id": recording.report_id,
        "problem": asdict(recording.problem) if recording.problem else None,
        "version": recording.version,
        "updated_at": recording.updated_at,
    }


def from_row(row: sa.Row[Any]) -> Recording:
    return Recording(
        id=row.id,
        tenant_id=row.tenant_id,
        user_id=row.user_id,
        submission=_submission(row),
        upload=Upload(Container(row.container), row.size_bytes, row.sha256, row.original_key),
        created_at=row.created_at,
        updated_at=row.updated_at,
        allowance=Allowance(**row.allowance),
        status=Status(row.status),
        stage=Stage(row.stage),
        attempt=row.attempt,
        crashes=row.crashes,
        audio=_audio(row),
        audio_done_s=row.audio_done_s,
        report_id=row.report_id,
        problem=Problem(**row.problem) if row.problem else None,
        version=row.version,
    )


def _submission(row: sa.Row[Any]) -> Submission:
    return Submission(
        title=row.title,
        language=row.language,
        reference_text=row.reference_text,
        profile=Profile(row.profile),
        analyses=tuple(row.analyses),
        transcription=_wish(row),
        trim=Trim(row.start_s, row.end_s),
        brief=_brief(row.brief),
    )


def _transcription(wish: Transcription) -> dict[str, Any]:
    return asdict(wish) | {"task": wish.task.value}


def _wish(row: sa.Row[Any]) -> Transcription:
    return Transcription(
        engine=row.engine,
        model=row.model,
        prompt=row.prompt,
        task=Task(row.task),
        speakers=row.speakers,
        transcript_only=row.transcript_only,
    )


def _brief(kept: Mapping[str, Any]) -> Brief:
    lists = {name: tuple(kept[name]) for name in LISTS}
    return Brief(**{**kept, **lists})


def _audio(row: sa.Row[Any]) -> PreparedAudio | None:
    if row.audio_key is None:
        return None
    return PreparedAudio(row.audio_key, row.audio_sha256, row.duration_s)
