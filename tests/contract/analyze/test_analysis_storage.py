"""What every keeper of jobs and analyses promises, on Postgres and in memory."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol
from uuid import UUID

import pytest
import sqlalchemy as sa

from chassis.clock import SystemClock, new_id
from chassis.database import Database
from chassis.errors import Problem
from services.analyze.adapters.outbound.messaging.announcements import Announcements
from services.analyze.adapters.outbound.postgres.postgres_analysis_jobs import PostgresAnalysisJobs
from services.analyze.adapters.outbound.postgres.postgres_analysis_shelf import PostgresAnalysisShelf
from services.analyze.adapters.outbound.postgres.postgres_eraser import PostgresDeadLetters, PostgresEraser
from services.analyze.application.ports.analysis_jobs import AnalysisJobs
from services.analyze.application.ports.analysis_shelf import AnalysisShelf
from services.analyze.application.ports.eraser import DeadLetters, Eraser
from services.analyze.application.ports.messages import Cause
from services.analyze.domain.analysis import Analysis, Outcome, Subject, assemble
from services.analyze.domain.errors import (
    AnalysisNotFound,
    AnalysisOverran,
    AnalysisUnderWay,
    AttemptSuperseded,
)
from services.analyze.domain.events import AnalysisFailed, RecordingPurged, TenantPurged
from services.analyze.domain.job import Attempt, Job, Renewal, Wish
from services.analyze.domain.parts import PARTS
from tests.builders.analyze_material import a_material, a_transcript, words_of
from tests.builders.chassis_database import opened
from tests.builders.events import TIME, an_event
from tests.fakes.analyze_store import InMemoryAnalyses
from tests.infrastructure.fixtures import MakeDatabase

PROBLEM = Problem("t", "T", 404, "d", "c")


class Keeper(Protocol):
    """All the ports of one store, and a look at what left it."""

    @property
    def jobs(self) -> AnalysisJobs: ...
    @property
    def shelf(self) -> AnalysisShelf: ...
    @property
    def eraser(self) -> Eraser: ...
    @property
    def letters(self) -> DeadLetters: ...
    def announced(self) -> list[str]: ...


class InMemory:
    def __init__(self) -> None:
        self.jobs = self.shelf = self.eraser = self.letters = InMemoryAnalyses()

    def announced(self) -> list[str]:
        return self.jobs.announced


class InPostgres:
    def __init__(self, database: Database, relay: Database) -> None:
        announcements = Announcements(SystemClock(), new_id)
        self._relay = relay
        self.jobs = PostgresAnalysisJobs(database, announcements)
        self.shelf = PostgresAnalysisShelf(database)
        self.eraser = PostgresEraser(database, announcements)
        self.letters = PostgresDeadLetters(database)

    def announced(self) -> list[str]:
        with self._relay.transaction(None) as connection:
            subjects = connection.execute(sa.text("SELECT subject FROM outbox ORDER BY position")).scalars()
            return ["dead letter" if s.startswith("dlq.") else ".".join(s.split(".")[2:4]) for s in subjects]


@pytest.fixture(params=["memory", "postgres"])
def keeper(request: pytest.FixtureRequest) -> Iterator[Keeper]:
    if request.param == "memory":
        yield InMemory()
        return
    make_database: MakeDatabase = request.getfixturevalue("make_database")
    target = make_database("analyze")
    with opened(target, "app") as database, opened(target, "relay") as relay:
        yield InPostgres(database, relay)


@pytest.fixture
def job() -> Job:
    return Job(new_id(), new_id(), new_id())


def a_cause(job: Job) -> Cause:
    return Cause("analyze-test", an_event(tenant_id=job.tenant_id))


def a_letter(cause: Cause) -> object:
    event = cause.message
    return replace(event, address=f"dlq.analyze.analyze-test.{new_id()}")  # type: ignore[type-var]


def an_analysis(job: Job, version: int = 1) -> Analysis:
    """With something of everything, and a part that failed."""
    words = words_of("the the quick brown um box | jumped over the lazy dog " * 4)
    text = "The quick brown fox jumped over the lazy dog. " * 4
    material = a_material(a_transcript(words, reference_status="read"), reference=text)
    outcomes = [Outcome(name, 0.25, part(material)) for name, part in PARTS.items()]
    outcomes.append(Outcome("other", 1.0, error=AnalysisOverran("This analysis took longer than 1 s.")))
    subject = Subject(
        new_id(), job.recording_id, job.transcript_id, "reading", "en", 20.5, True, TIME, version
    )
    return assemble(subject, outcomes)


def begun(keeper: Keeper, job: Job) -> Attempt:
    attempt = keeper.jobs.begin(job)
    assert attempt
    return attempt


def finish(keeper: Keeper, job: Job) -> Analysis:
    analysis = an_analysis(job)
    keeper.jobs.finish(begun(keeper, job), analysis, a_cause(job))
    return analysis


def found(keeper: Keeper, job: Job, tenant_id: UUID | None = None) -> Analysis | None:
    return keeper.shelf.find(tenant_id or job.tenant_id, job.recording_id)


def fail(keeper: Keeper, job: Job, cause: Cause) -> None:
    letter = a_letter(cause)
    keeper.jobs.give_up(job.tenant_id, AnalysisFailed(job.recording_id, PROBLEM), letter, cause)  # type: ignore[arg-type]


def test_what_was_stored_comes_back_the_same(keeper: Keeper, job: Job) -> None:
    analysis = finish(keeper, job)
    assert analysis.pauses
    assert analysis.fillers
    assert analysis.repetitions
    assert analysis.miscues
    assert found(keeper, job) == analysis
    assert keeper.announced() == ["analysis.completed"]


def test_each_attempt_is_counted_before_it_is_made(keeper: Keeper, job: Job) -> None:
    assert [begun(keeper, job).number for _ in range(3)] == [1, 2, 3]


def test_only_the_newest_attempt_may_finish(keeper: Keeper, job: Job) -> None:
    old, new = begun(keeper, job), begun(keeper, job)
    with pytest.raises(AttemptSuperseded):
        keeper.jobs.finish(old, an_analysis(job), a_cause(job))
    keeper.jobs.finish(new, an_analysis(job), a_cause(job))
    assert keeper.announced() == ["analysis.completed"]


def test_a_cause_has_its_effect_once(keeper: Keeper, job: Job) -> None:
    cause, first, second = a_cause(job), an_analysis(job), an_analysis(job)
    keeper.jobs.finish(begun(keeper, job), first, cause)
    keeper.jobs.finish(begun(keeper, replace(job, transcript_id=new_id())), second, cause)
    assert found(keeper, job) == first
    assert keeper.announced() == ["analysis.completed"]


def test_the_same_transcript_is_not_analysed_again(keeper: Keeper, job: Job) -> None:
    finish(keeper, job)
    assert keeper.jobs.begin(job) is None
    assert keeper.jobs.begin(replace(job, transcript_id=new_id()))


def test_other_tenants_find_nothing(keeper: Keeper, job: Job) -> None:
    finish(keeper, job)
    assert found(keeper, job, new_id()) is None


def test_work_given_up_is_announced_with_its_dead_letter_once(keeper: Keeper, job: Job) -> None:
    attempt, cause = begun(keeper, job), a_cause(job)
    fail(keeper, job, cause)
    fail(keeper, job, cause)
    assert keeper.announced() == ["dead letter", "analysis.failed"]
    with pytest.raises(AttemptSuperseded):
        keeper.jobs.finish(attempt, an_analysis(job), a_cause(job))


def test_work_given_up_before_it_began_is_announced_too(keeper: Keeper, job: Job) -> None:
    fail(keeper, job, a_cause(job))
    assert keeper.announced() == ["dead letter", "analysis.failed"]
    assert begun(keeper, job)


def test_giving_up_takes_nothing_away(keeper: Keeper, job: Job) -> None:
    analysis = finish(keeper, job)
    fail(keeper, job, a_cause(job))
    assert found(keeper, job) == analysis
    assert keeper.announced() == ["analysis.completed", "dead letter"]


def test_a_stopped_recording_begins_and_finishes_nothing(keeper: Keeper, job: Job) -> None:
    attempt = begun(keeper, job)
    keeper.jobs.stop(job.tenant_id, job.recording_id, a_cause(job))
    keeper.jobs.finish(attempt, an_analysis(job), a_cause(job))
    assert keeper.jobs.begin(job) is None
    assert keeper.announced() == []


def test_a_stop_that_comes_first_holds(keeper: Keeper, job: Job) -> None:
    keeper.jobs.stop(job.tenant_id, job.recording_id, a_cause(job))
    assert keeper.jobs.begin(job) is None


def test_a_stop_that_comes_last_takes_nothing_away(keeper: Keeper, job: Job) -> None:
    analysis = finish(keeper, job)
    keeper.jobs.stop(job.tenant_id, job.recording_id, a_cause(job))
    assert found(keeper, job) == analysis


def test_an_erased_recording_is_gone_for_good(keeper: Keeper, job: Job) -> None:
    finish(keeper, job)
    attempt = begun(keeper, replace(job, transcript_id=new_id()))
    cause = a_cause(job)
    for _ in range(2):
        keeper.eraser.erase_recording(job.tenant_id, RecordingPurged(job.recording_id), cause)
    keeper.jobs.finish(attempt, an_analysis(job), a_cause(job))
    fail(keeper, job, a_cause(job))
    keeper.jobs.stop(job.tenant_id, job.recording_id, a_cause(job))
    assert found(keeper, job) is None
    assert keeper.jobs.begin(job) is None
    assert keeper.announced() == ["analysis.completed", "recording.purged"]


def test_an_erased_tenant_is_gone_for_good_and_no_other(keeper: Keeper, job: Job) -> None:
    other = Job(new_id(), new_id(), new_id())
    kept, attempt, cause = finish(keeper, other), begun(keeper, job), a_cause(job)
    for _ in range(2):
        keeper.eraser.erase_tenant(TenantPurged(job.tenant_id), cause)
    keeper.jobs.finish(attempt, an_analysis(job), a_cause(job))
    assert keeper.jobs.begin(replace(job, recording_id=new_id())) is None
    assert found(keeper, job) is None
    assert found(keeper, other) == kept
    assert keeper.announced() == ["analysis.completed", "tenant.purged"]


def test_work_that_was_given_up_is_done_when_its_message_is_sent_again(keeper: Keeper, job: Job) -> None:
    cause = a_cause(job)
    for _ in range(2):
        fail(keeper, job, cause)
    keeper.jobs.finish(begun(keeper, job), an_analysis(job), cause)
    assert found(keeper, job)
    assert keeper.announced() == ["dead letter", "analysis.failed", "analysis.completed"]


def test_a_dead_letter_is_kept_once(keeper: Keeper, job: Job) -> None:
    cause = a_cause(job)
    for _ in range(2):
        keeper.letters.set_aside(job.tenant_id, a_letter(cause))  # type: ignore[arg-type]
    assert keeper.announced() == ["dead letter"]


def test_a_renewal_is_a_version_of_its_own(keeper: Keeper, job: Job) -> None:
    first = finish(keeper, job)

    version = keeper.jobs.request(job.tenant_id, new_id(), job.recording_id, Wish())
    attempt = keeper.jobs.begin(Renewal(job.tenant_id, job.recording_id, version, Wish()))
    assert attempt
    second = an_analysis(job, version)
    keeper.jobs.finish(attempt, second, a_cause(job))

    assert version == 2
    assert found(keeper, job) == second
    assert keeper.shelf.find(job.tenant_id, job.recording_id, 1) == first
    assert keeper.announced() == ["analysis.completed", "analysis.requested", "analysis.completed"]


def test_one_version_is_made_at_a_time(keeper: Keeper, job: Job) -> None:
    with pytest.raises(AnalysisNotFound):
        keeper.jobs.request(job.tenant_id, None, job.recording_id, Wish())
    begun(keeper, job)
    with pytest.raises(AnalysisUnderWay):
        keeper.jobs.request(job.tenant_id, None, job.recording_id, Wish())
    assert keeper.announced() == []


def test_a_renewal_is_begun_only_while_its_version_is_wanted(keeper: Keeper, job: Job) -> None:
    finish(keeper, job)
    version = keeper.jobs.request(job.tenant_id, None, job.recording_id, Wish())
    renewal = Renewal(job.tenant_id, job.recording_id, version, Wish())
    stale = keeper.jobs.begin(renewal)
    attempt = keeper.jobs.begin(renewal)
    assert stale
    assert attempt

    with pytest.raises(AttemptSuperseded):
        keeper.jobs.finish(stale, an_analysis(job, version), a_cause(job))
    keeper.jobs.finish(attempt, an_analysis(job, version), a_cause(job))

    assert keeper.jobs.begin(renewal) is None
    assert keeper.jobs.begin(replace(renewal, version=version + 1)) is None
    assert keeper.jobs.begin(job) is None


def test_another_transcript_is_another_version(keeper: Keeper, job: Job) -> None:
    finish(keeper, job)

    attempt = keeper.jobs.begin(replace(job, transcript_id=new_id()))

    assert attempt
    assert attempt.version == 2
