"""From deliveries to use cases."""

from collections.abc import Callable

from rostrum.analyze.v1 import events_pb2 as analyze
from rostrum.auth.v1 import events_pb2 as auth
from rostrum.ingest.v1 import events_pb2 as ingest

from chassis.errors import Malformed, PermissionDenied, Problem
from chassis.messaging import DeadLetter, Delivery, Subscription, Superseded, named_id
from services.report.adapters.inbound.messaging.consumers import (
    ANALYSIS_COMPLETED,
    RECORDING_CANCELLED,
    RECORDING_DELETED,
    USER_DELETED,
)
from services.report.application import Application
from services.report.application.ports.messages import Cause
from services.report.domain.errors import AttemptSuperseded
from services.report.domain.job import Job


def subscriptions(application: Application) -> tuple[Subscription, ...]:
    """Every consumer of the service with what it does."""
    set_aside = _set_aside(application)
    return (
        Subscription(ANALYSIS_COMPLETED, _compose(application), _give_up(application)),
        Subscription(RECORDING_CANCELLED, _stop(application), set_aside),
        Subscription(RECORDING_DELETED, _purge_recording(application), set_aside),
        Subscription(USER_DELETED, _purge_tenant(application), set_aside),
    )


def _compose(application: Application) -> Callable[[Delivery], None]:
    def handle(delivery: Delivery) -> None:
        try:
            application.compose_report(_job(delivery), _cause(delivery))
        except AttemptSuperseded as error:
            raise Superseded from error

    return handle


def _give_up(application: Application) -> Callable[[Delivery, DeadLetter], None]:
    """An event that can't be read names no recording to fail: it is only kept."""

    def give_up(delivery: Delivery, letter: DeadLetter) -> None:
        try:
            job = _job(delivery)
        except Malformed:
            application.set_aside_message(delivery.event.tenant_id, letter.event)
            return
        application.give_up_report(job, Problem.read(letter.problem), letter.event, _cause(delivery))

    return give_up


def _stop(application: Application) -> Callable[[Delivery], None]:
    def handle(delivery: Delivery) -> None:
        event = delivery.event.parse(ingest.RecordingCancelled)
        application.stop_report(delivery.event.tenant_id, named_id(event.recording_id), _cause(delivery))

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


def _job(delivery: Delivery) -> Job:
    event = delivery.event.parse(analyze.AnalysisCompleted)
    return Job(delivery.event.tenant_id, named_id(event.recording_id), named_id(event.analysis_id))


def _cause(delivery: Delivery) -> Cause:
    return Cause(delivery.consumer.name, delivery.event)
