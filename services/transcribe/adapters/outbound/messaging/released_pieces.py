"""Released pieces as messages for whoever is free."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from rostrum.transcribe.v1 import events_pb2 as wire

from chassis.messaging import CloudEvent, as_work, new_event
from services.transcribe.domain.jobs import Queue, Ticket


@dataclass(frozen=True)
class PieceEncoder:
    """Each release is a message of its own, in the trace of the order that it goes back to."""

    now: Callable[[], datetime]
    new_id: Callable[[], UUID]

    def __call__(
        self, ticket: Ticket, queue: Queue, user_id: UUID | None, trace: Mapping[str, str]
    ) -> CloudEvent:
        message = wire.PieceReleased(
            recording_id=str(ticket.recording_id), number=ticket.number, attempt=ticket.attempt
        )
        event = new_event(
            message,
            service="transcribe",
            entity="piece",
            action="released",
            subject=f"{ticket.recording_id}/{ticket.number}",
            tenant_id=ticket.tenant_id,
            user_id=user_id,
            id=self.new_id(),
            time=self.now(),
        )
        return replace(as_work(event, queue), trace=trace)
