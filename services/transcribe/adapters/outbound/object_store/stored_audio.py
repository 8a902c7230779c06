"""Prepared recordings, fetched from the object store to a file for as long as they are worked on."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chassis.errors import InvalidInput
from chassis.object_store import ObjectStore
from chassis.scratch import room_for_files
from services.transcribe.adapters.outbound.object_store.ranged_reading import RangedObject
from services.transcribe.application.ports.audio import LocalAudio
from services.transcribe.domain.audio import Span

SAMPLE_RATE = 16_000


class StoredAudio:
    """Copies chunk by chunk: memory does not grow with the recording (one hour is about 60 MB of FLAC). For a
    clip its decoder reads what it needs to find the place, some hundred kilobytes, and the clip."""

    def __init__(self, store: ObjectStore, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder

    @contextmanager
    def fetch(self, key: str) -> Iterator[LocalAudio]:
        with self._empty_file() as path:
            with self._store.open(key) as chunks, path.open("wb") as file:
                file.writelines(chunks)
            yield _described(path)

    @contextmanager
    def clip(self, key: str, span: Span) -> Iterator[LocalAudio]:
        from services.transcribe.adapters.outbound.object_store.clips import write_clip

        stored = RangedObject(self._store, key)
        with self._empty_file() as path:
            try:
                duration_s = write_clip(stored, span, path)
            finally:
                stored.raise_trouble()
            yield LocalAudio(path, duration_s)

    @contextmanager
    def _empty_file(self) -> Iterator[Path]:
        with (
            room_for_files(),
            tempfile.NamedTemporaryFile(dir=self._folder, prefix="rostrum-", suffix=".flac") as file,
        ):
            yield Path(file.name)


def _described(path: Path) -> LocalAudio:
    import soundfile

    try:
        info = soundfile.info(path)
    except soundfile.LibsndfileError as error:
        raise InvalidInput("The prepared audio can't be read.", code="audio_unreadable") from error
    if info.samplerate != SAMPLE_RATE or info.channels != 1:
        raise InvalidInput("The prepared audio is not 16 kHz mono.", code="audio_unreadable")
    return LocalAudio(path, info.frames / SAMPLE_RATE)
