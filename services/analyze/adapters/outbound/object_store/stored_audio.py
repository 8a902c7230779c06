"""The prepared audio of a recording, from the object store into a temporary file."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chassis.object_store import ObjectStore
from chassis.scratch import room_for_files


class StoredAudio:
    """An hour of FLAC is about 60 MB: it passes through a file, never through memory."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    @contextmanager
    def audio(self, key: str) -> Iterator[Path]:
        with (
            room_for_files(),
            tempfile.NamedTemporaryFile(prefix="rostrum-analyze-", suffix=".flac") as file,
        ):
            with self._store.open(key) as chunks:
                for chunk in chunks:
                    file.write(chunk)
            file.flush()
            yield Path(file.name)
