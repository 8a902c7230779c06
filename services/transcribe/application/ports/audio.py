"""The prepared recording, and where in it there is speech."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from services.transcribe.domain.audio import RecordingMeasures, Span, VoiceActivity


@dataclass(frozen=True)
class LocalAudio:
    """A prepared recording (16 kHz mono FLAC) or a stretch of one, as a file on this machine, for engines in
    other processes.

    Nobody holds a whole recording in memory: engines read the stretch they work on.
    """

    path: Path
    duration_s: float


class PreparedAudio(Protocol):
    """Where prepared recordings are kept. Each method gives a local copy that is gone when its context ends.

    They raise `NotFound`; `InvalidInput` for no audio.
    """

    def fetch(self, key: str) -> AbstractContextManager[LocalAudio]:
        """All of it, as it is."""
        ...

    def clip(self, key: str, span: Span) -> AbstractContextManager[LocalAudio]:
        """A stretch, its level normalised, without fetching the rest."""
        ...


@dataclass(frozen=True)
class Listening:
    """What a first pass over the whole recording finds."""

    voice: VoiceActivity
    measures: RecordingMeasures


OnSpeech = Callable[[Sequence[Span]], None]


def unheeded(speech: Sequence[Span]) -> None:
    """For those who want the whole only."""


class VoiceDetector(Protocol):
    """Finds speech and measures the recording."""

    def listen(self, audio: LocalAudio, on_speech: OnSpeech = unheeded) -> Listening:
        """Tells of speech while it finds it: final spans, in order. What `on_speech` raises ends it.

        Raises `PieceLost` where the detector did not come back.
        """
        ...
