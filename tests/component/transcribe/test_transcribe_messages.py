"""From messages to transcripts, announcements, receipts and dead letters."""

import json
from dataclasses import replace
from typing import Any

import pytest
from rostrum.auth.v1 import events_pb2 as auth

from chassis.clock import new_id
from chassis.errors import Malformed, NotFound
from services.transcribe.application.ports.recognizer import Hearing, Task
from tests.builders.transcribe_service import PIECE, TranscribeService
from tests.fakes.speech_recognizer import says

PREPARED, USER_DELETED = "transcribe-recording-prepared", "transcribe-user-deleted"
REMAINS = "SELECT 1 FROM transcripts UNION ALL SELECT 1 FROM jobs"


def data(row: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = row["data"]
    return content


def test_a_prepared_recording_becomes_a_transcript_that_is_announced_once(
    service: TranscribeService,
) -> None:
    event = service.prepared()
    for delivered in (event, event, service.prepared()):
        service.transcribe(delivered)
    (row,) = service.outbox()
    assert row["subject"] == f"evt.transcribe.transcript.completed.v1.{service.tenant_id}"
    assert str(service.user_id) in str(row["headers"])
    content = data(row)
    assert content["recording_id"] == str(service.recording_id)
    assert (content["engine"], content["quality_grade"], content["word_count"]) == ("fake", "low", 2)
    assert content["reference_status"] == "none"
    (used,) = service.usage()
    assert (used["recording_id"], used["provider"], used["operation"]) == (
        str(service.recording_id),
        "fake",
        "transcribe",
    )
    assert (used["unit"], used["cost_usd"], used["key_owner"]) == ("audio_seconds", 0.0, "")


def test_progress_goes_to_the_tenant_s_own_subject(service: TranscribeService) -> None:
    service.transcribe(service.prepared())
    subject, sent = service.progress[-1]
    assert subject == f"progress.transcribe.{service.tenant_id}"
    assert json.loads(sent) == {
        "recording_id": str(service.recording_id),
        "audio_done_s": 4.0,
        "audio_total_s": 4.0,
    }


def test_the_text_to_read_is_asked_for(service: TranscribeService) -> None:
    service.recordings.text = "Hello there."
    service.transcribe(service.prepared(has_reference_text=True))
    assert data(service.outbox()[0])["reference_status"] == "read"


def test_a_language_that_is_left_to_the_engine_is_in_the_transcript(service: TranscribeService) -> None:
    service.transcribe(service.prepared(language="auto"))
    assert service.rows("SELECT language FROM transcripts") == [{"language": "en"}]


def test_a_language_nobody_knows_ends_as_failed(service: TranscribeService) -> None:
    service.transcribe(service.prepared(language="fr"))
    (row,) = service.outbox()
    assert row["subject"] == f"evt.transcribe.transcript.failed.v1.{service.tenant_id}"
    problem = data(row)["problem"]
    assert (problem["status"], problem["code"]) == (422, "unsupported_language")
    assert problem["type"].endswith("/unsupported_language")


@pytest.mark.parametrize("content", [b"", b"not audio at all"])
def test_audio_that_is_none_ends_as_failed(service: TranscribeService, content: bytes) -> None:
    service.store.put(service.audio_key, [content], content_type="audio/flac")
    service.transcribe(service.prepared())
    assert data(service.outbox()[0])["problem"]["code"] == "audio_unreadable"


def test_audio_of_another_tenant_is_refused_and_kept_for_operators(service: TranscribeService) -> None:
    event = service.prepared(audio_key=f"{new_id()}/recordings/{new_id()}/prepared.flac")
    with pytest.raises(Malformed) as refused:
        service.transcribe(event)
    service.give_up(PREPARED, event, refused.value)
    assert [str(row["subject"]).split(".")[0] for row in service.outbox()] == ["dlq", "evt"]


def test_work_given_up_fails_for_the_client_with_a_dead_letter_once(service: TranscribeService) -> None:
    event = service.prepared()
    for _ in range(2):
        service.give_up(PREPARED, event, NotFound("There is no such object."))
    letter, failed = service.outbox()
    assert letter["subject"] == f"dlq.transcribe.{PREPARED}.{service.tenant_id}"
    assert failed["subject"] == f"evt.transcribe.transcript.failed.v1.{service.tenant_id}"
    assert data(failed)["problem"]["detail"] == "There is no such object."


def test_work_given_up_is_done_when_its_message_is_sent_again(service: TranscribeService) -> None:
    event = service.prepared()
    service.give_up(PREPARED, event, NotFound("There is no such object."))
    for _ in range(2):
        service.transcribe(event)
    assert [str(row["subject"]).split(".")[3] for row in service.outbox()[1:]] == ["failed", "completed"]


def test_an_event_that_names_no_recording_is_kept_for_operators(service: TranscribeService) -> None:
    event = replace(service.prepared(), data=b'{"recording_id": "../x"}')
    with pytest.raises(Malformed) as refused:
        service.transcribe(event)
    service.give_up(PREPARED, event, refused.value)
    assert [str(row["subject"]).split(".")[0] for row in service.outbox()] == ["dlq"]


def test_a_cancelled_recording_gets_no_transcript(service: TranscribeService) -> None:
    service.cancel()
    service.transcribe(service.prepared())
    assert service.outbox() == []
    assert service.recognizer.tasks == []


def test_of_two_workers_with_the_same_piece_one_counts(service: TranscribeService) -> None:
    def script(task: Task) -> Hearing:
        service.recognizer.script = says("hello again")
        service.deliver(PIECE, service.released()[0])
        return says("hello there")(task)

    service.recognizer.script = script
    service.transcribe(service.prepared())
    assert len(service.outbox()) == 1
    (row,) = service.rows("SELECT content->>'verbatim' AS verbatim FROM transcripts")
    assert row["verbatim"] == "hello again"


def test_a_deleted_recording_is_erased_and_answered_once(service: TranscribeService) -> None:
    service.transcribe(service.prepared())
    service.delete()
    assert service.rows(REMAINS) == []
    assert [str(row["subject"]).split(".")[3] for row in service.outbox()] == ["completed", "purged"]


def test_a_result_that_comes_after_the_deletion_is_refused(service: TranscribeService) -> None:
    def script(task: Task) -> Hearing:
        service.delete()
        return says("hello there")(task)

    service.recognizer.script = script
    service.transcribe(service.prepared())
    assert service.rows(REMAINS) == []
    assert len(service.outbox()) == 1


def test_a_deleted_user_leaves_tombstone_claim_and_receipt_only(service: TranscribeService) -> None:
    service.transcribe(service.prepared())
    message = auth.UserDeleted(user_id=str(service.user_id), tenant_id=str(service.tenant_id))
    event = service.event("auth", "user", "deleted", message)
    for _ in range(2):
        service.deliver(USER_DELETED, event)
    service.transcribe(service.prepared())
    assert service.rows(REMAINS) == []
    assert [row["consumer"] for row in service.rows("SELECT consumer FROM inbox")] == [USER_DELETED]
    assert sum("tenant.purged" in str(row["subject"]) for row in service.outbox()) == 1


def test_a_deletion_that_names_another_tenant_is_refused(service: TranscribeService) -> None:
    message = auth.UserDeleted(user_id=str(service.user_id), tenant_id=str(new_id()))
    with pytest.raises(Malformed):
        service.deliver(USER_DELETED, service.event("auth", "user", "deleted", message))


def test_another_tenant_sees_no_row(service: TranscribeService) -> None:
    service.transcribe(service.prepared())
    service.tenant_id = new_id()
    for table in ("jobs", "transcripts", "inbox", "outbox"):
        assert service.rows(f"SELECT 1 FROM {table}") == []
