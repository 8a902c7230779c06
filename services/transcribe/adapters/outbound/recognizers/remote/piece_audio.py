"""A stretch of a prepared recording as a file of its own, to send away."""

from io import BytesIO

import soundfile

from services.transcribe.application.ports.audio import LocalAudio
from services.transcribe.domain.audio import Span

MEDIA_TYPE = "audio/flac"


def as_flac(audio: LocalAudio, span: Span) -> bytes:
    """16 kHz mono FLAC: half the size of the samples, and nothing is lost."""
    with soundfile.SoundFile(audio.path) as file:
        rate = file.samplerate
        first, last = (min(round(edge * rate), file.frames) for edge in (span.start_s, span.end_s))
        file.seek(first)
        samples = file.read(max(0, last - first), dtype="int16")
    encoded = BytesIO()
    soundfile.write(encoded, samples, rate, format="FLAC", subtype="PCM_16")
    return encoded.getvalue()
