"""Uploads in pieces on the server that it runs on: connections that end in the middle."""

import hashlib
import socket
import time
from http.client import HTTPConnection, HTTPResponse

import pytest

from chassis.web.server import HttpServer
from tests.builders import audio_files
from tests.builders.ingest_service import IngestService
from tests.builders.tus import TYPE, Tus
from tests.builders.web_door import TOKEN

CONTENT = audio_files.wav(600.0)
"""19 MB: more than two parts."""


@pytest.fixture
def tus(ingest: IngestService) -> Tus:
    return Tus(ingest.app.test_client())


def patching(server: HttpServer, place: str, offset: int, length: int, **headers: str) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    told = {
        "Host": "x", "Authorization": f"Bearer {TOKEN}", "Tus-Resumable": "1.0.0", "Content-Type": TYPE,
        "Upload-Offset": str(offset), "Content-Length": str(length), **headers,
    }  # fmt: skip
    lines = [f"PATCH {place} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items()), "", ""]
    connection.sendall("\r\n".join(lines).encode())
    return connection


def answered(connection: socket.socket) -> tuple[int, str | None]:
    with HTTPResponse(connection) as response:
        response.begin()
        return response.status, response.getheader("Rostrum-Recording")


def offset_of(tus: Tus, place: str) -> int:
    return int(tus.find(place).headers["Upload-Offset"])


def settled_at(tus: Tus, place: str, offset: int) -> bool:
    end = time.monotonic() + 20
    while time.monotonic() < end and offset_of(tus, place) != offset:
        time.sleep(0.01)
    return offset_of(tus, place) == offset


@pytest.mark.parametrize("sent", [1, 65_537, 9_000_000, 18_000_000])
def test_what_arrived_before_a_cut_is_kept(
    server: HttpServer, ingest: IngestService, tus: Tus, sent: int
) -> None:
    place = tus.create(len(CONTENT)).headers["Location"]
    with patching(server, place, 0, len(CONTENT)) as connection:
        connection.sendall(CONTENT[:sent])
    assert settled_at(tus, place, sent)
    with patching(server, place, sent, len(CONTENT) - sent) as connection:
        connection.sendall(CONTENT[sent:])
        status, recording = answered(connection)
    assert status == 204
    assert recording is not None
    assert tus.get(recording).get_json()["sha256"] == hashlib.sha256(CONTENT).hexdigest()


def test_with_a_checksum_a_cut_counts_for_nothing(server: HttpServer, tus: Tus) -> None:
    place = tus.create(len(CONTENT)).headers["Location"]
    checksum = "sha1 " + "A" * 27 + "="
    with patching(server, place, 0, len(CONTENT), **{"Upload-Checksum": checksum}) as connection:
        connection.sendall(CONTENT[:9_000_000])
    assert settled_at(tus, place, 0)


def test_a_writer_that_was_overtaken_adds_nothing_more(
    server: HttpServer, ingest: IngestService, tus: Tus
) -> None:
    place = tus.create(len(CONTENT)).headers["Location"]
    with patching(server, place, 0, len(CONTENT)) as stale:
        stale.sendall(CONTENT[:9_000_000])
        first = 8 * 1024 * 1024
        assert settled_at(tus, place, first)
        with patching(server, place, first, len(CONTENT) - first) as fresh:
            fresh.sendall(CONTENT[first:])
            assert answered(fresh)[0] == 204
        stale.sendall(b"\0" * (len(CONTENT) - 9_000_000))
        assert answered(stale)[0] == 409
    (row,) = ingest.rows("SELECT sha256 FROM recordings")
    assert row["sha256"] == hashlib.sha256(CONTENT).hexdigest()


def test_asking_where_it_stands_waits_for_no_writer(server: HttpServer, tus: Tus) -> None:
    place = tus.create(len(CONTENT)).headers["Location"]
    with patching(server, place, 0, len(CONTENT)) as writing:
        writing.sendall(CONTENT[:9_000_000])
        asking = HTTPConnection("127.0.0.1", server.port, timeout=5)
        asking.request("HEAD", place, headers={"Authorization": f"Bearer {TOKEN}", "Tus-Resumable": "1.0.0"})
        assert asking.getresponse().status == 200
        asking.close()
