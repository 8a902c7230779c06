"""A voice that reads texts aloud."""

from typing import Protocol

from services.ingest.domain.speech import AudioKind, Utterance


class VoiceMissing(Exception):
    """There is no voice on this machine."""


class VoiceFailed(Exception):
    """The voice, or what encodes its sound, did not do its work."""


class SpeechSynthesizer(Protocol):
    """Speaks a text as one piece of audio."""

    @property
    def slots(self) -> int:
        """How many texts it can speak at a time."""
        ...

    def speak(self, utterance: Utterance, kind: AudioKind) -> bytes:
        """Raises `VoiceMissing` or `VoiceFailed`."""
        ...
