"""From deliveries to use cases."""

from collections.abc import Callable

from rostrum.analyze.v1 import events_pb2 as analyze
from rostrum.auth.v1 import events_pb2 as auth
from rostrum.ingest.v1 import events_pb2 as ingest
from rostrum.transcribe.v1 import events_pb2 as transcribe

from chassis.errors import Malformed, PermissionDenied, Problem
from chassis.messaging import DeadLetter, Delivery, Subscription, Superseded, named_id
from services.analyze.adapters.inbound.grpc.briefs import brief_of
from services.analyze.adapters.inbound.messaging.consumers import (
    ANALYSIS_REQUESTED,
    RECORDING_CANCELLED,
    RECORDING_DELETED,
    TRANSCRIPT_COMPLETED,
    USER_DELETED,
)
from services.analyze.application import Application
from services.analyze.application.ports.messages import Cause
from services.analyze.domain.errors import AttemptSuperseded
from services.analyze.domain.job import Job, Renewal, Wish


def subscriptions(application: Application) -> tuple[Subscription, ...]:
    set_aside = _set_aside(application)
    return (
        Subscription(
            TRANSCRIPT_COMPLETED, _analyze(application), _give_up(application, transcribe.TranscriptCompleted)
        ),
        Subscription(
            ANALYSIS_REQUESTED, _renew(application), _give_up(application, analyze.AnalysisRequested)
        ),
        Subscription(RECORDING_CANCELLED, _stop(application), set_aside),
        Subscription(RECORDING_DELETED, _purge_recording(application), set_aside),
        Subscription(USER_DELETED, _purge_tenant(application), set_aside),
    )


def _analyze(application: Application) -> Callable[[Delivery], None]:
    def handle(delivery: Delivery) -> None:
        event = delivery.event.parse(transcribe.TranscriptCompleted)
        if event.transcript_only:
            return
        job = Job(delivery.event.tenant_id, named_id(event.recording_id), named_id(event.transcript_id))
        try:
            application.analyze_recording(job, _cause(delivery))
        except AttemptSuperseded as error:
            raise Superseded from error

    return handle


def _renew(application: Application) -> Callable[[Delivery], None]:
    def handle(delivery: Delivery) -> None:
        event = delivery.event.parse(analyze.AnalysisRequested)
        wish = Wish(tuple(event.analyses), brief_of(event.brief))
        renewal = Renewal(delivery.event.tenant_id, named_id(event.recording_id), event.version, wish)
        try:
            application.renew_analysis(renewal, _cause(delivery))
        except AttemptSuperseded as error:
            raise Superseded from error

    return handle


def _give_up(
    application: Application,
    message: type[transcribe.TranscriptCompleted] | type[analyze.AnalysisRequested],
) -> Callable[[Delivery, DeadLetter], None]:
    """What can't be read names no recording to fail."""

    def give_up(delivery: Delivery, letter: DeadLetter) -> None:
        tenant_id = delivery.event.tenant_id
        try:
            recording_id = named_id(delivery.event.parse(message).recording_id)
        except Malformed:
            application.set_aside_message(tenant_id, letter.event)
            return
        problem = Problem.read(letter.problem)
        application.give_up_analysis(tenant_id, recording_id, problem, letter.event, _cause(delivery))

    return give_up


def _stop(application: Application) -> Callable[[Delivery], None]:
    def handle(delivery: Delivery) -> None:
        event = delivery.event.parse(ingest.RecordingCancelled)
        application.stop_analysis(delivery.event.tenant_id, named_id(event.recording_id), _cause(delivery))

    return handle


def _purge_recording(application: Application) -> Callable[[Delivery], None]:
    def handle(delivery: Delivery) -> None:
        event = delivery.event.parse(ingest.RecordingDeleted)
        application.purge_recording(delivery.event.tenant_id, named_id(event.recording_id), _cause(delivery))

    return handle


def _purge_tenant(application: Application) -> Callable[[Delivery], None]:
    def handle(delivery: Delivery) -> None:
        event = delivery.event.parse(auth.UserDeleted)
        if named_id(event.tenant_id) != delivery.event.tenant_id:
            raise PermissionDenied("The event names another tenant than the one it is for.")
        application.purge_tenant(delivery.event.tenant_id, _cause(delivery))

    return handle


def _set_aside(application: Application) -> Callable[[Delivery, DeadLetter], None]:
    def give_up(delivery: Delivery, letter: DeadLetter) -> None:
        application.set_aside_message(delivery.event.tenant_id, letter.event)

    return give_up


def _cause(delivery: Delivery) -> Cause:
    return Cause(delivery.consumer.name, delivery.event)
