"""Events as they reach the worker, on a real database: once, never backwards, and with an end for each."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from google.protobuf.message import Message
from rostrum.analyze.v1 import events_pb2 as analyze
from rostrum.auth.v1 import events_pb2 as auth
from rostrum.ingest.v1 import events_pb2 as ingest_events
from rostrum.report.v1 import events_pb2 as report
from rostrum.transcribe.v1 import events_pb2 as transcribe

from chassis.clock import new_id
from chassis.errors import Malformed, Unavailable
from chassis.messaging import Superseded
from chassis.messaging.events import encode
from chassis.object_store import FileStore
from services.ingest.adapters.inbound.messaging.event_door import ProgressDoor
from services.ingest.application.ports.audio import PreparationCrashed
from services.ingest.domain.errors import recording_too_long
from services.ingest.domain.recording import Recording, prepared_key
from services.ingest.domain.submission import accept
from tests.builders.ingest_messages import PROBLEM, Messages
from tests.builders.recordings import a_recording


def test_the_whole_way_to_the_report(messages: Messages) -> None:
    messages.prepare()
    done = transcribe.TranscriptCompleted(recording_id=messages.id)
    messages.deliver("ingest-transcript", messages.event("transcribe", "transcript", "completed", done))
    assert messages.row()["status"] == "transcribed"
    measured = analyze.AnalysisCompleted(recording_id=messages.id)
    messages.deliver("ingest-analysis", messages.event("analyze", "analysis", "completed", measured))
    messages.deliver("ingest-report", messages.completed())
    row = messages.row()
    assert (row["status"], row["stage"]) == ("completed", "report")
    assert messages.announced() == ["prepared", "completed"]


def test_the_transcript_completes_a_recording_that_wants_no_more(messages: Messages) -> None:
    with messages.ingest.transactions.begin(messages.recording.tenant_id) as transaction:
        wanted = a_recording(messages.recording.tenant_id, submission=accept({"transcript_only": ["true"]}))
        transaction.recordings.add(wanted)
    messages.recording = wanted
    messages.prepare()
    done = transcribe.TranscriptCompleted(recording_id=messages.id, transcript_only=True)
    messages.deliver("ingest-transcript", messages.event("transcribe", "transcript", "completed", done))
    assert (messages.row()["status"], messages.row()["report_id"]) == ("completed", None)
    assert messages.announced() == ["prepared", "completed"]


def test_an_event_delivered_twice_has_one_effect(messages: Messages) -> None:
    received, completed = messages.received(), messages.completed()
    for _ in range(2):
        messages.deliver("ingest-recording-received", received)
        messages.deliver("ingest-report", completed)
    assert messages.announced() == ["prepared", "completed"]


def test_what_overtakes_is_not_overtaken_back(messages: Messages) -> None:
    messages.prepare()
    messages.deliver("ingest-report", messages.completed())
    late = transcribe.TranscriptCompleted(recording_id=messages.id)
    messages.deliver("ingest-transcript", messages.event("transcribe", "transcript", "completed", late))
    failed = analyze.AnalysisFailed(recording_id=messages.id, problem=PROBLEM)
    messages.deliver("ingest-analysis", messages.event("analyze", "analysis", "failed", failed))
    assert messages.row()["status"] == "completed"


@pytest.mark.parametrize(
    ("consumer", "service", "entity", "message", "stage"),
    [
        ("ingest-transcript", "transcribe", "transcript", transcribe.TranscriptFailed, "transcribe"),
        ("ingest-analysis", "analyze", "analysis", analyze.AnalysisFailed, "analyze"),
        ("ingest-report", "report", "report", report.ReportFailed, "report"),
    ],
)
def test_a_stage_that_fails_ends_the_recording_with_its_problem(
    messages: Messages, consumer: str, service: str, entity: str, message: Callable[..., Message], stage: str
) -> None:
    messages.prepare()
    failure = message(recording_id=messages.id, problem=PROBLEM)
    messages.deliver(consumer, messages.event(service, entity, "failed", failure))
    row = messages.row()
    assert (row["status"], row["stage"], row["problem"]["code"]) == ("failed", stage, "engine_failed")
    assert messages.announced() == ["prepared", "failed"]
    (event,) = messages.ingest.rows(
        "SELECT convert_from(data, 'UTF8')::jsonb AS data FROM outbox WHERE subject LIKE %s", "%failed%"
    )
    assert (event["data"]["stage"], event["data"]["problem"]["status"]) == (stage, 503)


def test_a_file_that_can_not_be_used_fails_with_its_own_problem(messages: Messages) -> None:
    messages.ingest.preparer.failure = recording_too_long(3600)
    messages.prepare()
    assert messages.row()["problem"]["code"] == "recording_too_long"
    assert messages.announced() == ["failed"]


def test_a_decoder_that_dies_is_tried_again_and_then_the_file_is_to_blame(messages: Messages) -> None:
    messages.ingest.preparer.failure = PreparationCrashed("killed")
    for _ in range(2):
        with pytest.raises(Unavailable):
            messages.prepare()
    messages.prepare()
    assert (messages.row()["attempt"], messages.row()["problem"]["code"]) == (3, "corrupt_audio")


def test_attempts_that_ended_in_an_outage_are_no_crashes(messages: Messages) -> None:
    for failure in (Unavailable("The store is down."),) * 3 + (PreparationCrashed("killed"),):
        messages.ingest.preparer.failure = failure
        with pytest.raises(Unavailable):
            messages.prepare()
    messages.ingest.preparer.failure = None
    messages.prepare()
    assert messages.row()["status"] == "prepared"


def test_a_worker_that_was_thought_dead_changes_nothing(messages: Messages) -> None:
    def overtake(recording: Recording) -> None:
        messages.ingest.preparer.during = lambda recording: None
        messages.prepare()

    messages.ingest.preparer.during = overtake
    messages.ingest.preparer.duration_s = 10.0
    with pytest.raises(Superseded):
        messages.prepare()
    assert messages.row()["attempt"] == 2
    assert messages.announced() == ["prepared"]


@pytest.mark.parametrize("act", ["cancel", "delete"])
def test_work_on_a_recording_that_is_gone_is_dropped(
    messages: Messages, act: str, object_folder: Path
) -> None:
    client, recording = messages.ingest.client, messages.recording
    store = FileStore(object_folder)

    def meanwhile(_: Recording) -> None:
        if act == "cancel":
            client.cancel_recording(recording.tenant_id, recording.id)
        else:
            client.delete_recording(
                recording.tenant_id, recording.id, recording.user_id, lambda recording: None
            )
        store.put(prepared_key(recording.tenant_id, recording.id), [b"flac"], content_type="audio/flac")

    messages.ingest.preparer.during = meanwhile
    messages.prepare()
    assert bool(list(store.list(""))) is (act == "cancel")
    messages.deliver("ingest-report", messages.completed())
    assert messages.announced() == [f"{act}led" if act == "cancel" else "deleted"]


@pytest.mark.hostile(50)
def test_an_event_without_a_recording_is_malformed(messages: Messages) -> None:
    event = messages.event("ingest", "recording", "received", ingest_events.RecordingReceived())
    with pytest.raises(Malformed):
        messages.deliver("ingest-recording-received", event)


def test_a_deleted_recording_is_erased_and_every_receipt_written_down(
    messages: Messages, object_folder: Path
) -> None:
    recording = messages.recording
    store = FileStore(object_folder)
    store.put(recording.upload.key, [b"audio"], content_type="audio/wav")
    messages.ingest.client.delete_recording(
        recording.tenant_id, recording.id, recording.user_id, lambda recording: None
    )
    deleted = ingest_events.RecordingDeleted(recording_id=messages.id)
    messages.deliver("ingest-recording-deleted", messages.event("ingest", "recording", "deleted", deleted))
    for service, kind in (("transcribe", transcribe), ("analyze", analyze), ("report", report)):
        receipt = kind.RecordingPurged(recording_id=messages.id)
        messages.deliver("ingest-recording-purged", messages.event(service, "recording", "purged", receipt))
    assert list(store.list("")) == []
    with messages.ingest.transactions.begin(recording.tenant_id) as transaction:
        assert transaction.erasures.is_buried(recording.id)
    assert receipts(messages) == ["analyze", "ingest", "report", "transcribe"]


def receipts(messages: Messages) -> list[str]:
    import psycopg

    with psycopg.connect(messages.ingest.made.conninfo("app")) as connection:
        connection.execute(
            "SELECT set_config('app.tenant_id', %s, true)", [str(messages.recording.tenant_id)]
        )
        rows = connection.execute("SELECT service FROM erasures ORDER BY service").fetchall()
    return [row[0] for row in rows]


def test_a_deleted_user_leaves_nothing_and_can_send_nothing(messages: Messages, object_folder: Path) -> None:
    recording, store = messages.recording, FileStore(object_folder)
    store.put(recording.upload.key, [b"audio"], content_type="audio/wav")
    store.put(f"{new_id()}/recordings/{new_id()}/original", [b"other"], content_type="audio/wav")
    deleted = auth.UserDeleted(user_id=str(recording.user_id), tenant_id=str(recording.tenant_id))
    event = messages.event("auth", "user", "deleted", deleted)
    for _ in range(2):
        messages.deliver("ingest-user-deleted", event)
    assert messages.ingest.rows("SELECT 1 FROM recordings") == []
    assert len(list(store.list(""))) == 1
    assert messages.ingest.event_types(recording.tenant_id) == ["tenant.purged"]
    messages.deliver("ingest-report", messages.completed())
    messages.prepare()
    assert messages.ingest.rows("SELECT 1 FROM recordings") == []


def test_progress_is_kept_and_only_forwards(messages: Messages) -> None:
    messages.prepare()
    door = ProgressDoor(messages.ingest.worker)
    subject = f"progress.transcribe.{messages.recording.tenant_id}"
    for seconds in (4.0, 5.0, 3.0):
        message = transcribe.TranscriptProgressed(
            recording_id=messages.id, audio_done_s=seconds, audio_total_s=10
        )
        door(subject, encode(message))
    assert messages.row()["audio_done_s"] == 4.0  # the others came within half a second


def test_progress_of_nobody_is_ignored(messages: Messages) -> None:
    message = transcribe.TranscriptProgressed(recording_id=str(new_id()), audio_done_s=1)
    ProgressDoor(messages.ingest.worker)(f"progress.transcribe.{UUID(int=0)}", encode(message))
    assert messages.row()["audio_done_s"] == 0.0
