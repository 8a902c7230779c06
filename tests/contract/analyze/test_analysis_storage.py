"""What every keeper of jobs and analyses promises, on Postgres and in memory."""

from dataclasses import replace
from uuid import UUID

import pytest

from chassis.clock import new_id
from chassis.errors import Problem
from services.analyze.application.ports.messages import Cause
from services.analyze.domain.analysis import Analysis
from services.analyze.domain.errors import (
    AttemptSuperseded,
)
from services.analyze.domain.events import AnalysisFailed, RecordingPurged, TenantPurged
from services.analyze.domain.job import Job
from tests.builders.analysis_keepers import (
    Keeper,
    a_cause,
    a_letter,
    an_analysis,
    begun,
    finish,
)
from tests.fakes.analyze_store import ANALYSED

PROBLEM = Problem("t", "T", 404, "d", "c")


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
    assert keeper.announced() == [*ANALYSED]


def test_each_attempt_is_counted_before_it_is_made(keeper: Keeper, job: Job) -> None:
    assert [begun(keeper, job).number for _ in range(3)] == [1, 2, 3]


def test_only_the_newest_attempt_may_finish(keeper: Keeper, job: Job) -> None:
    old, new = begun(keeper, job), begun(keeper, job)
    with pytest.raises(AttemptSuperseded):
        keeper.jobs.finish(old, an_analysis(job), a_cause(job))
    keeper.jobs.finish(new, an_analysis(job), a_cause(job))
    assert keeper.announced() == [*ANALYSED]


def test_a_cause_has_its_effect_once(keeper: Keeper, job: Job) -> None:
    cause, first, second = a_cause(job), an_analysis(job), an_analysis(job)
    keeper.jobs.finish(begun(keeper, job), first, cause)
    keeper.jobs.finish(begun(keeper, replace(job, transcript_id=new_id())), second, cause)
    assert found(keeper, job) == first
    assert keeper.announced() == [*ANALYSED]


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
    assert keeper.announced() == [*ANALYSED, "dead letter"]


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
    assert keeper.announced() == [*ANALYSED, "recording.purged"]


def test_an_erased_tenant_is_gone_for_good_and_no_other(keeper: Keeper, job: Job) -> None:
    other = Job(new_id(), new_id(), new_id())
    kept, attempt, cause = finish(keeper, other), begun(keeper, job), a_cause(job)
    for _ in range(2):
        keeper.eraser.erase_tenant(TenantPurged(job.tenant_id), cause)
    keeper.jobs.finish(attempt, an_analysis(job), a_cause(job))
    assert keeper.jobs.begin(replace(job, recording_id=new_id())) is None
    assert found(keeper, job) is None
    assert found(keeper, other) == kept
    assert keeper.announced() == [*ANALYSED, "tenant.purged"]


def test_work_that_was_given_up_is_done_when_its_message_is_sent_again(keeper: Keeper, job: Job) -> None:
    cause = a_cause(job)
    for _ in range(2):
        fail(keeper, job, cause)
    keeper.jobs.finish(begun(keeper, job), an_analysis(job), cause)
    assert found(keeper, job)
    assert keeper.announced() == ["dead letter", "analysis.failed", *ANALYSED]


def test_a_dead_letter_is_kept_once(keeper: Keeper, job: Job) -> None:
    cause = a_cause(job)
    for _ in range(2):
        keeper.letters.set_aside(job.tenant_id, a_letter(cause))  # type: ignore[arg-type]
    assert keeper.announced() == ["dead letter"]
