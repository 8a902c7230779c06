"""What keeping the work of proofreading, and the prompts, promises: on Postgres and in memory."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from uuid import UUID

import pytest

from chassis.clock import SystemClock, new_id
from chassis.database.tombstones import bury
from chassis.errors import Conflict, NotFound
from chassis.messaging import CloudEvent
from services.transcribe.adapters.outbound.messaging.events import EventEncoder
from services.transcribe.adapters.outbound.postgres.announcing import Announcer
from services.transcribe.adapters.outbound.postgres.postgres_prompts import PostgresPrompts
from services.transcribe.adapters.outbound.postgres.postgres_proofreadings import PostgresProofreadings
from services.transcribe.adapters.outbound.postgres.postgres_versions import PostgresVersions
from services.transcribe.adapters.outbound.postgres.version_rows import add_version
from services.transcribe.application.ports.jobs import Cause
from services.transcribe.application.ports.prompts import Prompts
from services.transcribe.application.ports.proofreadings import (
    ProofreadingOrder,
    Proofreadings,
    ProofreadingStatus,
)
from services.transcribe.application.ports.versions import TranscriptVersions
from services.transcribe.domain.prompts import PromptKind
from services.transcribe.domain.transcript import Transcript
from services.transcribe.domain.usage import TOKENS, UsageRecorded
from services.transcribe.domain.versions import Version
from services.transcribe.domain.words import Origin
from tests.builders.chassis_database import opened
from tests.builders.events import an_event
from tests.builders.transcripts import transcript
from tests.fakes.proofreading import FakePrompts, FakeProofreadings
from tests.fakes.transcript_versions import FakeVersions
from tests.infrastructure.fixtures import MakeDatabase

TENANT = new_id()
A_USE = UsageRecorded(new_id(), TENANT, new_id(), "a-model", "proofread", 100.0, TOKENS)
PROBLEM = {"type": "t", "title": "T", "status": 409, "detail": "d", "code": "c"}


@dataclass(frozen=True)
class Keeper:
    """One recognised transcript, and the ports around it."""

    first: Transcript
    proofreadings: Proofreadings
    versions: TranscriptVersions
    erase: Callable[[UUID, UUID], None]

    def request(self) -> None:
        self.proofreadings.request(self.first.tenant_id, self.first.recording_id, new_id(), 1, 1)

    def order(self, attempt: int = 1) -> ProofreadingOrder:
        return ProofreadingOrder(self.first.tenant_id, self.first.recording_id, attempt)

    @property
    def status(self) -> ProofreadingStatus | None:
        state = self.proofreadings.state(self.first.tenant_id, self.first.recording_id)
        return state.status if state else None

    def result(self, number: int = 2) -> Transcript:
        return replace(self.first, version=Version(number, Origin.PROOFREAD))


@pytest.fixture(params=["memory", "postgres"])
def keeper(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Iterator[Keeper]:
    first = transcript("Hello their.", tenant_id=TENANT)
    if request.param == "memory":
        versions = FakeVersions()
        versions.begin(first)
        yield Keeper(first, FakeProofreadings(versions), versions, versions.erase)
        return
    with opened(make_database("transcribe"), "app") as database:
        announcer = Announcer(EventEncoder(SystemClock().now, new_id))

        def erase(tenant_id: UUID, recording_id: UUID) -> None:
            with database.transaction(tenant_id) as connection:
                bury(connection, tenant_id, recording_id)

        with database.transaction(first.tenant_id) as connection:
            add_version(connection, first)
        stored = PostgresVersions(database, announcer)
        yield Keeper(first, PostgresProofreadings(database, announcer), stored, erase)


@pytest.fixture(params=["memory", "postgres"])
def prompts(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Iterator[Prompts]:
    if request.param == "memory":
        yield FakePrompts()
        return
    with opened(make_database("transcribe"), "app") as database:
        yield PostgresPrompts(database)


def a_cause(event: CloudEvent | None = None) -> Cause:
    return Cause("transcribe-proofreading-requested", event or an_event(tenant_id=TENANT))


def test_work_goes_on_where_it_stopped(keeper: Keeper) -> None:
    assert keeper.status is None
    keeper.request()
    assert keeper.proofreadings.keep(keeper.order(), 1, {1: "Hello", 2: "there."}, A_USE)
    assert keeper.proofreadings.keep(keeper.order(), 2, {}, A_USE)
    run = keeper.proofreadings.begin(keeper.order(), a_cause())
    assert run is not None
    assert (run.base_version, run.prompt_version) == (1, 1)
    assert run.answers == {1: {1: "Hello", 2: "there."}, 2: {}}


def test_completing_stores_the_version_once(keeper: Keeper) -> None:
    keeper.request()
    event = an_event(tenant_id=TENANT)
    keeper.proofreadings.complete(keeper.order(), keeper.result(), a_cause(event))
    keeper.proofreadings.complete(keeper.order(), keeper.result(3), a_cause(event))
    found = keeper.versions.find(keeper.first.tenant_id, keeper.first.recording_id)
    assert found == keeper.result()
    assert keeper.status is ProofreadingStatus.COMPLETED
    assert keeper.proofreadings.begin(keeper.order(), a_cause(event)) is None
    assert not keeper.proofreadings.keep(keeper.order(), 1, {}, A_USE)


def test_a_version_that_came_first_is_told_and_the_work_goes_on(keeper: Keeper) -> None:
    keeper.versions.add(replace(keeper.first, version=Version(2, Origin.EDITED)))
    keeper.request()
    event = an_event(tenant_id=TENANT)
    with pytest.raises(Conflict):
        keeper.proofreadings.complete(keeper.order(), keeper.result(), a_cause(event))
    assert keeper.status is ProofreadingStatus.RUNNING
    keeper.proofreadings.complete(keeper.order(), keeper.result(3), a_cause(event))
    assert keeper.status is ProofreadingStatus.COMPLETED


def test_one_runs_at_a_time_and_a_new_one_begins_anew(keeper: Keeper) -> None:
    keeper.request()
    with pytest.raises(Conflict):
        keeper.request()
    keeper.proofreadings.keep(keeper.order(), 1, {1: "x"}, A_USE)
    keeper.proofreadings.fail(keeper.order(), PROBLEM, a_cause())
    state = keeper.proofreadings.state(keeper.first.tenant_id, keeper.first.recording_id)
    assert state is not None
    assert (state.status, state.problem) == (ProofreadingStatus.FAILED, PROBLEM)
    keeper.request()
    assert keeper.proofreadings.begin(keeper.order(1), a_cause()) is None
    run = keeper.proofreadings.begin(keeper.order(2), a_cause())
    assert run is not None
    assert run.answers == {}
    state = keeper.proofreadings.state(keeper.first.tenant_id, keeper.first.recording_id)
    assert state is not None
    assert state.problem is None


def test_what_is_deleted_gets_nothing(keeper: Keeper) -> None:
    keeper.request()
    keeper.erase(keeper.first.tenant_id, keeper.first.recording_id)
    keeper.proofreadings.complete(keeper.order(), keeper.result(), a_cause())
    assert keeper.versions.find(keeper.first.tenant_id, keeper.first.recording_id, 2) is None
    with pytest.raises(NotFound):
        keeper.request()


def test_another_tenant_sees_nothing(keeper: Keeper) -> None:
    keeper.request()
    assert keeper.proofreadings.state(new_id(), keeper.first.recording_id) is None
    foreign = ProofreadingOrder(new_id(), keeper.first.recording_id, 1)
    assert keeper.proofreadings.begin(foreign, a_cause()) is None
    assert not keeper.proofreadings.keep(foreign, 1, {}, A_USE)


def test_there_is_a_first_prompt_of_each_kind(prompts: Prompts) -> None:
    listed = prompts.listed(None)
    assert [(prompt.kind, prompt.version, prompt.active) for prompt in listed] == [
        (PromptKind.PROOFREADING, 1, True),
        (PromptKind.TRANSCRIPTION, 1, True),
    ]
    assert all(prompt.text and prompts.active(prompt.kind) == prompt for prompt in listed)


def test_a_new_version_becomes_active_when_it_is_made_so(prompts: Prompts) -> None:
    kind = PromptKind.PROOFREADING
    added = prompts.add(kind, "Be careful.")
    assert (added.version, added.active, prompts.active(kind).version) == (2, False, 1)
    activated = prompts.activate(kind, 2)
    assert activated is not None
    assert (activated.active, prompts.active(kind).text) == (True, "Be careful.")
    assert [prompt.active for prompt in prompts.listed(kind)] == [True, False]
    assert prompts.active(PromptKind.TRANSCRIPTION).version == 1
    assert prompts.activate(kind, 7) is None
    assert prompts.find(kind, 7) is None
    assert prompts.active(kind).version == 2


def test_two_at_once_get_two_numbers(prompts: Prompts) -> None:
    with ThreadPoolExecutor(2) as pool:
        added = list(pool.map(lambda text: prompts.add(PromptKind.PROOFREADING, text), ["a", "b", "c", "d"]))
    assert sorted(prompt.version for prompt in added) == [2, 3, 4, 5]
