"""The door behind the server that it runs on: bodies as they really arrive, or stop arriving."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse

import pytest

from chassis.web.server import HttpServer
from tests.builders import audio_files
from tests.builders.ingest_service import IngestService
from tests.builders.web_door import TOKEN

HEAD = (
    f"POST /v1/recordings HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nContent-Type: audio/wav\r\n"
)
CONTENT = audio_files.wav(30.0)


def connected(server: HttpServer) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=20)


def answered(connection: socket.socket) -> tuple[int, dict[str, object]]:
    with HTTPResponse(connection) as response:
        response.begin()
        return response.status, json.loads(response.read())


def chunked(content: bytes, size: int = 10_000) -> Iterator[bytes]:
    for start in range(0, len(content), size):
        chunk = content[start : start + size]
        yield f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n"


def test_a_chunked_body_of_unknown_length_is_taken(server: HttpServer, ingest: IngestService) -> None:
    with connected(server) as connection:
        connection.sendall(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode())
        for chunk in chunked(CONTENT):
            connection.sendall(chunk)
        connection.sendall(b"0\r\n\r\n")
        status, body = answered(connection)
    assert (status, body["size_bytes"]) == (202, len(CONTENT))


def eventually_nothing(ingest: IngestService, *, patience_s: float = 10) -> bool:
    """Whether nothing is stored and nobody is at it any more."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        unfinished = list((ingest.folder / "incoming").iterdir())
        if not unfinished and not list(ingest.store.list("")):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("framing", ["Transfer-Encoding: chunked", f"Content-Length: {len(CONTENT)}"])
def test_a_client_that_goes_away_leaves_nothing(
    server: HttpServer, ingest: IngestService, framing: str
) -> None:
    connection = connected(server)
    connection.sendall(f"{HEAD}{framing}\r\n\r\n".encode())
    half = CONTENT[: len(CONTENT) // 2]
    connection.sendall(half if "Length" in framing else b"".join(chunked(half)))
    connection.close()
    assert eventually_nothing(ingest)
    assert ingest.rows("SELECT 1 FROM recordings") == []


@pytest.mark.hostile(20)
def test_too_large_is_said_before_the_body_is_sent(server: HttpServer) -> None:
    with connected(server) as connection:
        connection.sendall(f"{HEAD}Content-Length: 5000000000\r\n\r\n".encode())
        status, problem = answered(connection)
    assert (status, problem["code"]) == (413, "upload_too_large")


def test_a_wrong_container_is_said_while_the_body_is_still_coming(server: HttpServer) -> None:
    with connected(server) as connection:
        connection.sendall(f"{HEAD}Content-Length: 100000000\r\n\r\n".encode() + b"PK\x03\x04" * 20_000)
        status, problem = answered(connection)
    assert (status, problem["code"]) == (415, "unsupported_container")


def test_events_come_while_the_work_goes_on(server: HttpServer, ingest: IngestService) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    connection.request("POST", "/v1/recordings", CONTENT, headers | {"Content-Type": "audio/wav"})
    made = json.loads(connection.getresponse().read())
    connection.request("GET", made["links"]["events"], headers=headers)
    with closing(connection), connection.getresponse() as stream:
        frames = iter(lambda: stream.readline().decode().strip(), None)
        assert next(line for line in frames if line.startswith("event:")) == "event: state"
        ingest.client.cancel_recording(ingest.user.tenant_id, made["id"])
        assert next(line for line in frames if line.startswith("event:")) == "event: done"
