"""Events for tests, with made-up but well-formed content."""

import json
from datetime import UTC, datetime
from uuid import UUID

from chassis.clock import new_id
from chassis.messaging import CloudEvent

TIME = datetime(2026, 11, 20, 12, 30, 15, 250_000, tzinfo=UTC)


def an_event(
    *,
    service: str = "ingest",
    name: str = "recording.received",
    tenant_id: UUID | None = None,
    subject: str | None = None,
    data: bytes | None = None,
    number: int = 0,
) -> CloudEvent:
    entity_id = subject or str(new_id())
    return CloudEvent(
        id=new_id(),
        type=f"dev.rostrum.{service}.{name}.v1",
        source=f"rostrum/{service}",
        subject=entity_id,
        time=TIME,
        tenant_id=tenant_id or new_id(),
        user_id=new_id(),
        data=data or json.dumps({"recording_id": entity_id, "size_bytes": str(number)}).encode(),
    )
