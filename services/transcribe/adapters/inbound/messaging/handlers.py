"""From events to use cases."""

from dataclasses import dataclass

from rostrum.auth.v1 import events_pb2 as auth
from rostrum.ingest.v1 import events_pb2 as ingest

from chassis.errors import Malformed
from chassis.messaging import CloudEvent, DeadLetter, Delivery, Subscription, Superseded, named_id
from services.transcribe.adapters.inbound.messaging.consumers import (
    RECORDING_CANCELLED,
    RECORDING_DELETED,
    RECORDING_PREPARED,
    USER_DELETED,
)
from services.transcribe.application import Application
from services.transcribe.application.ports.jobs import Cause, Overtaken
from services.transcribe.domain.jobs import Order


def subscriptions(application: Application) -> list[Subscription]:
    """Every consumer with what it does."""
    handlers = Handlers(application)
    return [
        Subscription(RECORDING_PREPARED, handlers.prepared, handlers.give_up_transcription),
        Subscription(RECORDING_CANCELLED, handlers.cancelled, handlers.set_aside),
        Subscription(RECORDING_DELETED, handlers.deleted, handlers.set_aside),
        Subscription(USER_DELETED, handlers.user_deleted, handlers.set_aside),
    ]


@dataclass(frozen=True)
class Handlers:
    """Each reads its event and calls one use case."""

    application: Application

    def prepared(self, delivery: Delivery) -> None:
        order = read_order(delivery.event)
        try:
            self.application.transcribe_recording(order, _cause(delivery))
        except Overtaken as overtaken:
            raise Superseded from overtaken

    def cancelled(self, delivery: Delivery) -> None:
        event = delivery.event
        recording_id = named_id(event.parse(ingest.RecordingCancelled).recording_id)
        self.application.stop_transcription(event.tenant_id, recording_id, _cause(delivery))

    def deleted(self, delivery: Delivery) -> None:
        event = delivery.event
        recording_id = named_id(event.parse(ingest.RecordingDeleted).recording_id)
        self.application.purge_recording(event.tenant_id, recording_id, _cause(delivery))

    def user_deleted(self, delivery: Delivery) -> None:
        event = delivery.event
        if named_id(event.parse(auth.UserDeleted).tenant_id) != event.tenant_id:
            raise Malformed("the deleted user's tenant is not that of the event")
        self.application.purge_tenant(event.tenant_id, _cause(delivery))

    def give_up_transcription(self, delivery: Delivery, letter: DeadLetter) -> None:
        """The recording fails for the client; an event that names none can only be kept for operators."""
        event, cause = delivery.event, _cause(delivery, letter)
        try:
            recording_id = named_id(event.parse(ingest.RecordingPrepared).recording_id)
        except Malformed:
            self.application.set_aside_message(event.tenant_id, cause)
            return
        self.application.give_up_transcription(event.tenant_id, recording_id, letter.problem, cause)

    def set_aside(self, delivery: Delivery, letter: DeadLetter) -> None:
        self.application.set_aside_message(delivery.event.tenant_id, _cause(delivery, letter))


def read_order(event: CloudEvent) -> Order:
    """Raises `Malformed`, also for audio that is not the tenant's own."""
    message = event.parse(ingest.RecordingPrepared)
    if not message.audio_key.startswith(f"{event.tenant_id}/"):
        raise Malformed("the prepared audio is not the tenant's own")
    return Order(
        tenant_id=event.tenant_id,
        recording_id=named_id(message.recording_id),
        audio_key=message.audio_key,
        duration_s=message.duration_s,
        language=message.language,
        has_reference_text=message.has_reference_text,
    )


def _cause(delivery: Delivery, letter: DeadLetter | None = None) -> Cause:
    return Cause(delivery.consumer.name, delivery.event, letter)
