"""From ingest's events about shares to acts for the audit trail, under the learner's tenant."""

from uuid import UUID

from rostrum.ingest.v1 import events_pb2 as ingest

from chassis.errors import Malformed
from chassis.messaging import CloudEvent, named_id
from services.auth.domain.audit import Act, ActKind

_ALL = "all"


def act_of_share(event: CloudEvent) -> Act:
    """Raises Malformed for an event that is about no share."""
    match event.type.removeprefix("dev.rostrum.ingest.share."):
        case "granted.v1":
            granted = event.parse(ingest.ShareGranted)
            return _decided(event, "share.granted", granted)
        case "revoked.v1":
            revoked = event.parse(ingest.ShareRevoked)
            return _decided(event, "share.revoked", revoked)
        case "used.v1":
            used = event.parse(ingest.ShareUsed)
            details = {"part": used.part, "share_id": used.share_id}
            coach_id, recording_id = named_id(used.coach_id), named_id(used.recording_id)
            return _act(event, "recording.read_by_coach", coach_id, recording_id, details)
    raise Malformed("The event tells nothing of a share.")


def _decided(event: CloudEvent, kind: ActKind, told: ingest.ShareGranted | ingest.ShareRevoked) -> Act:
    details = {"recording": told.recording_id or _ALL, "share_id": told.share_id}
    return _act(event, kind, named_id(told.learner_id), named_id(told.coach_id), details)


def _act(event: CloudEvent, kind: ActKind, actor_id: UUID, target_id: UUID, details: dict[str, str]) -> Act:
    return Act(kind, event.time, event.tenant_id, actor_id, target_id, details)
