"""What every keeper of acts that other services tell of does, and what auth's consumer makes of them."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import pytest
from google.protobuf import json_format
from google.protobuf.message import Message
from rostrum.ingest.v1 import events_pb2 as ingest

from chassis.clock import new_id
from chassis.errors import Malformed
from chassis.messaging import CloudEvent
from services.auth.adapters.inbound.messaging.share_acts import act_of_share
from services.auth.adapters.outbound.messaging.wire_events import WireEvents
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.adapters.outbound.postgres.postgres_audit import PostgresAuditTrail
from services.auth.application.ports.audit import ActFilter, AuditLog, ToldActs
from services.auth.domain.audit import Act
from tests.builders.chassis_database import opened
from tests.fakes.auth_administration import FakeAudit
from tests.fakes.auth_stores import AuthState
from tests.fakes.clock import FakeClock
from tests.infrastructure.fixtures import MakeDatabase

CLOCK = FakeClock()


@dataclass(frozen=True)
class Trail:
    told: ToldActs
    log: AuditLog

    def of(self, tenant_id: UUID) -> Sequence[Act]:
        return [recorded.act for recorded in self.log.page(ActFilter(tenant_id=tenant_id), 10, None)]


@pytest.fixture(params=["memory", "postgres"])
def trail(request: pytest.FixtureRequest) -> Iterator[Trail]:
    if request.param == "memory":
        audit = FakeAudit(AuthState())
        yield Trail(audit, audit)
        return
    make_database: MakeDatabase = request.getfixturevalue("make_database")
    with opened(make_database("auth"), "app") as database:
        kept = PostgresAuditTrail(database, FactWriter(WireEvents(new_id), new_id))
        yield Trail(kept, kept)


def test_the_same_message_is_recorded_once(trail: Trail) -> None:
    tenant_id, first, second = new_id(), new_id(), new_id()
    act = Act("share.granted", CLOCK.now(), tenant_id, new_id(), new_id(), {"recording": "all"})
    for message_id in (first, first, second):
        trail.told.record_once(tenant_id, message_id, act)
    assert trail.of(tenant_id) == [act, act]
    assert trail.of(new_id()) == []


IDS = {name: str(new_id()) for name in ("share_id", "learner_id", "coach_id", "organisation_id")}


def told(action: str, message: Message) -> CloudEvent:
    data = json.dumps(json_format.MessageToDict(message, preserving_proto_field_name=True)).encode()
    kind = f"dev.rostrum.ingest.share.{action}.v1"
    return CloudEvent(new_id(), kind, "/ingest", IDS["share_id"], CLOCK.now(), new_id(), None, data)


def test_a_share_becomes_an_act_of_the_learner() -> None:
    recording_id = str(new_id())
    one = told("granted", ingest.ShareGranted(**IDS, recording_id=recording_id))
    everything = told("revoked", ingest.ShareRevoked(**IDS))
    for event, kind, what in ((one, "share.granted", recording_id), (everything, "share.revoked", "all")):
        act = act_of_share(event)
        assert (act.kind, act.at, act.tenant_id) == (kind, event.time, event.tenant_id)
        assert (str(act.actor_id), str(act.target_id)) == (IDS["learner_id"], IDS["coach_id"])
        assert act.details == {"recording": what, "share_id": IDS["share_id"]}


def test_what_a_coach_reads_becomes_an_act_of_the_coach_in_the_learners_trail() -> None:
    recording_id = str(new_id())
    event = told("used", ingest.ShareUsed(**IDS, recording_id=recording_id, part="report"))
    act = act_of_share(event)
    assert (act.kind, act.tenant_id) == ("recording.read_by_coach", event.tenant_id)
    assert (str(act.actor_id), str(act.target_id)) == (IDS["coach_id"], recording_id)
    assert act.details == {"part": "report", "share_id": IDS["share_id"]}


@pytest.mark.parametrize(
    "make",
    [
        lambda: told("forgotten", ingest.ShareRevoked(**IDS)),
        lambda: told("granted", ingest.ShareGranted(learner_id="ada", coach_id=IDS["coach_id"])),
        lambda: told("used", ingest.ShareUsed(**IDS)),
    ],
)
def test_what_tells_of_no_share_is_refused(make: Callable[[], CloudEvent]) -> None:
    with pytest.raises(Malformed):
        act_of_share(make())
