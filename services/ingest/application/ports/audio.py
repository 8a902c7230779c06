"""Turning what was sent into what the later stages work on."""

from typing import Protocol

from services.ingest.domain.recording import PreparedAudio, Recording


class PreparationCrashed(Exception):
    """The process that reads untrusted audio died or overran its time; another attempt may do better."""


class AudioPreparer(Protocol):
    """Decodes to 16 kHz mono FLAC, in a place where a hostile file can do no harm."""

    def prepare(self, recording: Recording) -> PreparedAudio:
        """Store the prepared audio durably; repeatable.

        Raises the problems of the file as `InvalidInput`, `PreparationCrashed`, `UploadLost` where the
        store has not what was sent, or `Unavailable`.
        """
        ...

    def sweep_unfinished(self, older_than_s: float) -> int:
        """Remove what killed preparations left behind; returns how many."""
        ...
