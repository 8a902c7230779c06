"""16-bit mono samples: cutting the silence an engine adds, joining phrases, writing WAV."""

import wave
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# Of full scale; what is quieter at the edges is the engine's own silence.
EDGE_LEVEL = 0.004
FULL_SCALE = 32_767


@dataclass(frozen=True)
class Sound:
    """Samples and how many of them make a second."""

    samples: "array[int]"
    rate_hz: int

    def trimmed(self) -> "Sound":
        """Without the silence at both ends, so that the silence between phrases is exactly the wanted one."""
        loud = [i for i, sample in enumerate(self.samples) if abs(sample) > EDGE_LEVEL * FULL_SCALE]
        return Sound(self.samples[loud[0] : loud[-1] + 1] if loud else self.samples[:0], self.rate_hz)

    def followed_by_silence(self, seconds: float) -> "Sound":
        return Sound(self.samples + array("h", bytes(2 * round(seconds * self.rate_hz))), self.rate_hz)


def read_wav(path: Path) -> Sound:
    with wave.open(str(path), "rb") as file:
        return Sound(array("h", file.readframes(file.getnframes())), file.getframerate())


def write_wav(path: Path, sounds: Iterable[Sound]) -> None:
    pieces = list(sounds)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(pieces[0].rate_hz)
        for piece in pieces:
            file.writeframes(piece.samples.tobytes())
