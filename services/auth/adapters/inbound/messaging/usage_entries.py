"""From the services' events about usage to entries of the ledger."""

from uuid import UUID

from rostrum.ingest.v1 import events_pb2 as ingest

from chassis.messaging import CloudEvent, named_id
from services.auth.domain.usage import UsageEntry


def entry_of_usage(event: CloudEvent) -> UsageEntry:
    """The message of every service has the same shape. Raises Malformed."""
    used = event.parse(ingest.UsageRecorded).usage
    return UsageEntry(
        id=event.id,
        tenant_id=event.tenant_id,
        user_id=event.user_id,
        recording_id=_optional(used.recording_id),
        service=event.type.removeprefix("dev.rostrum.").partition(".")[0],
        provider=used.provider,
        operation=used.operation,
        units=used.units,
        unit=used.unit,
        cost_usd=used.cost_usd,
        key_owner=_optional(used.key_owner),
        at=event.time,
    )


def _optional(text: str) -> UUID | None:
    return named_id(text) if text else None
