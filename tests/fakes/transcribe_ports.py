"""Everything around transcribe's use cases, in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from chassis.errors import NotFound
from services.transcribe.application.ports.audio import Listening, LocalAudio, OnSpeech, unheeded
from services.transcribe.application.ports.pieces import QueueLoad
from services.transcribe.domain.audio import RecordingMeasures, Span, VoiceActivity
from services.transcribe.domain.jobs import HeldPiece, Order


@dataclass
class FakeAudio:
    """Every key has audio of this length, except the missing ones."""

    duration_s: float = 30.0
    missing: bool = False

    @contextmanager
    def fetch(self, key: str) -> Iterator[LocalAudio]:
        if self.missing:
            raise NotFound("There is no such object.")
        yield LocalAudio(Path(key), self.duration_s)

    @contextmanager
    def clip(self, key: str, span: Span) -> Iterator[LocalAudio]:
        with self.fetch(key) as audio:
            yield LocalAudio(audio.path, span.duration_s)


@dataclass
class FakeVoice:
    """Hears speech where it is told that there is some."""

    speech: tuple[Span, ...]
    measures: RecordingMeasures

    def listen(self, audio: LocalAudio, on_speech: OnSpeech = unheeded) -> Listening:
        del audio
        for span in self.speech:
            on_speech([span])
        return Listening(VoiceActivity("fake", "1", self.speech), self.measures)


@dataclass
class FakeRecordings:
    text: str = ""

    def reference_text(self, tenant_id: UUID, recording_id: UUID) -> str:
        del tenant_id, recording_id
        return self.text


@dataclass
class FakeObserver:
    """Remembers what it was told."""

    progress: list[float] = field(default_factory=list)
    recognitions: int = 0
    lost: int = 0
    passed: list[Exception] = field(default_factory=list)
    loads: list[QueueLoad] = field(default_factory=list)

    @contextmanager
    def recognition(self, held: HeldPiece) -> Iterator[None]:
        del held
        self.recognitions += 1
        yield

    def progressed(self, order: Order, audio_done_s: float) -> None:
        del order
        self.progress.append(audio_done_s)

    def loaded(self, load: QueueLoad) -> None:
        self.loads.append(load)

    def piece_lost(self, held: HeldPiece) -> None:
        del held
        self.lost += 1

    def engine_passed_over(self, held: HeldPiece, failure: Exception) -> None:
        del held
        self.passed.append(failure)
