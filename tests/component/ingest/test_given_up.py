"""Events that can't be handled: kept for operators, and no recording waits for ever because of them."""

import pytest
from rostrum.transcribe.v1 import events_pb2 as transcribe

from chassis.errors import Unavailable
from services.ingest.domain.errors import corrupt_audio
from tests.builders.ingest_messages import PROBLEM, Messages


def test_preparation_given_up_fails_the_recording_and_keeps_the_letter(messages: Messages) -> None:
    event = messages.received()
    for _ in range(2):
        messages.give_up("ingest-recording-received", event, Unavailable("The store is down."))
    assert messages.row()["status"] == "failed"
    subjects = [
        row["subject"] for row in messages.ingest.rows("SELECT subject FROM outbox ORDER BY position")
    ]
    tenant_id = messages.recording.tenant_id
    assert subjects == [
        f"dlq.ingest.ingest-recording-received.{tenant_id}",
        f"evt.ingest.recording.failed.v1.{tenant_id}",
    ]


def test_a_step_that_can_not_be_noted_is_left_to_the_next(messages: Messages) -> None:
    done = transcribe.TranscriptCompleted(recording_id=messages.id)
    event = messages.event("transcribe", "transcript", "completed", done)
    messages.give_up("ingest-transcript", event, ValueError("x"))
    assert messages.row()["status"] == "received"
    assert len(messages.ingest.rows("SELECT 1 FROM outbox WHERE subject LIKE %s", "dlq.%")) == 1


@pytest.mark.parametrize("ending", ["completed", "failed"])
def test_an_end_that_can_not_be_noted_ends_the_recording_all_the_same(
    messages: Messages, ending: str
) -> None:
    messages.prepare()
    failed = transcribe.TranscriptFailed(recording_id=messages.id, problem=PROBLEM)
    event = messages.event("transcribe", "transcript", "failed", failed)
    if ending == "completed":
        event = messages.completed()
    for _ in range(2):
        messages.give_up(f"ingest-{event.type.split('.')[3]}", event, ValueError("x"))
    row = messages.row()
    assert (row["status"], row["problem"]["code"]) == ("failed", "internal")
    assert messages.announced().count("failed") == 1
    messages.deliver("ingest-report", messages.completed())  # the letter, sent again
    assert messages.row()["status"] == "completed"


def test_a_preparation_that_was_given_up_and_is_sent_again_has_its_effect(messages: Messages) -> None:
    event = messages.received()
    messages.give_up("ingest-recording-received", event, Unavailable("The store is down."))
    for _ in range(2):
        messages.deliver("ingest-recording-received", event)
    row = messages.row()
    assert (row["status"], row["problem"]) == ("prepared", None)
    assert messages.announced()[1:] == ["failed", "prepared"]


def test_a_file_that_can_not_be_used_stays_failed_however_often_its_message_comes(messages: Messages) -> None:
    messages.ingest.preparer.failure = corrupt_audio()
    event = messages.received()
    messages.deliver("ingest-recording-received", event)
    messages.ingest.preparer.failure = None
    messages.deliver("ingest-recording-received", event)
    assert messages.row()["status"] == "failed"
    assert messages.announced() == ["failed"]


def test_a_transcription_sent_again_brings_a_failed_recording_on_its_way(messages: Messages) -> None:
    messages.prepare()
    failed = transcribe.TranscriptFailed(recording_id=messages.id, problem=PROBLEM)
    messages.deliver("ingest-transcript", messages.event("transcribe", "transcript", "failed", failed))
    done = transcribe.TranscriptCompleted(recording_id=messages.id)
    messages.deliver("ingest-transcript", messages.event("transcribe", "transcript", "completed", done))
    assert (messages.row()["status"], messages.row()["problem"]) == ("transcribed", None)
