"""Facts of the domain as events on the wire."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from google.protobuf.message import Message
from rostrum.ingest.v1 import events_pb2 as ingest
from rostrum.transcribe.v1 import events_pb2 as wire

from chassis.messaging import CloudEvent, new_event
from services.transcribe.domain.events import (
    ProofreadingRequested,
    RecordingPurged,
    TenantPurged,
    TranscribeEvent,
    TranscriptCompleted,
    TranscriptFailed,
    TranscriptRevised,
)
from services.transcribe.domain.transcript import Transcript
from services.transcribe.domain.usage import UsageRecorded


@dataclass(frozen=True)
class _Announcement:
    message: Message
    entity: str
    action: str
    subject: UUID
    tenant_id: UUID
    id: UUID | None = None
    """Of events that have one of their own."""


@dataclass(frozen=True)
class EventEncoder:
    """Gives each fact an id and a time."""

    now: Callable[[], datetime]
    new_id: Callable[[], UUID]

    def __call__(self, event: TranscribeEvent, user_id: UUID | None) -> CloudEvent:
        told = _announcement(event)
        return new_event(
            told.message,
            service="transcribe",
            entity=told.entity,
            action=told.action,
            subject=told.subject,
            tenant_id=told.tenant_id,
            user_id=user_id,
            id=told.id or self.new_id(),
            time=self.now(),
        )


def _announcement(event: TranscribeEvent) -> _Announcement:
    match event:
        case TranscriptCompleted(transcript=transcript):
            message = _completed(event)
            return _Announcement(
                message, "transcript", "completed", transcript.recording_id, transcript.tenant_id
            )
        case TranscriptRevised(transcript):
            return _Announcement(
                _revised(transcript),
                "transcript",
                "revised",
                transcript.recording_id,
                transcript.tenant_id,
            )
        case ProofreadingRequested(tenant_id, recording_id, attempt):
            asked = wire.ProofreadingRequested(recording_id=str(recording_id), attempt=attempt)
            return _Announcement(asked, "proofreading", "requested", recording_id, tenant_id)
        case TranscriptFailed(tenant_id, recording_id):
            return _Announcement(_failed(event), "transcript", "failed", recording_id, tenant_id)
        case RecordingPurged() | TenantPurged():
            return _purged(event)
        case UsageRecorded():
            about = event.recording_id or event.tenant_id
            return _Announcement(_used(event), "usage", "recorded", about, event.tenant_id, event.act_id)


def _completed(event: TranscriptCompleted) -> wire.TranscriptCompleted:
    transcript = event.transcript
    return wire.TranscriptCompleted(
        transcript_id=str(transcript.id),
        recording_id=str(transcript.recording_id),
        engine=transcript.engine.name,
        engine_version=transcript.engine.version,
        quality_grade=transcript.content.quality.grade,
        reference_status=transcript.content.quality.reference_status,
        word_count=len(transcript.content.words),
        duration_s=transcript.content.duration_s,
        transcript_only=event.transcript_only,
    )


def _revised(transcript: Transcript) -> wire.TranscriptRevised:
    return wire.TranscriptRevised(
        transcript_id=str(transcript.id),
        recording_id=str(transcript.recording_id),
        version=transcript.version.number,
        origin=transcript.version.origin,
    )


def _purged(event: RecordingPurged | TenantPurged) -> _Announcement:
    if isinstance(event, TenantPurged):
        gone = wire.TenantPurged(tenant_id=str(event.tenant_id))
        return _Announcement(gone, "tenant", "purged", event.tenant_id, event.tenant_id)
    purged = wire.RecordingPurged(recording_id=str(event.recording_id))
    return _Announcement(purged, "recording", "purged", event.recording_id, event.tenant_id)


def _used(event: UsageRecorded) -> wire.UsageRecorded:
    return wire.UsageRecorded(
        usage=ingest.Usage(
            recording_id=str(event.recording_id or ""),
            provider=event.provider,
            operation=event.operation,
            units=event.units,
            unit=event.unit,
            cost_usd=event.cost_usd,
            key_owner=str(event.key_owner or ""),
        )
    )


def _failed(event: TranscriptFailed) -> wire.TranscriptFailed:
    problem = event.problem
    status = problem.get("status")
    return wire.TranscriptFailed(
        recording_id=str(event.recording_id),
        problem=ingest.Problem(
            type=str(problem.get("type", "")),
            title=str(problem.get("title", "")),
            status=status if isinstance(status, int) else 500,
            detail=str(problem.get("detail", "")),
            code=str(problem.get("code", "")),
        ),
    )
