"""Our events as CloudEvents of the published message types."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from google.protobuf.message import Message
from rostrum.ingest.v1 import events_pb2 as wire

from chassis.messaging import CloudEvent, new_event
from services.ingest.domain import events as domain
from services.ingest.domain.recording import PreparedAudio, Problem, Recording
from services.ingest.domain.usage import UsageRecorded

_SERVICE = "ingest"


def to_cloud_event(event: domain.Event, event_id: UUID, time: datetime) -> CloudEvent:
    """The subject is the recording (or tenant), so that its events keep their order."""
    match event:
        case domain.RecordingDeleted():
            message: Message = wire.RecordingDeleted(recording_id=str(event.recording_id))
            about, tenant_id, user_id = event.recording_id, event.tenant_id, event.user_id
            return _event("recording", "deleted", message, about, tenant_id, user_id, event_id, time)
        case UsageRecorded():
            message, about = _used(event), event.recording_id or event.tenant_id
            user_id = event.user_id
            return _event("usage", "recorded", message, about, event.tenant_id, user_id, event.act_id, time)
        case domain.TenantPurged():
            message = wire.TenantPurged(tenant_id=str(event.tenant_id))
            return _event("tenant", "purged", message, event.tenant_id, event.tenant_id, None, event_id, time)
        case domain.ShareGranted() | domain.ShareRevoked() | domain.ShareUsed():
            action, message = _about_share(event)
            share, learner = event.share, event.share.learner
            actor = share.coach_id if isinstance(event, domain.ShareUsed) else learner.user_id
            return _event("share", action, message, share.id, learner.tenant_id, actor, event_id, time)
        case _:
            action, message = _about_recording(event)
            of = event.recording
            return _event("recording", action, message, of.id, of.tenant_id, of.user_id, event_id, time)


def problem_message(problem: Problem) -> wire.Problem:
    return wire.Problem(
        type=problem.type,
        title=problem.title,
        status=problem.status,
        detail=problem.detail,
        code=problem.code,
    )


def _about_recording(
    event: domain.RecordingReceived
    | domain.RecordingPrepared
    | domain.RecordingFailed
    | domain.RecordingCompleted
    | domain.RecordingCancelled,
) -> tuple[str, Message]:
    recording = event.recording
    match event:
        case domain.RecordingReceived():
            return "received", _received(recording)
        case domain.RecordingPrepared():
            return "prepared", _prepared(recording)
        case domain.RecordingFailed():
            return "failed", _failed(recording)
        case domain.RecordingCompleted():
            report_id = str(recording.report_id) if recording.report_id else ""
            return "completed", wire.RecordingCompleted(recording_id=str(recording.id), report_id=report_id)
        case domain.RecordingCancelled():
            return "cancelled", wire.RecordingCancelled(recording_id=str(recording.id))


def _about_share(event: domain.ShareGranted | domain.ShareRevoked | domain.ShareUsed) -> tuple[str, Message]:
    share = event.share
    ids = {
        "share_id": str(share.id),
        "learner_id": str(share.learner.user_id),
        "coach_id": str(share.coach_id),
        "organisation_id": str(share.organisation_id),
    }
    shared_id = str(share.recording_id) if share.recording_id else ""
    match event:
        case domain.ShareGranted():
            return "granted", wire.ShareGranted(**ids, recording_id=shared_id)
        case domain.ShareRevoked():
            return "revoked", wire.ShareRevoked(**ids, recording_id=shared_id)
        case domain.ShareUsed():
            return "used", wire.ShareUsed(**ids, recording_id=str(event.recording_id), part=event.part)


def _received(recording: Recording) -> wire.RecordingReceived:
    return wire.RecordingReceived(
        recording_id=str(recording.id),
        object_key=recording.upload.key,
        size_bytes=recording.upload.size_bytes,
        sha256=recording.upload.sha256,
        container=recording.upload.container.value,
    )


def _prepared(recording: Recording) -> wire.RecordingPrepared:
    audio = recording.audio or PreparedAudio("", "", 0.0)
    return wire.RecordingPrepared(
        recording_id=str(recording.id),
        audio_key=audio.key,
        audio_sha256=audio.sha256,
        duration_s=audio.duration_s,
        language=recording.submission.language,
        profile=recording.submission.profile.value,
        has_reference_text=bool(recording.submission.reference_text),
        transcription=_wish(recording),
    )


def _wish(recording: Recording) -> wire.Transcription:
    wish = asdict(recording.submission.transcription)
    return wire.Transcription(**wish, spend_cap_usd=recording.allowance.spend_usd)


def _used(event: UsageRecorded) -> wire.UsageRecorded:
    return wire.UsageRecorded(
        usage=wire.Usage(
            recording_id=str(event.recording_id or ""),
            provider="rostrum",
            operation=event.operation,
            units=event.units,
            unit=event.unit,
        )
    )


def _failed(recording: Recording) -> wire.RecordingFailed:
    problem = problem_message(recording.problem) if recording.problem else None
    return wire.RecordingFailed(recording_id=str(recording.id), stage=recording.stage.value, problem=problem)


def _event(  # noqa: PLR0913 - what differs between two CloudEvents of one service
    entity: str,
    action: str,
    message: Message,
    about: UUID,
    tenant_id: UUID,
    user_id: UUID | None,
    event_id: UUID,
    time: datetime,
) -> CloudEvent:
    return new_event(
        message,
        service=_SERVICE,
        entity=entity,
        action=action,
        subject=about,
        tenant_id=tenant_id,
        user_id=user_id,
        id=event_id,
        time=time,
    )
