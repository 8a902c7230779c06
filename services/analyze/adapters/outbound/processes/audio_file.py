"""Reads the prepared audio, block by block. Runs in a child process: the bytes came from outside."""

from pathlib import Path

import soundfile

from services.analyze.domain.errors import AudioUnreadable
from services.analyze.domain.listening import SAMPLE_RATE, Listener
from services.analyze.domain.material import SoundTrack

BLOCK = 10 * SAMPLE_RATE
"""Samples read at a time: an hour of audio is never in memory at once."""


def sound_track(audio: str) -> SoundTrack:
    """The sound track of a file that ingest prepared; AudioUnreadable for anything else."""
    listener = Listener()
    try:
        with soundfile.SoundFile(Path(audio)) as reader:
            _check(reader)
            for block in reader.blocks(blocksize=BLOCK, dtype="float32"):
                listener.feed(block)
    except soundfile.LibsndfileError as error:
        raise AudioUnreadable("The prepared audio can't be decoded.") from error
    return listener.finish()


def _check(reader: soundfile.SoundFile) -> None:
    if (reader.format, reader.samplerate, reader.channels) != ("FLAC", SAMPLE_RATE, 1):
        raise AudioUnreadable("The prepared audio is not FLAC of one channel at 16 kHz.")
