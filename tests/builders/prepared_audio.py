"""Audio as ingest prepares it: 16 kHz mono FLAC."""

from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from services.transcribe.application.ports.audio import LocalAudio

RATE = 16_000
SHARED = Path(__file__).parents[3] / "shared" / "speech"
"""Recordings of real speech, where they are present; never copied into the project."""

Samples = NDArray[np.float64]


def prepared(folder: Path, samples: Samples, name: str = "prepared") -> LocalAudio:
    path = folder / f"{name}.flac"
    soundfile.write(path, np.clip(samples, -1.0, 1.0), RATE, subtype="PCM_16")
    return LocalAudio(path, samples.size / RATE)


def samples_of(path: Path) -> Samples:
    """Mono at 16 kHz. Linear interpolation: the resampler's quality does not matter to the engine."""
    samples, rate = soundfile.read(path, dtype="float64")
    mono = samples.mean(axis=1) if samples.ndim > 1 else samples
    times = np.arange(int(mono.size * RATE / rate)) / RATE
    return np.asarray(np.interp(times, np.arange(mono.size) / rate, mono))


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * RATE))


def noise(seconds: float, level: float = 0.1) -> Samples:
    return np.random.default_rng(1).normal(0.0, level, int(seconds * RATE))


def word_errors(reference: str, heard: str) -> int:
    """Substitutions, deletions and insertions between two texts of plain words."""
    wanted, got = reference.split(), heard.split()
    costs = list(range(len(got) + 1))
    for row, word in enumerate(wanted, start=1):
        diagonal, costs[0] = costs[0], row
        for column, other in enumerate(got, start=1):
            change = diagonal + (word != other)
            diagonal = costs[column]
            costs[column] = min(change, costs[column] + 1, costs[column - 1] + 1)
    return costs[-1]
