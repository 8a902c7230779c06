"""Stretches of prepared recordings as files of their own. Imported by workers only: it takes 30 MB."""

from pathlib import Path

import soundfile

from chassis.errors import InvalidInput
from chassis.scratch import no_room
from services.transcribe.adapters.outbound.recognizers.piece_sound import (
    SAMPLE_RATE,
    Seekable,
    normalised,
    read_piece,
)
from services.transcribe.domain.audio import Span


def write_clip(source: Seekable, span: Span, path: Path) -> float:
    """Its level is normalised; how many seconds it has."""
    try:
        samples = normalised(read_piece(source, span))
    except soundfile.LibsndfileError as error:
        raise InvalidInput("The prepared audio can't be read.", code="audio_unreadable") from error
    try:
        soundfile.write(path, samples, SAMPLE_RATE, subtype="PCM_16", format="FLAC")
    except soundfile.LibsndfileError as error:  # it does not say why; the samples are good
        raise no_room() from error
    return float(samples.size / SAMPLE_RATE)
