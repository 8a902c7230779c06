"""From the service's events to CloudEvents with the published protobuf types."""

from uuid import UUID

from google.protobuf.message import Message
from rostrum.analyze.v1 import events_pb2 as pb
from rostrum.ingest.v1 import events_pb2 as ingest_pb

from chassis.errors import Problem
from chassis.messaging import CloudEvent, new_event
from services.analyze.application.ports.time_and_ids import Clock, IdGenerator
from services.analyze.domain.analysis import Analysis
from services.analyze.domain.events import (
    AnalysisCompleted,
    AnalysisFailed,
    AnalysisRequested,
    Event,
    RecordingPurged,
    TenantPurged,
)
from services.analyze.domain.measure import Measure
from services.analyze.domain.usage import UsageRecorded


class Announcements:
    """Makes the CloudEvent of an event; what is announced about is its subject."""

    def __init__(self, clock: Clock, new_id: IdGenerator) -> None:
        self._clock = clock
        self._new_id = new_id

    def of(self, event: Event, cause: CloudEvent) -> CloudEvent:
        """For the tenant, and by the user, that the cause names."""
        return self.made(event, cause.tenant_id, cause.user_id)

    def made(self, event: Event, tenant_id: UUID, user_id: UUID | None) -> CloudEvent:
        entity, action, subject, message = _described(event)
        return new_event(
            message,
            service="analyze",
            entity=entity,
            action=action,
            subject=subject,
            tenant_id=tenant_id,
            user_id=user_id,
            id=event.act_id if isinstance(event, UsageRecorded) else self._new_id(),
            time=self._clock.now(),
        )


def _described(event: Event) -> tuple[str, str, UUID, Message]:
    match event:
        case AnalysisRequested(recording_id):
            return "analysis", "requested", recording_id, _requested(event)
        case AnalysisCompleted(analysis):
            return "analysis", "completed", analysis.subject.recording_id, _completed(analysis)
        case AnalysisFailed(recording_id, problem):
            failed = pb.AnalysisFailed(recording_id=str(recording_id), problem=problem_message(problem))
            return "analysis", "failed", recording_id, failed
        case RecordingPurged(recording_id):
            return "recording", "purged", recording_id, pb.RecordingPurged(recording_id=str(recording_id))
        case TenantPurged(tenant_id):
            return "tenant", "purged", tenant_id, pb.TenantPurged(tenant_id=str(tenant_id))
        case UsageRecorded(recording_id=recording_id):
            return "usage", "recorded", recording_id, _used(event)


def _requested(event: AnalysisRequested) -> pb.AnalysisRequested:
    brief = event.wish.brief
    return pb.AnalysisRequested(
        recording_id=str(event.recording_id),
        version=event.version,
        analyses=event.wish.analyses,
        brief=ingest_pb.Brief(
            question=brief.question,
            job_role=brief.job_role,
            skills=brief.skills,
            key_points=brief.key_points,
        ),
    )


def _completed(analysis: Analysis) -> pb.AnalysisCompleted:
    return pb.AnalysisCompleted(
        analysis_id=str(analysis.subject.analysis_id),
        recording_id=str(analysis.subject.recording_id),
        transcript_id=str(analysis.subject.transcript_id),
        profile=analysis.subject.profile,
        partial=analysis.partial,
        measures=[_measure(measure) for measure in analysis.measures],
    )


def _used(event: UsageRecorded) -> pb.UsageRecorded:
    return pb.UsageRecorded(
        usage=ingest_pb.Usage(
            recording_id=str(event.recording_id),
            provider=event.provider,
            operation=event.operation,
            units=event.units,
            unit=event.unit,
            cost_usd=event.cost_usd,
            key_owner=str(event.key_owner or ""),
        )
    )


def _measure(measure: Measure) -> pb.MeasureValue:
    return pb.MeasureValue(
        name=measure.name,
        status=measure.status,
        value=measure.value,
        unit=measure.unit,
        band=measure.band,
        score=measure.score,
    )


def problem_message(problem: Problem) -> ingest_pb.Problem:
    return ingest_pb.Problem(
        type=problem.type,
        title=problem.title,
        status=problem.status,
        detail=problem.detail,
        code=problem.code,
    )
