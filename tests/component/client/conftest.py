"""A gateway, and a client that is logged in to it and never really waits."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from rostrum_client import Retries, RostrumClient
from rostrum_client.cli.main import main
from rostrum_client.cli.surroundings import Surroundings

from services.report.application.documents.json_document import to_json
from services.report.application.documents.markdown import to_markdown
from services.report.domain.composition import compose
from tests.builders.report_sources import AT, REPORT_ID, sources
from tests.fakes.gateway_server import Gateway, running_gateway

PASSWORD = "correct horse battery"


@dataclass
class Waits:
    """Time that passes only by waiting, and takes none."""

    seconds: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)

    def monotonic(self) -> float:
        return sum(self.seconds)


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    report = compose(sources(), report_id=REPORT_ID, at=AT)
    with running_gateway() as running:
        running.report, running.markdown = to_json(report), to_markdown(report)
        yield running


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def client(gateway: Gateway, waits: Waits) -> Iterator[RostrumClient]:
    with RostrumClient(gateway.url, retries=Retries(sleep=waits, monotonic=waits.monotonic)) as opened:
        opened.register("ann@example.org", PASSWORD)
        yield opened


@pytest.fixture
def audio(tmp_path: Path) -> Path:
    path = tmp_path / "talk one.wav"
    path.write_bytes(b"RIFF" + bytes(300_000))
    return path


@dataclass
class CommandLine:
    """The `rostrum` command as a user types it, without a terminal."""

    url: str
    folder: Path
    out: str = ""
    err: str = ""
    token: str = ""

    @property
    def token_file(self) -> Path:
        return self.folder / "config" / "tokens.json"

    def __call__(self, *words: str, stdin: str = "") -> int:
        environment = {"COLUMNS": "80", "ROSTRUM_URL": self.url, "ROSTRUM_TOKEN_FILE": str(self.token_file)}
        if self.token:
            environment["ROSTRUM_TOKEN"] = self.token
        streams = io.StringIO(stdin), io.StringIO(), io.StringIO()
        status = main(words, Surroundings(environment, *streams))
        self.out, self.err = streams[1].getvalue(), streams[2].getvalue()
        return status


@pytest.fixture
def rostrum(gateway: Gateway, tmp_path: Path) -> CommandLine:
    return CommandLine(gateway.url, tmp_path)


@pytest.fixture
def logged_in(rostrum: CommandLine) -> CommandLine:
    assert rostrum("register", "ann@example.org", "--password-stdin", stdin=f"{PASSWORD}\n") == 0
    return rostrum
