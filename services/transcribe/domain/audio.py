"""Where there is speech in a recording, and how good the recording is."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """A stretch of the recording, in seconds from its start."""

    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s

    @property
    def middle_s(self) -> float:
        return (self.start_s + self.end_s) / 2

    def overlap_s(self, other: "Span") -> float:
        return max(0.0, min(self.end_s, other.end_s) - max(self.start_s, other.start_s))

    def shifted(self, by_s: float) -> "Span":
        return Span(self.start_s + by_s, self.end_s + by_s)


@dataclass(frozen=True)
class VoiceActivity:
    """Speech as a detector found it; later stages read it from the transcript instead of detecting again."""

    detector: str
    version: str
    speech: tuple[Span, ...]

    def pauses(self) -> Iterator[Span]:
        """Silences between speech; not the ones before the first and after the last."""
        for before, after in pairwise(self.speech):
            yield Span(before.end_s, after.start_s)


@dataclass(frozen=True)
class RecordingMeasures:
    """What the sound itself says about how well it can be recognised."""

    level_dbfs: float | None
    """Power of the speech, dB below full scale; None where there is no speech."""
    snr_db: float | None
    """Speech power over background power; None without speech, or without silence to compare with."""
    clipping_ratio: float
    """Share of samples at full scale."""
    bandwidth_hz: float | None
    """The highest frequency at which the speech has any power; None without speech."""
