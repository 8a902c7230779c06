"""Removes what the broker has stored about a tenant, by subject."""

from uuid import UUID

from chassis.errors import Unavailable
from chassis.messaging import DLQ, DLQ_LOG, EVENTS, MessagingClient

_QUEUES = ("WORK_TRANSCRIBE",)
_OTHERS = ("ingest", "transcribe", "analyze", "report")
_PURGE_S = 10.0


class NatsTenantMessages:
    """The revocations of the tenant's sessions stay for the seven days of every event.

    They hold random ids only, and a service that restarts within the life of an access token
    must still learn that the session has ended.
    """

    def __init__(self, client: MessagingClient) -> None:
        self._client = client

    def purge(self, tenant_id: UUID, *, before: int | None = None) -> None:
        for subject in (*(f"evt.{service}.*.*.v1.{tenant_id}" for service in _OTHERS), _own(tenant_id)):
            self._purge(EVENTS.name, subject, before)
        self._purge(DLQ.name, f"dlq.*.*.{tenant_id}")
        self._purge(DLQ_LOG.name, f"dlq-log.*.*.*.{tenant_id}")
        for queue in _QUEUES:
            self._purge(queue, f"work.*.*.{tenant_id}")

    def _purge(self, stream: str, subject: str, before: int | None = None) -> None:
        purging = self._client.jetstream.purge_stream(stream, seq=before, subject=subject)
        if not self._client.run(purging, _PURGE_S):
            raise Unavailable("the message broker does not remove the tenant's messages just now")


def _own(tenant_id: UUID) -> str:
    return f"evt.auth.user.*.v1.{tenant_id}"
