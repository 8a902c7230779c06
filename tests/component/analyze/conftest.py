"""The analyze service on a real database and object store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.analyze_service import AnalyzeService, analyze_service
from tests.infrastructure.fixtures import MakeDatabase


@pytest.fixture
def service(make_database: MakeDatabase, object_folder: Path, tmp_path: Path) -> Iterator[AnalyzeService]:
    with analyze_service(make_database("analyze"), object_folder) as running:
        running.prepare(tmp_path)
        yield running
