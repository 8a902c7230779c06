"""From requests for proofreading to use cases."""

from dataclasses import dataclass

from rostrum.transcribe.v1 import events_pb2 as wire

from chassis.errors import Malformed
from chassis.messaging import CloudEvent, DeadLetter, Delivery, Subscription, named_id
from services.transcribe.adapters.inbound.messaging.consumers import PROOFREADING_REQUESTED
from services.transcribe.application import Application
from services.transcribe.application.ports.jobs import Cause
from services.transcribe.application.ports.proofreadings import ProofreadingOrder


def proofreading_subscription(application: Application) -> Subscription:
    handlers = ProofreadingHandlers(application)
    return Subscription(PROOFREADING_REQUESTED, handlers.requested, handlers.give_up)


@dataclass(frozen=True)
class ProofreadingHandlers:
    """Each reads its event and calls one use case."""

    application: Application

    def requested(self, delivery: Delivery) -> None:
        cause = Cause(delivery.consumer.name, delivery.event)
        self.application.proofread_transcript(_order(delivery.event), cause)

    def give_up(self, delivery: Delivery, letter: DeadLetter) -> None:
        """The client learns that it failed; an event that names nothing can only be kept for operators."""
        cause = Cause(delivery.consumer.name, delivery.event, letter)
        try:
            order = _order(delivery.event)
        except Malformed:
            self.application.set_aside_message(delivery.event.tenant_id, cause)
            return
        self.application.give_up_proofreading(order, letter.problem, cause)


def _order(event: CloudEvent) -> ProofreadingOrder:
    message = event.parse(wire.ProofreadingRequested)
    return ProofreadingOrder(event.tenant_id, named_id(message.recording_id), message.attempt)
