"""Sending recordings over HTTP: what is accepted, what is refused, and what is stored."""

import hashlib
import io
import threading
from typing import Any

import psycopg
import pytest
from werkzeug.test import TestResponse

from tests.builders import audio_files
from tests.builders.ingest_service import IngestService
from tests.builders.web_door import TOKEN

WAV = audio_files.wav(1.0)
FORM = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n%s\r\n'
END = b"--x--\r\n"
AUTH = {"Authorization": f"Bearer {TOKEN}"}


def send(ingest: IngestService, content: bytes = WAV, query: str = "", **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return ingest.app.test_client().post(
        f"/v1/recordings{query}", data=content, headers=AUTH | {"Content-Type": "audio/wav"} | named
    )


def send_form(ingest: IngestService, fields: dict[str, Any]) -> TestResponse:
    return ingest.app.test_client().post("/v1/recordings", data=fields, headers=AUTH)


def stored(ingest: IngestService) -> list[str]:
    return [found.key for found in ingest.store.list("")]


def assert_problem(response: TestResponse, status: int, code: str) -> dict[str, Any]:
    problem = response.get_json(force=True)
    assert (response.status_code, problem["code"]) == (status, code), problem
    assert response.content_type == "application/problem+json"
    assert problem["request_id"] == response.headers["X-Request-Id"]
    return dict(problem)


def test_a_raw_body_is_stored_byte_for_byte_and_announced(ingest: IngestService) -> None:
    response = send(ingest, query="?title=Stand-up&profile=interview&analyses=pace,pause")

    body = response.get_json()
    assert response.status_code == 202
    assert response.headers["Location"] == f"/v1/recordings/{body['id']}" == body["links"]["self"]
    assert (body["title"], body["profile"], body["analyses"]) == ("Stand-up", "interview", ["pace", "pause"])
    assert (body["status"], body["size_bytes"]) == ("received", len(WAV))
    assert body["sha256"] == hashlib.sha256(WAV).hexdigest()
    assert body["progress"] == {
        "stage": "prepare", "stage_index": 1, "stage_count": 4, "fraction": 0.0,
        "audio_seconds_done": 0.0, "audio_seconds_total": None,
    }  # fmt: skip
    (key,) = stored(ingest)
    assert key.startswith(f"{ingest.user.tenant_id}/recordings/{body['id']}/")
    with ingest.store.open(key) as chunks:
        assert b"".join(chunks) == WAV
    assert ingest.event_types(body["id"]) == ["recording.received"]


def test_a_raw_body_of_no_declared_type_is_judged_by_its_content(ingest: IngestService) -> None:
    client = ingest.app.test_client()
    assert client.post("/v1/recordings", data=WAV, headers=AUTH).status_code == 202
    refused = client.post("/v1/recordings", data=b"<html>", headers=AUTH)
    assert_problem(refused, 415, "unsupported_container")


@pytest.mark.parametrize("audio_first", [True, False])
def test_a_form_brings_the_fields_in_any_order(ingest: IngestService, audio_first: bool) -> None:
    audio = {"file": (io.BytesIO(WAV), "../../etc/passwd\0.wav", "text/html")}
    texts = {"title": "Lesson", "reference_text": "Call me Ishmael.", "language": "en-GB"}
    response = send_form(ingest, audio | texts if audio_first else texts | audio)
    body = response.get_json()
    assert response.status_code == 202, body
    assert (body["title"], body["language"], body["profile"]) == ("Lesson", "en-GB", "reading")
    (key,) = stored(ingest)
    with ingest.store.open(key) as chunks:
        assert b"".join(chunks) == WAV
    assert "passwd" not in key


def test_what_is_wanted_of_the_transcript_is_shown_and_kept(ingest: IngestService) -> None:
    wishes = "?engine=pocketsphinx&model=en-us&prompt=Ishmael&transcript_only=true&start=0.5&end=0:09"
    body = send(ingest, query=wishes).get_json()
    assert (body["engine"], body["model"], body["prompt"]) == ("pocketsphinx", "en-us", "Ishmael")
    assert (body["start_s"], body["end_s"], body["task"], body["speakers"]) == (0.5, 9.0, "transcribe", False)
    assert (body["links"]["analysis"], body["links"]["report"]) == (None, None)
    assert body["progress"]["stage_count"] == 2
    assert ingest.app.test_client().get(body["links"]["self"], headers=AUTH).get_json() == body


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "empty_upload"),
        (b"#EXTM3U\nfile:///etc/passwd\n", 415, "unsupported_container"),
        (b"ffconcat version 1.0\nfile '/etc/passwd'\n", 415, "unsupported_container"),
        (b"v=0\no=- 0 0 IN IP4 127.0.0.1\n", 415, "unsupported_container"),
        (b"PK\x03\x04" + bytes(1000), 415, "unsupported_container"),
        (b"\x7fELF" + bytes(1000), 415, "unsupported_container"),
        (b"<svg onload=alert(1)>", 415, "unsupported_container"),
    ],
)
def test_what_is_no_accepted_audio_is_refused_before_202(
    ingest: IngestService, content: bytes, status: int, code: str
) -> None:
    problem = assert_problem(send(ingest, content), status, code)
    assert "Accepted are WAV, MP3" in problem["detail"]
    form = b'--x\r\nContent-Disposition: form-data; name="file"; filename="talk.wav"\r\n\r\n%s\r\n--x--\r\n'
    assert_problem(send(ingest, form % content, Content_Type=FORM), status, code)
    assert stored(ingest) == []
    assert ingest.rows("SELECT 1 FROM recordings") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?language=de", "language"),
        ("?engine=parrot", "engine"),
        ("?end=0:10&start=20", "end"),
        ("?profile=opera", "profile"),
        ("?analyses=horoscope", "analyses"),
        ("?tenant_id=1", "tenant_id"),
        ("?status=completed", "status"),
        ("?title=" + "x" * 300, "title"),
    ],
)
def test_wrong_fields_are_named(ingest: IngestService, query: str, field: str) -> None:
    response = send(ingest, query=query)
    assert response.status_code == 422
    assert any(field in fault["pointer"] for fault in response.get_json()["errors"])
    assert stored(ingest) == []


@pytest.mark.parametrize("name", ["owner_id", "id", "role"])
@pytest.mark.parametrize("audio_first", [True, False])
def test_extra_fields_of_a_form_are_refused_and_leave_nothing(
    ingest: IngestService, name: str, audio_first: bool
) -> None:
    audio, extra = {"file": (io.BytesIO(WAV), "a.wav")}, {name: "x"}
    response = send_form(ingest, audio | extra if audio_first else extra | audio)
    assert_problem(response, 422, "invalid_field")
    assert stored(ingest) == []


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"", FORM, 400),
        (b"--x\r\n", FORM, 400),
        (b"garbage", FORM, 400),
        (END, FORM, 400),
        (PART % b"no audio" + END, FORM, 400),
        (PART.replace(b"title", b"file") % WAV, FORM, 400),
        (END, "multipart/form-data", 400),
        (END, "multipart/form-data; boundary=" + "x" * 5000, 400),
        (PART % b"\xff\xfe" + END, FORM, 400),
        (PART % b"a" * 40 + END, FORM, 413),
        (PART % (b"a" * 300_000) + END, FORM, 413),
        (WAV, "application/json", 415),
        (WAV, "application/x-www-form-urlencoded", 415),
    ],
)
def test_broken_bodies_are_refused_without_a_trace(
    ingest: IngestService, body: bytes, media_type: str, status: int
) -> None:
    response = send(ingest, body, Content_Type=media_type)
    assert response.status_code == status, response.get_json()
    assert stored(ingest) == []


def test_a_form_with_two_recordings_is_refused(ingest: IngestService) -> None:
    files = [(io.BytesIO(WAV), "a.wav"), (io.BytesIO(WAV), "b.wav")]
    assert_problem(send_form(ingest, {"file": files}), 422, "invalid_field")
    assert stored(ingest) == []


def test_nobody_uploads_without_a_token(ingest: IngestService) -> None:
    assert send(ingest, Authorization="Bearer nonsense").status_code == 401


def forget_the_answer(ingest: IngestService) -> None:
    """The state that a crash leaves, once the lease is over."""
    with psycopg.connect(ingest.made.conninfo("app")) as connection:
        connection.execute("SELECT set_config('app.tenant_id', %s, true)", [str(ingest.user.tenant_id)])
        connection.execute(
            "UPDATE idempotency_keys"
            " SET status = NULL, body = NULL, fingerprint = NULL, leased_until = now() - interval '1 s'"
        )


class TestRepeats:
    def test_the_same_key_and_upload_make_one_recording(self, ingest: IngestService) -> None:
        first = send(ingest, Idempotency_Key="key-1")
        again = send(ingest, Idempotency_Key="key-1")
        assert (first.status_code, again.status_code) == (202, 202)
        assert first.get_json() == again.get_json()
        assert again.headers["Idempotent-Replayed"] == "true"
        assert len(stored(ingest)) == 1

    def test_a_key_with_another_body_or_field_is_refused(self, ingest: IngestService) -> None:
        send(ingest, Idempotency_Key="key-1")
        other = send(ingest, audio_files.wav(0.5), Idempotency_Key="key-1")
        assert_problem(other, 422, "idempotency_key_reused")
        assert_problem(send(ingest, query="?title=b", Idempotency_Key="key-1"), 422, "idempotency_key_reused")
        assert len(stored(ingest)) == 1

    def test_a_refused_upload_leaves_its_key_free(self, ingest: IngestService) -> None:
        assert send(ingest, b"nonsense", Idempotency_Key="key-1").status_code == 415
        assert send(ingest, Idempotency_Key="key-1").status_code == 202

    def test_side_by_side_the_same_key_makes_one_recording(self, ingest: IngestService) -> None:
        statuses: list[int] = []
        threads = [
            threading.Thread(target=lambda: statuses.append(send(ingest, Idempotency_Key="k").status_code))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(statuses) <= {202, 409}
        assert 202 in statuses
        assert len(ingest.rows("SELECT 1 FROM recordings")) == len(stored(ingest)) == 1

    def test_a_first_answer_that_was_lost_is_made_up_for(self, ingest: IngestService) -> None:
        """The recording was committed, then the process died before its answer was kept."""
        first = send(ingest, Idempotency_Key="key-1").get_json()
        forget_the_answer(ingest)
        again = send(ingest, Idempotency_Key="key-1")
        assert (again.status_code, again.get_json()["id"]) == (202, first["id"])
        assert len(stored(ingest)) == 1

    def test_a_lost_answer_is_no_way_to_replace_the_audio(self, ingest: IngestService) -> None:
        send(ingest, Idempotency_Key="key-1")
        forget_the_answer(ingest)
        other = send(ingest, audio_files.wav(0.5), Idempotency_Key="key-1")
        assert_problem(other, 422, "idempotency_key_reused")
        (key,) = stored(ingest)
        with ingest.store.open(key) as chunks:
            assert b"".join(chunks) == WAV

    def test_a_deleted_recording_takes_its_answer_along(self, ingest: IngestService) -> None:
        first = send(ingest, query="?title=Secret", Idempotency_Key="key-1").get_json()
        ingest.app.test_client().delete(f"/v1/recordings/{first['id']}", headers=AUTH)
        again = send(ingest, Idempotency_Key="key-1")
        assert (again.status_code, again.headers.get("Idempotent-Replayed")) == (202, None)
        assert again.get_json()["id"] != first["id"]
