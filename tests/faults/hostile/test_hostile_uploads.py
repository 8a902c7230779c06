"""Rows 1 to 18, 20 and 28 of docs/hostile-inputs.md at the public door: refused there, or failed."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.builders import audio_files
from tests.builders.hostile_files import NO_AUDIO, ODD, UNDECODABLE
from tests.builders.people import Person

ANSWER_S = 5.0
"""The promise is 2 s; these machines run other tests beside."""


def send(visitor: Person, content: bytes | Iterator[bytes], **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return visitor.http.post("/v1/recordings", content=content, headers={"Content-Type": "audio/wav"} | named)


def assert_problem(answer: httpx.Response, status: int, code: str) -> None:
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code), problem
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert problem["request_id"] == answer.headers["X-Request-Id"]


@pytest.mark.hostile(1, 2, 3, 4, 11, 13, 14, 15, 16, 17, 18)
@pytest.mark.parametrize("name", NO_AUDIO)
def test_what_is_no_audio_is_refused_at_once(visitor: Person, name: str) -> None:
    content = NO_AUDIO[name]()
    begun = time.monotonic()
    assert_problem(send(visitor, content), 415, "unsupported_container")
    assert time.monotonic() - begun < ANSWER_S


@pytest.mark.hostile(9)
def test_nothing_is_an_empty_upload(visitor: Person) -> None:
    assert_problem(send(visitor, b""), 422, "empty_upload")


@pytest.mark.hostile(11, 18)
@pytest.mark.parametrize("declared", ["application/pdf", "application/zip", "text/html", "image/svg+xml"])
def test_a_declared_type_is_believed_of_nothing(visitor: Person, declared: str) -> None:
    """A body has to be declared as audio; a file in a form may be declared as anything, and is what it is."""
    form = {"file": ("talk.pdf", audio_files.wav(0.2), declared)}
    accepted = visitor.http.post("/v1/recordings", files=form)
    assert accepted.status_code == 202, accepted.text
    audio = visitor.http.get(accepted.json()["links"]["audio"]).headers
    assert (audio["Content-Type"], audio["X-Content-Type-Options"]) == ("audio/wav", "nosniff")
    assert audio["Content-Disposition"].startswith("attachment")
    assert send(visitor, audio_files.wav(0.2), Content_Type=declared).status_code == 415


@pytest.mark.hostile(6, 7, 9)
@pytest.mark.parametrize("name", UNDECODABLE)
def test_what_can_not_be_decoded_fails_with_its_problem(visitor: Person, name: str) -> None:
    make, codes = UNDECODABLE[name]
    answer = send(visitor, make(), Prefer="wait=60")
    problem = answer.json()
    assert (answer.status_code, problem["code"] in codes) == (422, True), problem
    recording = visitor.http.get(answer.headers["Location"]).json()
    assert (recording["status"], recording["problem"]["code"]) == ("failed", problem["code"])
    assert recording["problem"]["status"] == 422


@pytest.mark.hostile(6, 8, 9, 10, 18)
@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_but_audio_becomes_a_report(visitor: Person, tmp_path: Path, name: str) -> None:
    answer = send(visitor, ODD[name](tmp_path), Prefer="wait=60")
    assert (answer.status_code, answer.json().get("status")) == (200, "completed"), answer.text
    report = visitor.http.get(f"{answer.headers['Location']}/report")
    assert report.status_code == 200
    assert "NaN" not in report.text


def chunks(first: bytes, megabytes: int) -> Iterator[bytes]:
    yield first
    for _ in range(megabytes):
        yield bytes(1_000_000)


@pytest.mark.hostile(11, 20)
def test_refusals_reach_a_client_that_is_still_sending(visitor: Person) -> None:
    """The proxy hears them before its connection ends: they once came out as 503."""
    for _ in range(2):
        assert_problem(send(visitor, chunks(b"PK\x03\x04", 5)), 415, "unsupported_container")
        assert_problem(send(visitor, bytes(5_000_000), Authorization="Bearer x"), 401, "unauthenticated")
    assert_problem(send(visitor, chunks(audio_files.wav(), 205)), 413, "upload_too_large")


@pytest.mark.hostile(28)
@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate, gzip"])
def test_compressed_bodies_are_refused(visitor: Person, encoding: str) -> None:
    assert_problem(send(visitor, b"\x1f\x8b", Content_Encoding=encoding), 415, "unsupported_encoding")
