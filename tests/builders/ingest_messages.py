"""Events for ingest's worker, and what they leave in its database."""

from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message
from rostrum.ingest.v1 import events_pb2 as ingest_events
from rostrum.report.v1 import events_pb2 as report

from chassis.clock import new_id
from chassis.messaging import CloudEvent, Delivery, Subscription, dead_letter, new_event
from services.ingest.adapters.inbound.messaging.event_door import EventDoor
from services.ingest.domain.recording import Recording
from tests.builders.ingest_service import IngestService
from tests.builders.recordings import NOW

PROBLEM = ingest_events.Problem(
    type="https://rostrum.dev/problems/engine_failed", title="T", status=503, detail="D", code="engine_failed"
)


@dataclass
class Messages:
    """Delivers events to the worker's door."""

    ingest: IngestService
    recording: Recording

    @property
    def id(self) -> str:
        return str(self.recording.id)

    def event(self, service: str, entity: str, action: str, message: Message) -> CloudEvent:
        return new_event(
            message, service=service, entity=entity, action=action, subject=self.recording.id,
            tenant_id=self.recording.tenant_id, user_id=self.recording.user_id, id=new_id(), time=NOW,
        )  # fmt: skip

    def deliver(self, consumer: str, event: CloudEvent) -> None:
        subscription = self._subscription(consumer)
        subscription.handle(Delivery(event, 1, subscription.consumer, 7))

    def give_up(self, consumer: str, event: CloudEvent, error: Exception) -> None:
        subscription = self._subscription(consumer)
        delivery = Delivery(event, 5, subscription.consumer, 7)
        subscription.give_up(delivery, dead_letter(delivery, error, 5, NOW))

    def received(self) -> CloudEvent:
        return self.event(
            "ingest", "recording", "received", ingest_events.RecordingReceived(recording_id=self.id)
        )

    def prepare(self) -> None:
        self.deliver("ingest-recording-received", self.received())

    def completed(self) -> CloudEvent:
        message = report.ReportCompleted(recording_id=self.id, report_id=str(new_id()))
        return self.event("report", "report", "completed", message)

    def row(self) -> dict[str, Any]:
        (row,) = self.ingest.rows("SELECT * FROM recordings WHERE id = %s", self.recording.id)
        return row

    def announced(self) -> list[str]:
        return [kind.removeprefix("recording.") for kind in self.ingest.event_types(self.recording.id)]

    def _subscription(self, consumer: str) -> Subscription:
        by_name = {s.consumer.name: s for s in EventDoor(self.ingest.worker).subscriptions()}
        return by_name[consumer]
