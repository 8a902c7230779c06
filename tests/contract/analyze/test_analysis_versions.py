"""Versions of an analysis: promised, then made, on Postgres and in memory."""

from dataclasses import replace

import pytest

from chassis.clock import new_id
from services.analyze.domain.errors import (
    AnalysisNotFound,
    AnalysisUnderWay,
    AttemptSuperseded,
)
from services.analyze.domain.job import Job, Renewal, Wish
from tests.builders.analysis_keepers import (
    Keeper,
    a_cause,
    an_analysis,
    begun,
    finish,
)
from tests.fakes.analyze_store import ANALYSED


def test_a_renewal_is_a_version_of_its_own(keeper: Keeper, job: Job) -> None:
    first = finish(keeper, job)

    version = keeper.jobs.request(job.tenant_id, new_id(), job.recording_id, Wish())
    attempt = keeper.jobs.begin(Renewal(job.tenant_id, job.recording_id, version, Wish()))
    assert attempt
    second = an_analysis(job, version)
    keeper.jobs.finish(attempt, second, a_cause(job))

    assert version == 2
    assert keeper.shelf.find(job.tenant_id, job.recording_id) == second
    assert keeper.shelf.find(job.tenant_id, job.recording_id, 1) == first
    assert keeper.announced() == [*ANALYSED, "analysis.requested", *ANALYSED]


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
