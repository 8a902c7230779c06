"""ingest's other ports in memory."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import UUID

from chassis.errors import NotFound
from services.ingest.application.ports.results import Document, ReportFormat
from services.ingest.domain.recording import PreparedAudio, Recording, prepared_key
from services.ingest.domain.transcription import Engine


class ScriptedPreparer:
    """Does what it is told: returns audio of this duration, or raises."""

    def __init__(self) -> None:
        self.duration_s = 10.0
        self.failure: Exception | None = None
        self.during: Callable[[Recording], None] = lambda recording: None
        self.prepared: list[Recording] = []

    def prepare(self, recording: Recording) -> PreparedAudio:
        self.prepared.append(recording)
        self.during(recording)
        if self.failure is not None:
            raise self.failure
        return PreparedAudio(prepared_key(recording.tenant_id, recording.id), "cd" * 32, self.duration_s)

    def sweep_unfinished(self, older_than_s: float) -> int:
        return 0


class MemoryWatch:
    def __init__(self) -> None:
        self.changed = threading.Event()

    def wait(self, timeout_s: float) -> bool:
        woken = self.changed.wait(timeout_s)
        self.changed.clear()
        return woken


class MemoryChanges:
    """`wake` tells of a change; give it to the records' `on_commit`."""

    def __init__(self) -> None:
        self.watches: dict[UUID, list[MemoryWatch]] = {}

    @contextmanager
    def watch(self, recording_id: UUID) -> Iterator[MemoryWatch]:
        watch = MemoryWatch()
        self.watches.setdefault(recording_id, []).append(watch)
        try:
            yield watch
        finally:
            self.watches[recording_id].remove(watch)

    def wake(self, recording_id: UUID) -> None:
        for watch in self.watches.get(recording_id, ()):
            watch.changed.set()


class MemoryEngines:
    """`engines` None is a transcribe that does not answer."""

    def __init__(self) -> None:
        self.engines: Sequence[Engine] | None = [
            Engine("pocketsphinx", models=("en-us",), languages=("en",)),
            Engine("whisper", languages=("en", "de"), missing="run make models", translates=True),
        ]

    def known(self) -> Sequence[Engine] | None:
        return self.engines


class MemoryResults:
    """Has what is put into it; the rest is not there yet."""

    def __init__(self) -> None:
        self.reports: dict[tuple[UUID, ReportFormat], Document] = {}
        self.definitions: Mapping[str, object] = {"metrics": []}

    def metrics(self) -> Mapping[str, object]:
        return self.definitions

    def report(self, recording_id: UUID, kind: ReportFormat) -> Document:
        report = self.reports.get((recording_id, kind))
        if report is None:
            raise NotFound("none")
        return report
