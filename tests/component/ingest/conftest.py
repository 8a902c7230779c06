"""ingest with everything of its own that is real."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openai import OpenAI

from chassis.web.server import HttpServer, Listen
from tests.builders.ingest_messages import Messages
from tests.builders.ingest_service import IngestService, ingest_service
from tests.builders.recordings import a_recording
from tests.builders.trade_door import Transcriber, openai_client
from tests.infrastructure.fixtures import MakeDatabase


@pytest.fixture
def ingest(make_database: MakeDatabase, object_folder: Path) -> Iterator[IngestService]:
    with ingest_service(make_database("ingest"), object_folder) as service:
        yield service


@pytest.fixture
def messages(ingest: IngestService) -> Messages:
    recording = a_recording(ingest.user.tenant_id)
    with ingest.transactions.begin(recording.tenant_id) as transaction:
        transaction.recordings.add(recording)
    return Messages(ingest, recording)


@pytest.fixture
def server(ingest: IngestService) -> Iterator[HttpServer]:
    server = HttpServer(lambda: ingest.app, Listen("127.0.0.1", 0, 16), on_drain=ingest.slots.drain)
    server.start()
    yield server
    server.stop(10)


@pytest.fixture
def url(server: HttpServer) -> str:
    return f"http://127.0.0.1:{server.port}"


@pytest.fixture
def client(url: str) -> Iterator[OpenAI]:
    with openai_client(url) as opened:
        yield opened


@pytest.fixture
def transcriber(ingest: IngestService) -> Iterator[Transcriber]:
    """One who is at work."""
    working = Transcriber(ingest)
    with working.working(Transcriber.finish):
        yield working
