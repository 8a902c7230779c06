"""Watching a recording until it ends: server-sent events and `Prefer: wait`."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from chassis.clock import new_id
from services.ingest.application.ports.records import Cause
from services.ingest.domain.errors import recording_too_long
from services.ingest.domain.recording import Problem, Stage
from tests.builders import audio_files
from tests.builders.ingest_service import IngestService
from tests.builders.web_door import TOKEN

AUTH = {"Authorization": f"Bearer {TOKEN}"}
WAV = audio_files.wav(1.0)


def upload(ingest: IngestService, **headers: str) -> TestResponse:
    return ingest.app.test_client().post(
        "/v1/recordings", data=WAV, headers=AUTH | {"Content-Type": "audio/wav"} | headers
    )


def events(ingest: IngestService, recording_id: UUID, **headers: str) -> Iterator[dict[str, Any]]:
    """The events of a stream as they come."""
    path = f"/v1/recordings/{recording_id}/events"
    response = ingest.app.test_client().get(path, headers=AUTH | headers, buffered=False)
    assert response.mimetype == "text/event-stream"
    try:
        for frame in response.iter_encoded():
            lines = dict(line.split(": ", 1) for line in frame.decode().strip().split("\n") if ": " in line)
            if "event" in lines:
                yield lines | {"data": json.loads(lines["data"])}
    finally:
        response.close()


class Work:
    """What the other services would say, for one recording."""

    def __init__(self, ingest: IngestService, recording_id: UUID) -> None:
        self._ingest = ingest
        self.recording_id = recording_id

    def cause(self) -> Cause:
        return Cause("test", new_id(), self._ingest.user.tenant_id)

    def prepare(self) -> None:
        self._ingest.worker.prepare_recording(self.cause(), self.recording_id)

    def progress(self, seconds: float) -> None:
        self._ingest.worker.note_progress(self._ingest.user.tenant_id, self.recording_id, seconds)

    def complete(self) -> None:
        notes = self._ingest.worker.note_outcome
        notes.transcribed(self.cause(), self.recording_id)
        notes.analyzed(self.cause(), self.recording_id)
        notes.completed(self.cause(), self.recording_id, new_id())

    def fail(self) -> None:
        problem = Problem.of(recording_too_long(3600))
        self._ingest.worker.note_outcome.failed(self.cause(), self.recording_id, Stage.PREPARE, problem)


@pytest.fixture
def work(ingest: IngestService) -> Work:
    return Work(ingest, UUID(upload(ingest).get_json()["id"]))


def test_a_follower_sees_every_state_and_the_end(ingest: IngestService, work: Work) -> None:
    stream = events(ingest, work.recording_id)
    seen = [next(stream)]
    for step in (work.prepare, lambda: work.progress(2.5), work.complete):
        step()
        seen.append(next(stream))
    names = [(event["event"], event["data"]["status"]) for event in seen]
    while seen[-1]["event"] != "done":
        seen.append(next(stream))
    assert names[:3] == [("state", "received"), ("state", "prepared"), ("progress", "prepared")]
    assert seen[2]["data"]["progress"]["fraction"] == 0.25
    assert seen[-1]["data"]["status"] == "completed"
    ids = [int(event["id"]) for event in seen]
    assert ids == sorted(set(ids))
    assert next(stream, None) is None


def test_who_comes_back_gets_only_what_is_new(ingest: IngestService, work: Work) -> None:
    first = next(events(ingest, work.recording_id))
    work.prepare()
    again = next(events(ingest, work.recording_id, **{"Last-Event-ID": first["id"]}))
    assert int(again["id"]) > int(first["id"])
    assert again["data"]["status"] == "prepared"


def test_who_has_seen_the_end_is_told_to_stop(ingest: IngestService, work: Work) -> None:
    work.fail()
    last = next(events(ingest, work.recording_id))
    assert (last["event"], last["data"]["problem"]["code"]) == ("error", "recording_too_long")
    path = f"/v1/recordings/{work.recording_id}/events"
    again = ingest.app.test_client().get(path, headers=AUTH | {"Last-Event-ID": last["id"]})
    assert again.status_code == 204


def test_a_deletion_ends_the_stream(ingest: IngestService, work: Work) -> None:
    stream = events(ingest, work.recording_id)
    next(stream)
    ingest.app.test_client().delete(f"/v1/recordings/{work.recording_id}", headers=AUTH)
    last = next(stream)
    assert (last["event"], last["data"]["code"]) == ("error", "recording_not_found")
    assert next(stream, None) is None


@contextmanager
def working(ingest: IngestService, act: str) -> Iterator[None]:
    """Somebody else works on the first recording that appears."""
    done = threading.Event()

    def run() -> None:
        while not done.is_set():
            rows = ingest.rows("SELECT id FROM recordings WHERE status = 'received'")
            for row in rows:
                getattr(Work(ingest, row["id"]), act)()
            done.wait(0.02)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def test_waiting_gives_the_finished_recording_in_the_same_call(ingest: IngestService) -> None:
    with working(ingest, "complete"):
        response = upload(ingest, Prefer="wait=30")
    assert (response.status_code, response.get_json()["status"]) == (200, "completed")
    assert response.headers["Preference-Applied"] == "wait=30"
    assert response.headers["Location"] == f"/v1/recordings/{response.get_json()['id']}"


def test_waiting_gives_the_problem_with_the_status_it_would_have_had(ingest: IngestService) -> None:
    with working(ingest, "fail"):
        response = upload(ingest, Prefer="wait=30")
    problem = response.get_json()
    assert (response.status_code, problem["code"], problem["status"]) == (422, "recording_too_long", 422)
    assert "60 min" in problem["detail"]
    assert response.content_type == "application/problem+json"
    path = response.headers["Location"]
    shown = ingest.app.test_client().get(path, headers=AUTH).get_json()
    assert shown["status"] == "failed"
    assert shown["problem"] == {name: problem[name] for name in ("type", "title", "status", "detail", "code")}


def test_a_problem_that_was_waited_for_is_what_a_repetition_gets(ingest: IngestService) -> None:
    with working(ingest, "fail"):
        first = upload(ingest, Prefer="wait=30", **{"Idempotency-Key": "k"})
    again = upload(ingest, Prefer="wait=30", **{"Idempotency-Key": "k"})
    assert first.get_json() == again.get_json()
    assert len(ingest.rows("SELECT 1 FROM recordings")) == 1


def test_when_the_time_is_over_the_answer_is_202(ingest: IngestService) -> None:
    response = upload(ingest, Prefer="wait=1")
    assert (response.status_code, response.get_json()["status"]) == (202, "received")


def test_a_drain_ends_the_waiting(ingest: IngestService) -> None:
    ingest.slots.draining.set()
    response = upload(ingest, Prefer="wait=60")
    assert response.status_code == 503


def test_without_a_free_place_waiting_and_following_are_503_before_anything_is_stored(
    ingest: IngestService, work: Work
) -> None:
    held = [ingest.slots.hold() for _ in range(ingest.slots.capacity)]
    for slot in held:
        slot.__enter__()
    waiting = upload(ingest, Prefer="wait=5")
    path = f"/v1/recordings/{work.recording_id}/events"
    following = ingest.app.test_client().get(path, headers=AUTH)
    for slot in held:
        slot.__exit__(None, None, None)
    for response in (waiting, following):
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
    assert len(ingest.rows("SELECT 1 FROM recordings")) == 1
