"""What a voice detector tells after each stretch of a recording."""

from dataclasses import dataclass

from services.transcribe.domain.audio import RecordingMeasures, Span


@dataclass(frozen=True)
class Stretch:
    """`state` is what the next stretch needs of those before, for the child process that gets it; after the
    last one there are measures instead."""

    speech: tuple[Span, ...]
    state: bytes = b""
    measures: RecordingMeasures | None = None
