"""From events to use cases."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rostrum.auth.v1 import events_pb2 as auth
from rostrum.ingest.v1 import events_pb2 as ingest
from rostrum.transcribe.v1 import events_pb2 as wire

from chassis.errors import Malformed
from chassis.messaging import (
    CloudEvent,
    DeadLetter,
    Delivery,
    Exhausted,
    RetryLater,
    Subscription,
    Superseded,
    named_id,
)
from services.transcribe.adapters.inbound.messaging.consumers import (
    LOCAL_PIECE,
    RECORDING_CANCELLED,
    RECORDING_DELETED,
    RECORDING_PREPARED,
    REMOTE_PIECE,
    USER_DELETED,
)
from services.transcribe.adapters.inbound.messaging.proofreading_handlers import proofreading_subscription
from services.transcribe.application import Application
from services.transcribe.application.ports.jobs import Cause, Overtaken
from services.transcribe.application.ports.recognizer import EngineFailed
from services.transcribe.application.setbacks import PieceAbandoned
from services.transcribe.application.use_cases.recognize_piece import OneSuspectAtATime
from services.transcribe.domain.engines import AUTO
from services.transcribe.domain.jobs import Order, Queue, Ticket

_SUSPECT_S = 1.0


def subscriptions(application: Application, slots: Mapping[Queue, int]) -> list[Subscription]:
    """Every consumer with what it does. `slots` says how many pieces this process has in hand at a time."""
    handlers = Handlers(application)
    queues = {Queue.LOCAL: LOCAL_PIECE, Queue.REMOTE: REMOTE_PIECE}
    work = [
        Subscription(
            replace(queues[queue], slots=count),
            handlers.piece,
            handlers.give_up_piece,
            handlers.hand_back_piece,
        )
        for queue, count in slots.items()
    ]
    return [
        *work,
        Subscription(RECORDING_PREPARED, handlers.prepared, handlers.give_up_transcription),
        Subscription(RECORDING_CANCELLED, handlers.cancelled, handlers.set_aside),
        Subscription(RECORDING_DELETED, handlers.deleted, handlers.set_aside),
        Subscription(USER_DELETED, handlers.user_deleted, handlers.set_aside),
        proofreading_subscription(application),
    ]


@dataclass(frozen=True)
class Handlers:
    """Each reads its event and calls one use case."""

    application: Application

    def prepared(self, delivery: Delivery) -> None:
        self.application.plan_transcription(read_order(delivery.event), _cause(delivery))

    def piece(self, delivery: Delivery) -> None:
        try:
            self.application.recognize_piece(_ticket(delivery.event), _cause(delivery))
        except Overtaken as overtaken:
            raise Superseded from overtaken
        except OneSuspectAtATime as suspect:
            raise RetryLater(_SUSPECT_S) from suspect
        except PieceAbandoned as abandoned:
            failure = abandoned.failure
            problem = failure.problem if isinstance(failure, EngineFailed) else failure
            raise Exhausted(problem, abandoned.failures) from abandoned

    def hand_back_piece(self, delivery: Delivery) -> None:
        self.application.recognize_piece.hand_back(_ticket(delivery.event))

    def give_up_piece(self, delivery: Delivery, letter: DeadLetter) -> None:
        """The recording fails for the client; the piece can be sent again."""
        cause = _cause(delivery, letter)
        try:
            ticket = _ticket(delivery.event)
        except Malformed:
            self.application.set_aside_message(delivery.event.tenant_id, cause)
            return
        self.application.give_up_piece(ticket, letter.problem, cause)

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
    wanted = message.transcription
    return Order(
        tenant_id=event.tenant_id,
        recording_id=named_id(message.recording_id),
        audio_key=message.audio_key,
        duration_s=message.duration_s,
        language="" if message.language == AUTO else message.language,
        has_reference_text=message.has_reference_text,
        engine=wanted.engine,
        model=wanted.model,
        prompt=wanted.prompt,
        translate=wanted.task == "translate",
        speakers=wanted.speakers,
        transcript_only=wanted.transcript_only,
        spend_cap_usd=wanted.spend_cap_usd if wanted.HasField("spend_cap_usd") else None,
    )


def _ticket(event: CloudEvent) -> Ticket:
    message = event.parse(wire.PieceReleased)
    return Ticket(event.tenant_id, named_id(message.recording_id), message.number, message.attempt)


def _cause(delivery: Delivery, letter: DeadLetter | None = None) -> Cause:
    return Cause(delivery.consumer.name, delivery.event, letter)
