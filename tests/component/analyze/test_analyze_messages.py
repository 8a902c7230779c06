"""From messages to analyses, announcements, receipts and dead letters."""

from dataclasses import replace

import pytest
from rostrum.auth.v1 import events_pb2 as auth
from rostrum.ingest.v1 import events_pb2 as ingest
from rostrum.transcribe.v1 import events_pb2 as transcribe

from chassis.clock import new_id
from chassis.errors import Malformed, NotFound, PermissionDenied
from chassis.messaging import Superseded
from services.analyze.domain.errors import AnalysisOverran
from services.analyze.domain.parts import NEED_SOUND
from tests.builders.analyze_service import (
    CANCELLED,
    COMPLETED,
    DELETED,
    USER_DELETED,
    AnalyzeService,
)
from tests.fakes.analyze_ports import FakeAnalysts

REMAINS = "SELECT 1 FROM analyses UNION ALL SELECT 1 FROM jobs"


def delete(service: AnalyzeService) -> None:
    message = ingest.RecordingDeleted(recording_id=str(service.recording_id))
    service.deliver(DELETED, service.event("ingest", "recording", "deleted", message))


def cancel(service: AnalyzeService) -> None:
    message = ingest.RecordingCancelled(recording_id=str(service.recording_id))
    service.deliver(CANCELLED, service.event("ingest", "recording", "cancelled", message))


def fakes(service: AnalyzeService) -> FakeAnalysts:
    assert isinstance(service.analysts, FakeAnalysts)
    return service.analysts


def test_a_transcript_becomes_an_analysis_that_is_announced_once(service: AnalyzeService) -> None:
    event = service.transcribed()
    for delivered in (event, event, service.transcribed()):
        service.deliver(COMPLETED, delivered)
    (row,) = service.outbox()
    assert row["subject"] == f"evt.analyze.analysis.completed.v1.{service.tenant_id}"
    assert str(service.user_id) in str(row["headers"])
    data = row["data"]
    assert isinstance(data, dict)
    assert data["recording_id"] == str(service.recording_id)
    assert (data["profile"], data["partial"]) == ("presentation", False)
    measures = {measure["name"]: measure for measure in data["measures"]}
    assert measures["articulation_rate"]["value"] == pytest.approx(4.0, rel=0.05)
    assert measures["speech_rate_sps"]["score"] is not None
    assert measures["speech_rate_wpm"]["status"] == "insufficient_data"
    assert "value" not in measures["speech_rate_wpm"]
    assert service.rows("SELECT attempt, state FROM jobs") == [{"attempt": 1, "state": "completed"}]
    (used,) = service.usage()
    assert (used["provider"], used["operation"], used["unit"]) == ("rostrum", "analyze", "audio_seconds")


def test_a_transcript_that_is_all_that_is_wanted_is_not_analyzed(service: AnalyzeService) -> None:
    message = transcribe.TranscriptCompleted(recording_id=str(service.recording_id), transcript_only=True)
    service.deliver(COMPLETED, service.event("transcribe", "transcript", "completed", message))
    assert service.outbox() == service.rows("SELECT * FROM jobs") == []


def test_a_newer_transcript_gets_an_analysis_of_its_own(service: AnalyzeService) -> None:
    service.deliver(COMPLETED, service.transcribed())
    service.transcript_id = new_id()
    assert service.transcripts.found
    service.transcripts.found = replace(service.transcripts.found, transcript_id=str(service.transcript_id))
    service.deliver(COMPLETED, service.transcribed())
    newest = service.rows("SELECT transcript_id, version FROM analyses ORDER BY version")[-1]
    assert newest == {"transcript_id": service.transcript_id, "version": 2}
    assert service.announced() == ["analysis.completed"] * 2


def test_a_transcript_that_was_replaced_is_left_alone(service: AnalyzeService) -> None:
    event = service.transcribed()
    assert service.transcripts.found
    service.transcripts.found = replace(service.transcripts.found, transcript_id=str(new_id()))
    service.deliver(COMPLETED, event)
    assert service.announced() == []


def test_one_that_fails_leaves_the_rest(service: AnalyzeService) -> None:
    fakes(service).failing["pause"] = AnalysisOverran("This analysis took longer than 30 s.")
    service.deliver(COMPLETED, service.transcribed())
    data = service.outbox()[0]["data"]
    assert isinstance(data, dict)
    assert data["partial"] is True
    names = {measure["name"] for measure in data["measures"]}
    assert "speech_rate_sps" in names
    assert "pause_rate" not in names


@pytest.mark.parametrize("content", [b"", b"not audio at all", b"fLaC" + b"\xff" * 500])
def test_audio_that_is_none_fails_the_analyses_of_the_sound(service: AnalyzeService, content: bytes) -> None:
    service.store_bytes(content)
    service.deliver(COMPLETED, service.transcribed())
    analysis = service.application.read_analysis(service.tenant_id, service.recording_id)
    ended = {part.name: (part.status, part.reason) for part in analysis.parts}
    assert {ended[part] for part in NEED_SOUND} == {("failed", "audio_unreadable")}
    assert ended["fillers"] == ("completed", "")
    assert ended["reading"] == ("insufficient_data", "no_reference_text")
    assert ended["communication"] == ("insufficient_data", "no_words")


def test_audio_that_is_missing_ends_as_failed(service: AnalyzeService) -> None:
    service.recordings.found = replace(service.recordings.found, audio_key="nowhere/at.all")
    event = service.transcribed()
    with pytest.raises(NotFound) as refused:
        service.deliver(COMPLETED, event)
    for _ in range(2):
        service.give_up(COMPLETED, event, refused.value)
    letter, failed = service.outbox()
    assert letter["subject"] == f"dlq.analyze.{COMPLETED}.{service.tenant_id}"
    assert failed["subject"] == f"evt.analyze.analysis.failed.v1.{service.tenant_id}"
    data = failed["data"]
    assert isinstance(data, dict)
    assert data["problem"]["status"] == 404


def test_giving_up_does_not_take_an_analysis_away(service: AnalyzeService) -> None:
    service.deliver(COMPLETED, service.transcribed())
    service.give_up(COMPLETED, service.transcribed(), NotFound("x"))
    assert service.announced() == ["analysis.completed", "dead letter"]
    assert service.application.read_analysis(service.tenant_id, service.recording_id)


def test_an_event_that_names_no_recording_is_kept_for_operators(service: AnalyzeService) -> None:
    event = replace(service.transcribed(), data=b'{"recording_id": "../x"}')
    with pytest.raises(Malformed) as refused:
        service.deliver(COMPLETED, event)
    service.give_up(COMPLETED, event, refused.value)
    assert service.announced() == ["dead letter"]


def test_a_cancelled_recording_gets_no_analysis(service: AnalyzeService) -> None:
    cancel(service)
    service.deliver(COMPLETED, service.transcribed())
    assert service.announced() == []
    assert fakes(service).begun == []


def test_one_cancelled_meanwhile_ends_without_a_word(service: AnalyzeService) -> None:
    fakes(service).meanwhile = lambda: cancel(service)
    service.deliver(COMPLETED, service.transcribed())
    assert service.announced() == []


def test_an_overtaken_worker_neither_stores_nor_answers(service: AnalyzeService) -> None:
    def overtake() -> None:
        fakes(service).meanwhile = lambda: None
        service.deliver(COMPLETED, service.transcribed())

    fakes(service).meanwhile = overtake
    with pytest.raises(Superseded):
        service.deliver(COMPLETED, service.transcribed())
    assert service.announced() == ["analysis.completed"]
    assert service.rows("SELECT attempt, state FROM jobs") == [{"attempt": 2, "state": "completed"}]


def test_a_deleted_recording_is_erased_and_answered_once(service: AnalyzeService) -> None:
    service.deliver(COMPLETED, service.transcribed())
    delete(service)
    assert service.rows(REMAINS) == []
    assert service.announced() == ["analysis.completed", "recording.purged"]


def test_a_result_that_comes_after_the_deletion_is_refused(service: AnalyzeService) -> None:
    fakes(service).meanwhile = lambda: delete(service) if len(fakes(service).begun) == 1 else None
    service.deliver(COMPLETED, service.transcribed())
    assert service.rows(REMAINS) == []
    assert service.announced() == ["recording.purged"]


def test_a_deleted_user_leaves_tombstone_claim_and_receipt_only(service: AnalyzeService) -> None:
    service.deliver(COMPLETED, service.transcribed())
    message = auth.UserDeleted(user_id=str(service.user_id), tenant_id=str(service.tenant_id))
    event = service.event("auth", "user", "deleted", message)
    for _ in range(2):
        service.deliver(USER_DELETED, event)
    service.deliver(COMPLETED, service.transcribed())
    assert service.rows(REMAINS) == []
    assert [row["consumer"] for row in service.rows("SELECT consumer FROM inbox")] == [USER_DELETED]
    assert service.announced().count("tenant.purged") == 1


def test_a_deletion_that_names_another_tenant_is_refused(service: AnalyzeService) -> None:
    message = auth.UserDeleted(user_id=str(service.user_id), tenant_id=str(new_id()))
    with pytest.raises(PermissionDenied):
        service.deliver(USER_DELETED, service.event("auth", "user", "deleted", message))


def test_what_could_not_be_deleted_is_kept_for_operators_once(service: AnalyzeService) -> None:
    message = ingest.RecordingDeleted(recording_id=str(service.recording_id))
    event = service.event("ingest", "recording", "deleted", message)
    for _ in range(2):
        service.give_up(DELETED, event, RuntimeError("x"))
    assert service.announced() == ["dead letter"]
    service.deliver(DELETED, event)  # the letter, sent again
    assert service.announced() == ["dead letter", "recording.purged"]


def test_another_tenant_sees_no_row(service: AnalyzeService) -> None:
    service.deliver(COMPLETED, service.transcribed())
    service.tenant_id = new_id()
    for table in ("jobs", "analyses", "inbox", "outbox"):
        assert service.rows(f"SELECT 1 FROM {table}") == []
