"""A session that auth ends is refused by the other services, and by those that start later."""

import json
from uuid import UUID, uuid4

import pytest

from chassis.clock import SystemClock
from chassis.identity import RevocationList, TokenRefused
from chassis.messaging import STREAMS, CloudEvent
from chassis.revocation_feed import RevocationFeed
from tests.builders.events import an_event
from tests.builders.messaging_clients import connected, eventually
from tests.infrastructure.servers import RunningNats


@pytest.fixture
def broker(nats_server: RunningNats) -> RunningNats:
    with connected(nats_server, "admin") as admin:
        admin.provision(STREAMS, ())
    return nats_server


def revocation(session_id: UUID) -> CloudEvent:
    data = json.dumps({"session_id": str(session_id), "reason": "logged_out"}).encode()
    return an_event(service="auth", name="session.revoked", subject=str(session_id), data=data)


def is_refused(revocations: RevocationList, session_id: UUID) -> bool:
    try:
        revocations.check(session_id, writes=False)
    except TokenRefused:
        return True
    return False


def nobody_answers(_: UUID) -> bool:
    raise AssertionError("the feed should know")


def test_sessions_that_ended_before_and_after_the_start_are_refused(broker: RunningNats) -> None:
    before, after = uuid4(), uuid4()
    revocations = RevocationList(nobody_answers, SystemClock())
    with connected(broker, "auth") as auth, connected(broker, "report") as report:
        auth.publish(revocation(before))
        RevocationFeed(report, revocations).start()
        assert eventually(lambda: not revocations.stale)
        assert is_refused(revocations, before)
        auth.publish(revocation(after))
        assert eventually(lambda: is_refused(revocations, after))
        assert not is_refused(revocations, uuid4())


def test_without_the_broker_the_list_knows_that_it_is_stale() -> None:
    revocations = RevocationList(lambda _: True, SystemClock())
    feed = RevocationFeed(_Silent(), revocations)
    feed.start()
    assert revocations.stale
    assert feed.alive()
    assert feed.ready()


class _Silent:
    """A broker that is not there."""

    def watch(self, *_: object) -> "_Silent":
        return self

    def last_contact(self) -> float | None:
        return None
