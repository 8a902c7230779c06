"""ingest with everything of its own that is real."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.ingest_service import IngestService, ingest_service
from tests.infrastructure.fixtures import MakeDatabase


@pytest.fixture
def ingest(make_database: MakeDatabase, object_folder: Path) -> Iterator[IngestService]:
    with ingest_service(make_database("ingest"), object_folder) as service:
        yield service
