"""How much is taken in: bytes, requests, room, time and memory."""

import io
import tracemalloc
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from flask import Response
from werkzeug.test import EnvironBuilder

from tests.builders import audio_files
from tests.builders.ingest_service import OTHER_TOKEN, IngestService, ingest_service
from tests.builders.web_door import TOKEN
from tests.infrastructure.fixtures import MakeDatabase

AUTH = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "audio/wav"}
WAV = audio_files.wav(1.0)


def limited(
    make_database: MakeDatabase, folder: Path, **settings: float
) -> AbstractContextManager[IngestService]:
    return ingest_service(make_database("ingest"), folder, settings)


def send_stream(ingest: IngestService, stream: object, *, length: int | None = None) -> Response:
    """A body that the server gets as it is, with a declared length or in chunks of no declared sum."""
    environ = EnvironBuilder("/v1/recordings", method="POST", headers=AUTH).get_environ()
    environ["wsgi.input"] = stream
    environ["wsgi.input_terminated"] = True
    if length is None:
        environ.pop("CONTENT_LENGTH", None)
    else:
        environ["CONTENT_LENGTH"] = str(length)
    return Response.from_app(ingest.app, environ, buffered=True)


@pytest.mark.hostile(20)
@pytest.mark.parametrize("surplus", [1, 100_000, 3_000_000])
def test_too_many_bytes_are_refused_declared_or_not(
    make_database: MakeDatabase, object_folder: Path, surplus: int
) -> None:
    content = audio_files.wav_header(0) + bytes(50_000 - 44 + surplus)
    with limited(make_database, object_folder, upload_max_bytes=50_000) as ingest:
        for length in (len(content), None):
            response = send_stream(ingest, io.BytesIO(content), length=length)
            problem = response.get_json(force=True)
            assert response.status_code == 413
            assert problem["code"] == "upload_too_large"
            assert "0.05 MB" in problem["detail"]
        assert list(ingest.store.list("")) == []


def test_exactly_the_limit_is_taken(make_database: MakeDatabase, object_folder: Path) -> None:
    with limited(make_database, object_folder, upload_max_bytes=len(WAV)) as ingest:
        assert ingest.app.test_client().post("/v1/recordings", data=WAV, headers=AUTH).status_code == 202


def test_uploads_in_an_hour_are_counted(make_database: MakeDatabase, object_folder: Path) -> None:
    with ingest_service(make_database("ingest"), object_folder, None, {"uploads_per_hour": 2}) as ingest:
        client = ingest.app.test_client()
        answers = [client.post("/v1/recordings", data=WAV, headers=AUTH) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_without_room_uploads_wait_and_reading_goes_on(
    make_database: MakeDatabase, object_folder: Path
) -> None:
    with limited(make_database, object_folder, store_reserve_bytes=2**62) as ingest:
        client = ingest.app.test_client()
        response = client.post("/v1/recordings", data=WAV, headers=AUTH)
        assert (response.status_code, response.get_json()["code"]) == (503, "storage_full")
        assert int(response.headers["Retry-After"]) > 0
        assert client.get("/v1/recordings", headers=AUTH).status_code == 200


def test_while_too_much_waits_uploads_wait_and_reading_goes_on(
    make_database: MakeDatabase, object_folder: Path
) -> None:
    with limited(make_database, object_folder, events_waiting=2) as ingest:
        client = ingest.app.test_client()
        tokens = (TOKEN, OTHER_TOKEN, TOKEN)
        heads = [AUTH | {"Authorization": f"Bearer {token}"} for token in tokens]
        answers = [client.post("/v1/recordings", data=WAV, headers=head) for head in heads]
        assert [answer.status_code for answer in answers] == [202, 202, 503]
        assert (answers[-1].get_json()["code"], answers[-1].headers["Retry-After"]) == ("backlog_full", "30")
        assert client.get("/v1/recordings", headers=AUTH).status_code == 200


def test_a_body_that_takes_too_long_is_cut_off(make_database: MakeDatabase, object_folder: Path) -> None:
    with limited(make_database, object_folder, upload_deadline_s=0.000_001) as ingest:
        response = ingest.app.test_client().post("/v1/recordings", data=WAV * 20, headers=AUTH)
        assert response.status_code == 408
        assert list(ingest.store.list("")) == []


class LongBody:
    """A body that is never whole anywhere."""

    def __init__(self, size: int) -> None:
        self._header = audio_files.wav_header(0)
        self._left = size

    def read(self, limit: int = -1) -> bytes:
        if self._header:
            header, self._header = self._header, b""
            return header
        size = min(limit if limit > 0 else 65_536, self._left)
        self._left -= size
        return bytes(size)


def test_memory_stays_flat_however_large_the_upload(ingest: IngestService) -> None:
    size = 100_000_000
    client = ingest.app.test_client()
    client.post("/v1/recordings", data=WAV, headers=AUTH)
    tracemalloc.start()
    try:
        response = send_stream(ingest, LongBody(size), length=size + 44)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert response.status_code == 202
    assert response.get_json(force=True)["size_bytes"] == size + 44
    assert peak < 10_000_000
