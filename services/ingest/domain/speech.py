"""Texts that are read aloud: the voices there are, and what is accepted."""

from dataclasses import dataclass
from enum import StrEnum

from services.ingest.domain.errors import invalid_field

MAX_CHARS = 4096
SLOWEST, FASTEST = 0.25, 4.0

VOICES = {
    "alloy": "en-us+f5",
    "ash": "en-us+m3",
    "ballad": "en+m2",
    "cedar": "en-us+m2",
    "coral": "en-us+f2",
    "echo": "en-us+m1",
    "fable": "en+f5",
    "marin": "en-us+f3",
    "nova": "en-us+f4",
    "onyx": "en-us+m7",
    "sage": "en+f2",
    "shimmer": "en-us+f1",
    "verse": "en-us+m4",
}
"""OpenAI's names, each with a voice of espeak-ng of its own; those of women and men as there."""


class AudioKind(StrEnum):
    """How the sound is given; `pcm` is 24 kHz, 16 bit, mono, without a header."""

    MP3 = "mp3"
    OPUS = "opus"
    AAC = "aac"
    FLAC = "flac"
    WAV = "wav"
    PCM = "pcm"


MEDIA_TYPES = {
    AudioKind.MP3: "audio/mpeg",
    AudioKind.OPUS: "audio/ogg",
    AudioKind.AAC: "audio/aac",
    AudioKind.FLAC: "audio/flac",
    AudioKind.WAV: "audio/wav",
    AudioKind.PCM: "audio/pcm",
}


@dataclass(frozen=True)
class Utterance:
    """What is said, by which voice of the engine, and how fast: 1 is its own speed."""

    text: str
    voice: str
    speed: float


def utterance(text: str, voice: str, speed: float) -> Utterance:
    if not text.strip():
        raise invalid_field("input", "holds nothing to say.")
    if voice not in VOICES:
        raise invalid_field("voice", f"is not known; there are {', '.join(VOICES)}.")
    return Utterance(text, VOICES[voice], speed)
