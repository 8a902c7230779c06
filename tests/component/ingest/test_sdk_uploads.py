"""Large files as the SDK sends them: in pieces, to the real door, over connections that break."""

import hashlib
from pathlib import Path

import httpx
import pytest
from rostrum_client.client import RostrumClient
from rostrum_client.errors import ConnectionFailed, InvalidInput
from rostrum_client.resumable import FileMemory
from rostrum_client.tokens import MemoryTokens, Tokens
from rostrum_client.transport import Retries

from tests.builders import audio_files
from tests.builders.ingest_service import IngestService
from tests.builders.web_door import TOKEN

WAV = audio_files.wav(600.0)
"""19 MB: large enough to be sent in pieces."""


class BreakingTransport(httpx.BaseTransport):
    """Passes on so many bytes of the body of each of the first requests that have one, and then breaks."""

    def __init__(self, inner: httpx.BaseTransport, *passed: int) -> None:
        self._inner = inner
        self._passed = list(passed)
        self.methods: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.methods.append(request.method)
        if request.method != "PATCH" or not self._passed:
            return self._inner.handle_request(request)
        content = request.read()[: self._passed.pop(0)]
        headers = [(name, value) for name, value in request.headers.items() if name != "content-length"]
        self._inner.handle_request(httpx.Request("PATCH", request.url, headers=headers, content=content))
        raise httpx.WriteError("broken")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "talk.wav"
    path.write_bytes(WAV)
    return path


def client(transport: httpx.BaseTransport, memory: FileMemory | None = None) -> RostrumClient:
    tokens = MemoryTokens()
    tokens.save(Tokens(TOKEN, "refresh"))
    http = httpx.Client(transport=transport, base_url="http://door")
    return RostrumClient(
        "http://door", tokens=tokens, uploads=memory, http=http, retries=Retries(sleep=lambda _: None)
    )


def test_a_large_file_goes_in_pieces_and_past_every_break(ingest: IngestService, file: Path) -> None:
    transport = BreakingTransport(httpx.WSGITransport(app=ingest.app), 7_000_000, 0, 9_500_001)
    seen: list[tuple[int, int]] = []
    with client(transport) as rostrum:
        recording = rostrum.submit(
            file, title="Talk", speakers=True, start="0:10", uploaded=lambda *told: seen.append(told)
        )
    (row,) = ingest.rows("SELECT * FROM recordings")
    assert (str(row["id"]), row["sha256"]) == (recording.id, hashlib.sha256(WAV).hexdigest())
    assert (row["title"], row["speakers"], row["start_s"]) == ("Talk", True, 10.0)
    assert seen[-1] == (len(WAV), len(WAV))
    assert transport.methods.count("PATCH") == 4


def test_another_run_goes_on_where_the_first_has_stopped(
    ingest: IngestService, file: Path, tmp_path: Path
) -> None:
    memory = FileMemory(tmp_path / "uploads.json", "http://door")
    door = httpx.WSGITransport(app=ingest.app)
    broken = BreakingTransport(door, 12_000_000, 0, 0, 0, 0, 0)
    with client(broken, memory) as rostrum, pytest.raises(ConnectionFailed):
        rostrum.submit(file)
    (left,) = ingest.rows("SELECT received FROM uploads")
    assert left["received"] == 12_000_000
    seen: list[int] = []
    with client(door, memory) as rostrum:
        recording = rostrum.submit(file, uploaded=lambda done, _: seen.append(done))
    assert seen[0] > 12_000_000
    assert recording.size_bytes == len(WAV)
    assert len(ingest.rows("SELECT id FROM uploads")) == 1
    assert (tmp_path / "uploads.json").read_text() == "{}\n"


def test_what_the_door_refuses_is_raised_and_not_tried_again(ingest: IngestService, file: Path) -> None:
    transport = BreakingTransport(httpx.WSGITransport(app=ingest.app))
    with client(transport) as rostrum, pytest.raises(InvalidInput):
        rostrum.submit(file, engine="parrot")
    assert transport.methods == ["POST"]
