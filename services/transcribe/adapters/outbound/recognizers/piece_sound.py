"""The sound of a piece, as the engines in child processes take it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import numpy as np
import soundfile
from numpy.typing import NDArray

from services.transcribe.domain.audio import Span

SAMPLE_RATE = 16_000
LEVEL_DBFS = -23.0
LARGEST_GAIN = 1000.0
"""60 dB: below that there is nothing but the noise of 16-bit samples."""


class Seekable(Protocol):
    """What is read instead of a file."""

    def read(self, size: int, /) -> bytes: ...
    def seek(self, offset: int, whence: int = ..., /) -> int: ...
    def tell(self) -> int: ...


def read_piece(path: Path | Seekable, span: Span) -> NDArray[np.float32]:
    """The samples of a stretch of a recording; full scale is 1."""
    first, last = (round(edge * SAMPLE_RATE) for edge in (span.start_s, span.end_s))
    with soundfile.SoundFile(path) as file:
        file.seek(min(first, file.frames))
        return np.asarray(file.read(max(0, last - first), dtype="float32"), np.float32)


def normalised(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    """To a root mean square of `LEVEL_DBFS`; digital silence stays what it is."""
    level = float(np.sqrt(np.mean(samples**2))) if samples.size else 0.0
    gain = min(10 ** (LEVEL_DBFS / 20) / level, LARGEST_GAIN) if level > 0 else 1.0
    return np.asarray(np.clip(samples * gain * 32_767, -32_768, 32_767), "<i2")


def in_recording(span: Span, piece: Span) -> Span:
    """A span of the piece as one of the recording, to the millisecond; the last frame may overshoot."""
    moved = span.shifted(piece.start_s)
    return Span(*(round(min(edge, piece.end_s), 3) for edge in (moved.start_s, moved.end_s)))


@contextmanager
def text_file(text: str) -> Iterator[Path]:
    """A text in a file, for a C library that reads nothing else."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
        file.write(text)
        file.flush()
        yield Path(file.name)
