"""kill -9 of the broker in the middle of a relay's run, and of the relay between publishing and marking."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from chassis.clock import new_id
from chassis.database import Database
from chassis.messaging import STREAMS, WireMessage
from chassis.outbox import Relay
from tests.builders.events import an_event
from tests.builders.messaging_clients import connected, eventually
from tests.builders.outbox_runs import append_all, relaying, stored, unpublished
from tests.builders.own_nats import restartable_nats
from tests.infrastructure.servers import RunningNats


def test_nothing_is_lost_or_stored_twice_when_the_broker_is_killed(
    app: Database, relay_database: Database, tmp_path: Path
) -> None:
    tenant = new_id()
    events = [an_event(tenant_id=tenant, subject=f"a{n % 20}") for n in range(600)]
    with restartable_nats(tmp_path / "nats") as (server, restarts):
        with connected(server, "admin") as admin:
            admin.provision(STREAMS, ())
        append_all(app, events)
        with relaying(relay_database, server):
            for left in (450, 200):
                assert eventually(partial(_at_most, relay_database, left), within_s=30)
                restarts.kill()
                restarts.start()
            assert eventually(lambda: unpublished(relay_database) == 0, within_s=60)
        found = stored(server, tenant)
    assert sorted(e.id for e in found) == sorted(e.id for e in events)
    for n in range(20):
        assert [e.id for e in found if e.subject == f"a{n}"] == [e.id for e in events[n::20]]


def _at_most(database: Database, left: int) -> bool:
    return unpublished(database) <= left


class DiesAfterPublishing:
    """Publishes for real and then fails, as a process does that is killed before it marks the rows."""

    connected = True

    def __init__(self, server: RunningNats) -> None:
        self._server = server

    def publish_groups(self, groups: Sequence[Sequence[WireMessage]], deadline_s: float = 5.0) -> list[int]:
        with connected(self._server) as client:
            client.publish_groups(groups, deadline_s)
        raise SystemExit


def test_a_relay_killed_before_it_marks_publishes_again_with_no_second_effect(
    app: Database, relay_database: Database, broker: RunningNats
) -> None:
    tenant = new_id()
    events = [an_event(tenant_id=tenant) for _ in range(5)]
    append_all(app, events)
    relay = Relay(relay_database, DiesAfterPublishing(broker))
    try:
        relay.publish_batch()
    except SystemExit:
        assert unpublished(relay_database) == 5
    with relaying(relay_database, broker):
        assert eventually(lambda: unpublished(relay_database) == 0)
    assert {e.id for e in stored(broker, tenant)} == {e.id for e in events}
    assert len(stored(broker, tenant)) == 5
