"""From messages to reports, announcements, receipts and dead letters, in one transaction each."""

import hashlib
from dataclasses import replace
from uuid import UUID

import pytest
from rostrum.auth.v1 import events_pb2 as auth
from rostrum.ingest.v1 import events_pb2 as ingest

from chassis.clock import new_id
from chassis.errors import Malformed, NotFound, PermissionDenied
from chassis.messaging import Superseded
from tests.builders.report_messages import ReportService
from tests.builders.report_sources import RECORDING_ID, a_recording, sources

ANALYSIS, CANCELLED = "report-analysis-completed", "report-recording-cancelled"
DELETED, USER_DELETED = "report-recording-deleted", "report-user-deleted"


def deleted(report: ReportService) -> None:
    message = ingest.RecordingDeleted(recording_id=RECORDING_ID)
    report.deliver(DELETED, report.event("ingest", "recording", "deleted", message))


def test_an_analysis_becomes_a_report_that_is_announced_with_its_hash(report: ReportService) -> None:
    report.deliver(ANALYSIS, report.analysis_completed())
    exported = report.application.export_report(report.tenant_id, UUID(RECORDING_ID), "json")
    (row,) = report.outbox()
    assert row["subject"] == f"evt.report.report.completed.v1.{report.tenant_id}"
    assert row["data"]["recording_id"] == RECORDING_ID  # type: ignore[index]
    assert row["data"]["sha256"] == hashlib.sha256(exported.content).hexdigest()  # type: ignore[index]
    assert str(report.user_id) in str(row["headers"])


def test_the_same_message_twice_and_another_of_the_same_analysis_give_one_report(
    report: ReportService,
) -> None:
    event = report.analysis_completed()
    for delivered in (event, event, report.analysis_completed()):
        report.deliver(ANALYSIS, delivered)
    assert len(report.outbox()) == 1
    (used,) = report.usage()
    assert (used["recording_id"], used["operation"], used["units"]) == (RECORDING_ID, "report", 1.0)


def test_the_document_can_be_queried_in_the_database(report: ReportService) -> None:
    report.deliver(ANALYSIS, report.analysis_completed())
    (row,) = report.rows("SELECT document->'summary'->'change'->>'measure' AS change FROM reports")
    assert row["change"] == "pace_cv"


def test_text_that_a_database_refuses_does_not_stop_a_report(report: ReportService) -> None:
    report.readers.sources = sources(recording=a_recording(title="a\0b", reference_text="\0"))
    report.deliver(ANALYSIS, report.analysis_completed())
    assert len(report.outbox()) == 1


def test_a_worker_that_was_overtaken_neither_stores_nor_answers(report: ReportService) -> None:
    def overtaken() -> None:
        report.readers.before_answer = lambda: None
        report.deliver(ANALYSIS, report.analysis_completed())

    report.readers.before_answer = overtaken
    with pytest.raises(Superseded):
        report.deliver(ANALYSIS, report.analysis_completed())
    assert len(report.outbox()) == 1


def test_what_can_not_be_made_fails_with_its_problem_and_a_dead_letter_once(report: ReportService) -> None:
    event = report.analysis_completed()
    for _ in range(2):
        report.give_up(ANALYSIS, event, NotFound("There is no transcript of this recording."))
    letter, failed = report.outbox()
    assert letter["subject"] == f"dlq.report.{ANALYSIS}.{report.tenant_id}"
    assert failed["subject"] == f"evt.report.report.failed.v1.{report.tenant_id}"
    problem = failed["data"]["problem"]  # type: ignore[index]
    assert (problem["status"], problem["code"]) == (404, "not_found")
    assert problem["detail"] == "There is no transcript of this recording."


def test_a_report_that_is_there_is_never_announced_as_failed(report: ReportService) -> None:
    event = report.analysis_completed()
    report.deliver(ANALYSIS, event)
    report.give_up(ANALYSIS, event, RuntimeError("the acknowledgement got lost five times"))
    assert [
        str(row["subject"]).split(".")[3] for row in report.outbox() if "evt." in str(row["subject"])
    ] == ["completed"]


def test_an_event_that_can_not_be_read_is_kept_and_fails_nothing(report: ReportService) -> None:
    event = replace(report.analysis_completed(), data=b'{"recording_id": "../x"}')
    with pytest.raises(Malformed) as error:
        report.deliver(ANALYSIS, event)
    report.give_up(ANALYSIS, event, error.value)
    assert [str(row["subject"]).split(".")[0] for row in report.outbox()] == ["dlq"]


def test_a_cancelled_recording_gets_no_report(report: ReportService) -> None:
    message = ingest.RecordingCancelled(recording_id=RECORDING_ID)
    report.deliver(CANCELLED, report.event("ingest", "recording", "cancelled", message))
    report.deliver(ANALYSIS, report.analysis_completed())
    assert report.outbox() == []


def test_a_deleted_recording_is_erased_and_answered_once(report: ReportService) -> None:
    report.deliver(ANALYSIS, report.analysis_completed())
    message = ingest.RecordingDeleted(recording_id=RECORDING_ID)
    event = report.event("ingest", "recording", "deleted", message)
    report.deliver(DELETED, event)
    report.deliver(DELETED, event)
    receipts = [row for row in report.outbox() if "recording.purged" in str(row["subject"])]
    assert len(receipts) == 1
    assert report.rows("SELECT 1 FROM reports UNION ALL SELECT 1 FROM report_jobs") == []


def test_a_result_that_comes_after_the_deletion_is_refused(report: ReportService) -> None:
    report.readers.before_answer = lambda: deleted(report)
    report.deliver(ANALYSIS, report.analysis_completed())
    assert report.rows("SELECT 1 FROM reports UNION ALL SELECT 1 FROM report_jobs") == []
    assert len(report.outbox()) == 1


def test_a_deleted_user_leaves_tombstone_claim_and_receipt_only(report: ReportService) -> None:
    report.deliver(ANALYSIS, report.analysis_completed())
    message = auth.UserDeleted(user_id=str(report.user_id), tenant_id=str(report.tenant_id))
    event = report.event("auth", "user", "deleted", message)
    for _ in range(2):
        report.deliver(USER_DELETED, event)
    report.deliver(ANALYSIS, report.analysis_completed())
    assert report.rows("SELECT 1 FROM reports UNION ALL SELECT 1 FROM report_jobs") == []
    assert [row["consumer"] for row in report.rows("SELECT consumer FROM inbox")] == [USER_DELETED]
    assert sum("tenant.purged" in str(row["subject"]) for row in report.outbox()) == 1


def test_a_deletion_that_names_another_tenant_is_refused(report: ReportService) -> None:
    message = auth.UserDeleted(user_id=str(report.user_id), tenant_id=str(new_id()))
    with pytest.raises(PermissionDenied):
        report.deliver(USER_DELETED, report.event("auth", "user", "deleted", message))


def test_a_deletion_that_can_not_be_handled_is_kept_for_an_operator(report: ReportService) -> None:
    message = ingest.RecordingDeleted(recording_id=RECORDING_ID)
    event = report.event("ingest", "recording", "deleted", message)
    report.give_up(DELETED, event, RuntimeError("no disk"))
    (row,) = report.outbox()
    assert row["subject"] == f"dlq.report.{DELETED}.{report.tenant_id}"
    report.deliver(DELETED, event)  # the letter, sent again
    assert "recording.purged" in str(report.outbox()[-1]["subject"])
