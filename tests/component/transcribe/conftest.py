"""The transcribe service with a scripted engine, on a real database and object store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.transcribe_service import TranscribeService, transcribe_service
from tests.infrastructure.fixtures import MakeDatabase


@pytest.fixture
def service(make_database: MakeDatabase, object_folder: Path, tmp_path: Path) -> Iterator[TranscribeService]:
    with transcribe_service(make_database("transcribe"), object_folder) as running:
        running.store_audio(tmp_path)
        yield running
