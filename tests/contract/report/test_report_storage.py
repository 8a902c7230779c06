"""What every storage of the report service does: Postgres and the fake that the unit tests stand on."""

from dataclasses import replace
from uuid import UUID

import pytest

from chassis.clock import new_id
from services.report.application.ports.messages import Cause
from services.report.domain.errors import AttemptSuperseded
from services.report.domain.events import RecordingPurged, TenantPurged
from services.report.domain.job import Attempt, FinishedReport, Job
from tests.builders.events import an_event
from tests.builders.report_service import Storage, a_cause, a_finished_report, a_job, completed, failed


def begun(storage: Storage, job: Job) -> Attempt:
    attempt = storage.jobs.begin(job)
    assert attempt is not None
    return attempt


def finish(
    storage: Storage, attempt: Attempt, report: FinishedReport | None = None, cause: Cause | None = None
) -> FinishedReport:
    report = report or a_finished_report()
    job = attempt.job
    storage.jobs.finish(attempt, report, completed(job, report), cause or a_cause(job.tenant_id))
    return report


def report_id(storage: Storage, job: Job) -> UUID | None:
    found = storage.shelf.find(job.tenant_id, job.recording_id, "json")
    return found.report_id if found else None


def test_every_attempt_is_counted(storage: Storage) -> None:
    job = a_job()
    assert [begun(storage, job).number for _ in range(3)] == [1, 2, 3]


def test_a_finished_report_is_found_in_each_format(storage: Storage) -> None:
    job = a_job()
    report = finish(storage, begun(storage, job))
    as_json = storage.shelf.find(job.tenant_id, job.recording_id, "json")
    as_markdown = storage.shelf.find(job.tenant_id, job.recording_id, "markdown")
    assert as_json
    assert as_markdown
    assert (as_json.content.decode(), as_markdown.content.decode()) == (report.json, report.markdown)
    assert (as_json.title, as_json.created_at) == (report.title, report.created_at)


def test_an_analysis_that_has_its_report_is_not_begun_again(storage: Storage) -> None:
    job = a_job()
    finish(storage, begun(storage, job))
    assert storage.jobs.begin(job) is None


def test_an_older_attempt_can_not_finish(storage: Storage) -> None:
    job = a_job()
    frozen, newer = begun(storage, job), begun(storage, job)
    with pytest.raises(AttemptSuperseded):
        finish(storage, frozen)
    assert report_id(storage, job) is None
    assert finish(storage, newer).report_id == report_id(storage, job)


def test_a_refused_attempt_leaves_its_message_unclaimed(storage: Storage) -> None:
    job = a_job()
    cause = a_cause(job.tenant_id)
    frozen, newer = begun(storage, job), begun(storage, job)
    with pytest.raises(AttemptSuperseded):
        finish(storage, frozen, cause=cause)
    report = finish(storage, newer, cause=cause)
    assert report_id(storage, job) == report.report_id


def test_a_newer_analysis_replaces_the_report_and_an_older_one_does_not(storage: Storage) -> None:
    older = a_job()
    newer = replace(older, analysis_id=new_id())
    finish(storage, begun(storage, older))
    report = finish(storage, begun(storage, newer))
    assert storage.jobs.begin(older) is None
    assert report_id(storage, older) == report.report_id


def test_giving_up_fences_out_whoever_is_still_at_work(storage: Storage) -> None:
    job = a_job()
    attempt = begun(storage, job)
    storage.jobs.give_up(job, failed(job), an_event(tenant_id=job.tenant_id), a_cause(job.tenant_id))
    with pytest.raises(AttemptSuperseded):
        finish(storage, attempt)


def test_a_job_that_was_given_up_can_be_begun_again_by_a_replay(storage: Storage) -> None:
    job = a_job()
    cause = a_cause(job.tenant_id)
    storage.jobs.give_up(job, failed(job), an_event(tenant_id=job.tenant_id), cause)
    report = finish(storage, begun(storage, job), cause=cause)
    assert report_id(storage, job) == report.report_id


def test_giving_up_takes_no_report_away(storage: Storage) -> None:
    job = a_job()
    report = finish(storage, begun(storage, job))
    storage.jobs.give_up(job, failed(job), an_event(tenant_id=job.tenant_id), a_cause(job.tenant_id))
    assert report_id(storage, job) == report.report_id
    assert storage.jobs.begin(job) is None


def test_a_cancelled_recording_is_not_worked_on_whatever_comes_first(storage: Storage) -> None:
    before, during = a_job(), a_job()
    storage.jobs.stop(before.tenant_id, before.recording_id, a_cause(before.tenant_id))
    assert storage.jobs.begin(before) is None
    attempt = begun(storage, during)
    storage.jobs.stop(during.tenant_id, during.recording_id, a_cause(during.tenant_id))
    with pytest.raises(AttemptSuperseded):
        finish(storage, attempt)


def test_a_report_that_was_finished_before_the_cancellation_stays(storage: Storage) -> None:
    job = a_job()
    report = finish(storage, begun(storage, job))
    storage.jobs.stop(job.tenant_id, job.recording_id, a_cause(job.tenant_id))
    assert report_id(storage, job) == report.report_id


def test_a_deleted_recording_leaves_nothing_and_refuses_what_is_late(storage: Storage) -> None:
    job = a_job()
    other = a_job(job.tenant_id)
    late = begun(storage, job)
    kept = finish(storage, begun(storage, other))
    storage.eraser.erase_recording(
        job.tenant_id, RecordingPurged(job.recording_id), a_cause(job.tenant_id, "report-recording-deleted")
    )
    finish(storage, late)
    assert report_id(storage, job) is None
    assert storage.jobs.begin(job) is None
    assert report_id(storage, other) == kept.report_id


def test_a_deleted_tenant_leaves_nothing_and_refuses_what_is_late(storage: Storage) -> None:
    job, stranger = a_job(), a_job()
    finish(storage, begun(storage, job))
    kept = finish(storage, begun(storage, stranger))
    cause = a_cause(job.tenant_id, "report-user-deleted")
    storage.eraser.erase_tenant(TenantPurged(job.tenant_id), cause)
    storage.eraser.erase_tenant(TenantPurged(job.tenant_id), cause)
    assert report_id(storage, job) is None
    assert storage.jobs.begin(a_job(job.tenant_id)) is None
    assert report_id(storage, stranger) == kept.report_id


def test_another_tenant_s_report_is_not_there(storage: Storage) -> None:
    job = a_job()
    finish(storage, begun(storage, job))
    assert storage.shelf.find(new_id(), job.recording_id, "json") is None


def test_two_tenants_may_hold_the_same_recording_id_without_meeting(storage: Storage) -> None:
    mine = a_job()
    theirs = replace(mine, tenant_id=new_id())
    first = finish(storage, begun(storage, mine))
    second = finish(storage, begun(storage, theirs))
    assert (report_id(storage, mine), report_id(storage, theirs)) == (first.report_id, second.report_id)
