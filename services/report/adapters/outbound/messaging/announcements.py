"""From the service's events to CloudEvents with the published protobuf types."""

from uuid import UUID, uuid5

from google.protobuf.message import Message
from rostrum.ingest.v1 import events_pb2 as ingest_pb
from rostrum.report.v1 import events_pb2 as pb

from chassis.errors import Problem
from chassis.messaging import CloudEvent, new_event
from services.report.application.ports.time_and_ids import Clock, IdGenerator
from services.report.domain.events import (
    Event,
    RecordingPurged,
    ReportCompleted,
    ReportFailed,
    ReportUsed,
    TenantPurged,
)


class Announcements:
    """Makes the CloudEvent of an event; the recording or tenant that it is about is its subject."""

    def __init__(self, clock: Clock, new_id: IdGenerator) -> None:
        self._clock = clock
        self._new_id = new_id

    def of(self, event: Event, tenant_id: UUID, user_id: UUID | None) -> CloudEvent:
        """`user_id` is of whoever acted when all this began."""
        entity, action, subject, message = _described(event)
        return new_event(
            message,
            service="report",
            entity=entity,
            action=action,
            subject=subject,
            tenant_id=tenant_id,
            user_id=user_id,
            id=uuid5(event.report_id, "report") if isinstance(event, ReportUsed) else self._new_id(),
            time=self._clock.now(),
        )


def _described(event: Event) -> tuple[str, str, UUID, Message]:
    match event:
        case ReportCompleted(recording_id=recording_id):
            return "report", "completed", recording_id, _completed(event)
        case ReportFailed(recording_id, problem):
            failed = pb.ReportFailed(recording_id=str(recording_id), problem=_problem(problem))
            return "report", "failed", recording_id, failed
        case RecordingPurged(recording_id):
            return "recording", "purged", recording_id, pb.RecordingPurged(recording_id=str(recording_id))
        case TenantPurged(tenant_id):
            return "tenant", "purged", tenant_id, pb.TenantPurged(tenant_id=str(tenant_id))
        case ReportUsed(recording_id=recording_id):
            return "usage", "recorded", recording_id, _used(event)


def _completed(event: ReportCompleted) -> pb.ReportCompleted:
    return pb.ReportCompleted(
        report_id=str(event.report_id),
        recording_id=str(event.recording_id),
        analysis_id=str(event.analysis_id),
        transcript_id=str(event.transcript_id),
        partial=event.partial,
        sha256=event.sha256,
    )


def _used(event: ReportUsed) -> pb.UsageRecorded:
    used = ingest_pb.Usage(provider="rostrum", operation="report", units=1, unit="reports")
    used.recording_id = str(event.recording_id)
    return pb.UsageRecorded(usage=used)


def _problem(problem: Problem) -> ingest_pb.Problem:
    return ingest_pb.Problem(
        type=problem.type,
        title=problem.title,
        status=problem.status,
        detail=problem.detail,
        code=problem.code,
    )
