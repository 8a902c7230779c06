"""Prepared recordings, fetched from the object store to a file for as long as they are worked on."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chassis.errors import InvalidInput
from chassis.object_store import ObjectStore
from services.transcribe.application.ports.audio import LocalAudio

SAMPLE_RATE = 16_000


class StoredAudio:
    """Copies chunk by chunk: memory does not grow with the recording (one hour is about 60 MB of FLAC)."""

    def __init__(self, store: ObjectStore, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder

    @contextmanager
    def fetch(self, key: str) -> Iterator[LocalAudio]:
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix="rostrum-", suffix=".flac") as file:
            with self._store.open(key) as chunks:
                for chunk in chunks:
                    file.write(chunk)
            file.flush()
            yield _described(Path(file.name))


def _described(path: Path) -> LocalAudio:
    import soundfile

    try:
        info = soundfile.info(path)
    except soundfile.LibsndfileError as error:
        raise InvalidInput("The prepared audio can't be read.", code="audio_unreadable") from error
    if info.samplerate != SAMPLE_RATE or info.channels != 1:
        raise InvalidInput("The prepared audio is not 16 kHz mono.", code="audio_unreadable")
    return LocalAudio(path, info.frames / SAMPLE_RATE)
