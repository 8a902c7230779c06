"""What the broker forgets of a tenant, and what it must keep until auth has erased its own part."""

from chassis.clock import new_id
from chassis.messaging import STREAMS, MessagingClient, work_queue
from services.auth.adapters.outbound.messaging.nats_tenant_messages import NatsTenantMessages
from tests.builders.events import an_event
from tests.builders.messaging_clients import connected
from tests.infrastructure.servers import RunningNats


def _places(client: MessagingClient, subject: str) -> list[int]:
    """Where the stream ends: the highest place, and how many messages the subject has."""
    state = client.run(client.jetstream.stream_info("EVENTS", subjects_filter=subject)).state
    return [state.last_seq, (state.subjects or {}).get(subject, 0)]


def test_the_receipt_in_hand_outlives_the_purge_that_may_be_cut_short(nats_server: RunningNats) -> None:
    tenant_id = new_id()
    subject = f"evt.ingest.recording.received.v1.{tenant_id}"
    with (
        connected(nats_server, "admin") as admin,
        connected(nats_server, "ingest") as ingest,
        connected(nats_server, "auth") as auth,
    ):
        admin.provision((*STREAMS, work_queue("transcribe")), ())
        for _ in range(3):
            ingest.publish(an_event(tenant_id=tenant_id))
        last, stored = _places(admin, subject)
        assert stored == 3
        NatsTenantMessages(auth).purge(tenant_id, before=last)
        assert _places(admin, subject)[1] == 1
        NatsTenantMessages(auth).purge(tenant_id)
        assert _places(admin, subject)[1] == 0
