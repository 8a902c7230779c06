"""From what this service announces to CloudEvents."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from rostrum.auth.v1 import events_pb2

from chassis.messaging import CloudEvent, new_event
from services.auth.domain.events import Event, SessionRevoked, TenantPurged, UserDeleted, UserRegistered


class WireEvents:
    """The mapping; each call makes a new event, so call it once per fact."""

    def __init__(self, new_id: Callable[[], UUID]) -> None:
        self._new_id = new_id

    def __call__(self, event: Event) -> CloudEvent:
        match event:
            case UserRegistered(tenant_id, user_id):
                ids = {"user_id": str(user_id), "tenant_id": str(tenant_id)}
                return self._event(event, events_pb2.UserRegistered(**ids), "user", "registered", user_id)
            case UserDeleted(tenant_id, user_id):
                ids = {"user_id": str(user_id), "tenant_id": str(tenant_id)}
                return self._event(event, events_pb2.UserDeleted(**ids), "user", "deleted", user_id)
            case SessionRevoked():
                return self._event(event, _revoked(event), "session", "revoked", event.user_id)
            case TenantPurged(tenant_id):
                message = events_pb2.TenantPurged(tenant_id=str(tenant_id))
                return self._event(event, message, "tenant", "purged", None)

    def _event(
        self, event: Event, message: Message, entity: str, action: str, user_id: UUID | None
    ) -> CloudEvent:
        return new_event(
            message,
            service="auth",
            entity=entity,
            action=action,
            subject=_subject(event),
            tenant_id=event.tenant_id,
            user_id=user_id,
            id=self._new_id(),
            time=event.at,
        )


def _subject(event: Event) -> UUID:
    """The entity that an event is about; events of one entity keep their order."""
    match event:
        case SessionRevoked():
            return event.session_id
        case TenantPurged():
            return event.tenant_id
        case _:
            return event.user_id


def _revoked(event: SessionRevoked) -> events_pb2.SessionRevoked:
    return events_pb2.SessionRevoked(
        session_id=str(event.session_id),
        user_id=str(event.user_id),
        revoked_at=_timestamp(event.at),
        reason=event.reason,
    )


def _timestamp(moment: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(moment)
    return stamp
