"""The report service as messages reach it, on a real database."""

from dataclasses import dataclass
from uuid import UUID

import psycopg
from google.protobuf.message import Message
from psycopg.rows import dict_row
from rostrum.analyze.v1 import events_pb2 as analyze

from chassis.clock import new_id
from chassis.messaging import CloudEvent, DeadLetter, Delivery, Subscription, dead_letter, new_event
from services.report.adapters.inbound.messaging.subscriptions import subscriptions
from services.report.application import Application
from tests.builders.events import TIME
from tests.builders.report_sources import ANALYSIS_ID, RECORDING_ID, TRANSCRIPT_ID
from tests.fakes.report_ports import FakeReaders
from tests.infrastructure.databases import ServiceDatabase


@dataclass
class ReportService:
    """The service as messages reach it, and its database as an operator sees it."""

    tenant_id: UUID
    user_id: UUID
    application: Application
    readers: FakeReaders
    database: ServiceDatabase

    def event(
        self, service: str, entity: str, action: str, message: Message, tenant_id: UUID | None = None
    ) -> CloudEvent:
        return new_event(
            message,
            service=service,
            entity=entity,
            action=action,
            subject=RECORDING_ID,
            tenant_id=tenant_id or self.tenant_id,
            user_id=self.user_id,
            id=new_id(),
            time=TIME,
        )

    def analysis_completed(self) -> CloudEvent:
        message = analyze.AnalysisCompleted(
            analysis_id=ANALYSIS_ID, recording_id=RECORDING_ID, transcript_id=TRANSCRIPT_ID
        )
        return self.event("analyze", "analysis", "completed", message)

    def deliver(self, consumer: str, event: CloudEvent) -> None:
        subscription = self._subscription(consumer)
        subscription.handle(Delivery(event, 1, subscription.consumer, 7))

    def give_up(self, consumer: str, event: CloudEvent, error: Exception) -> DeadLetter:
        subscription = self._subscription(consumer)
        delivery = Delivery(event, 5, subscription.consumer, 7)
        letter = dead_letter(delivery, error, 5, TIME)
        subscription.give_up(delivery, letter)
        return letter

    def rows(self, query: str) -> list[dict[str, object]]:
        """As the relay sees them, or as the app role with the tenant set."""
        with psycopg.connect(self.database.conninfo("app"), row_factory=dict_row) as connection:
            connection.execute("SELECT set_config('app.tenant_id', %s, true)", (str(self.tenant_id),))
            return connection.execute(query).fetchall()  # type: ignore[arg-type]

    def outbox(self) -> list[dict[str, object]]:
        """Without what is to be billed."""
        return self._told("subject NOT LIKE '%.usage.%'")

    def usage(self) -> list[dict[str, object]]:
        """What is to be billed."""
        return [row["data"]["usage"] for row in self._told("subject LIKE '%.usage.%'")]  # type: ignore[index]

    def _told(self, which: str) -> list[dict[str, object]]:
        told = "SELECT subject, headers, convert_from(data, 'UTF8')::jsonb AS data FROM outbox"
        return self.rows(f"{told} WHERE {which} ORDER BY position")

    def _subscription(self, consumer: str) -> Subscription:
        by_name = {s.consumer.name: s for s in subscriptions(self.application)}
        return by_name[consumer]
