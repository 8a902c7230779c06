"""ingest with everything of its own that is real."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.ingest_messages import Messages
from tests.builders.ingest_service import IngestService, ingest_service
from tests.builders.recordings import a_recording
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
