"""The prepared recording, and where in it there is speech."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from services.transcribe.domain.audio import RecordingMeasures, VoiceActivity


@dataclass(frozen=True)
class LocalAudio:
    """A prepared recording (16 kHz mono FLAC) as a file on this machine, for engines in other processes.

    Nobody holds a whole recording in memory: engines read the stretch they work on.
    """

    path: Path
    duration_s: float


class PreparedAudio(Protocol):
    """Where prepared recordings are kept."""

    def fetch(self, key: str) -> AbstractContextManager[LocalAudio]:
        """A local copy, gone when the context ends. Raises `NotFound`; `InvalidInput` for no audio."""
        ...


@dataclass(frozen=True)
class Listening:
    """What a first pass over the whole recording finds."""

    voice: VoiceActivity
    measures: RecordingMeasures


class VoiceDetector(Protocol):
    """Finds speech and measures the recording."""

    def listen(self, audio: LocalAudio) -> Listening:
        """Raises `PieceLost` where the detector did not come back."""
        ...
