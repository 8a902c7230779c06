"""One behaviour of asking who coaches whom: auth's own servicer over gRPC, and the fake."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from chassis.clock import SystemClock, new_id
from chassis.errors import Unavailable
from chassis.rpc import Admission, RpcServer, channel
from chassis.settings import RpcServerSettings
from services.auth.adapters.inbound.grpc.auth_servicer import auth_service
from services.auth.domain.organisation import Person as Member
from services.ingest.adapters.outbound.grpc.auth_sessions import READS
from services.ingest.adapters.outbound.grpc.remote_coaching import KEPT_S, RemoteCoaching
from services.ingest.application.ports.shares import Coaching
from services.ingest.domain.share import Person
from tests.builders.auth_organisations import OrganisationBench
from tests.builders.identity import services
from tests.builders.recordings import NOW, StoppedClock
from tests.fakes.ingest_shares import MemoryCoaching


@dataclass
class School:
    """The port, two people of whom one coaches the other, and how that ends."""

    coaching: Coaching
    coach: Person
    learner: Person
    organisation_id: UUID
    part: Callable[[], None]
    clock: StoppedClock = field(default_factory=StoppedClock)


@dataclass
class Wire:
    """auth behind gRPC, as ingest reaches it."""

    bench: OrganisationBench
    server: RpcServer
    coaching: RemoteCoaching
    clock: StoppedClock


@pytest.fixture
def wire() -> Iterator[Wire]:
    bench, clock = OrganisationBench(), StoppedClock()
    known = services(SystemClock(), ("ingest", "auth"))
    admission = Admission(known.verifier("auth"))
    server = RpcServer(RpcServerSettings(), admission, [auth_service(bench.application)])
    server.start()
    target, credentials = f"127.0.0.1:{server.port}", known.credentials("ingest")
    opened = channel(target, audience="auth", credentials=credentials, reads=READS)
    yield Wire(bench, server, RemoteCoaching(opened, clock), clock)
    opened.close()
    server.stop(1)


@pytest.fixture(params=["memory", "grpc"])
def school(request: pytest.FixtureRequest) -> School:
    return _remembered() if request.param == "memory" else _asked(request.getfixturevalue("wire"))


def _remembered() -> School:
    memory, organisation_id = MemoryCoaching(), new_id()
    coach, learner = Person(new_id(), new_id()), Person(new_id(), new_id())
    memory.bond(coach.user_id, learner.user_id, organisation_id, NOW)
    memory.name(coach.user_id, "coach")
    memory.name(learner.user_id, "ben")
    return School(
        memory, coach, learner, organisation_id, lambda: memory.part(coach.user_id, learner.user_id)
    )


def _asked(wire: Wire) -> School:
    bench = wire.bench
    ada = bench.person("ada")
    organisation_id = bench.founded(ada)
    coach = bench.joined(organisation_id, ada, "coach", "coach")
    learner = bench.joined(organisation_id, ada, "ben")

    def part() -> None:
        bench.cases.members.remove(ada, organisation_id, coach.user_id)
        wire.clock.move(KEPT_S)

    return School(wire.coaching, _here(coach), _here(learner), organisation_id, part, wire.clock)


def _here(member: Member) -> Person:
    return Person(member.user_id, member.tenant_id)


def test_learners_and_coaches_find_each_other(school: School) -> None:
    (coach,) = school.coaching.coaches(school.learner)
    (learner,) = school.coaching.learners(school.coach, [school.learner.user_id, new_id()])
    assert (coach.person_id, coach.name) == (school.coach.user_id, "coach")
    assert (learner.person_id, learner.name) == (school.learner.user_id, "ben")
    assert coach.organisation_id == learner.organisation_id == school.organisation_id
    assert coach.organisation_name == learner.organisation_name == "Speakers"
    assert coach.since == learner.since


def test_nobody_else_finds_anybody(school: School) -> None:
    stranger = Person(new_id(), new_id())
    assert school.coaching.coaches(stranger) == []
    assert school.coaching.learners(stranger, [school.learner.user_id]) == []
    assert school.coaching.learners(school.coach, [new_id()]) == []
    assert school.coaching.learners(school.learner, [school.coach.user_id]) == []


def test_a_bond_that_ends_is_gone(school: School) -> None:
    assert school.coaching.learners(school.coach, [school.learner.user_id])
    school.part()
    assert school.coaching.learners(school.coach, [school.learner.user_id]) == []
    assert school.coaching.coaches(school.learner) == []


def test_an_answer_is_kept_for_less_than_five_seconds(wire: Wire) -> None:
    school = _asked(wire)
    bonds = school.coaching.learners(school.coach, [school.learner.user_id])
    wire.server.stop(1)
    wire.clock.move(KEPT_S / 2)
    assert KEPT_S < 5
    assert school.coaching.learners(school.coach, [school.learner.user_id]) == bonds
    wire.clock.move(KEPT_S / 2)
    with pytest.raises(Unavailable):
        school.coaching.learners(school.coach, [school.learner.user_id])


def test_a_user_of_another_space_is_nobody(wire: Wire) -> None:
    """The space that the call is for must be that of the user whom it names."""
    school = _asked(wire)
    posing = Person(school.coach.user_id, school.learner.tenant_id)
    assert wire.coaching.learners(posing, [school.learner.user_id]) == []
    posing = Person(school.learner.user_id, school.coach.tenant_id)
    assert wire.coaching.coaches(posing) == []
