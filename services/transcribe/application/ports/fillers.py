"""Hesitations in the sound, whatever engine writes the words."""

from typing import Protocol

from services.transcribe.application.ports.audio import LocalAudio
from services.transcribe.domain.audio import Span
from services.transcribe.domain.words import PossibleFiller


class FillerDetector(Protocol):
    """Needed beside every engine that is not verbatim: those leave hesitations out of what they write."""

    def find(self, audio: LocalAudio, span: Span) -> tuple[PossibleFiller, ...]:
        """In order of time; times count from the start of the recording.

        Raises `PieceLost` where the detector did not come back.
        """
        ...
