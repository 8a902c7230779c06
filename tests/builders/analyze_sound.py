"""Signals with known syllables and pauses, and what analyze hears in them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.analyze.domain.listening import SAMPLE_RATE, Listener
from services.analyze.domain.material import SoundTrack, Span

Samples = NDArray[np.float32]

ROOM_TONE = 10 ** (-60 / 20)
"""-60 dBFS: a quiet room."""


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def syllables(count: int, per_second: float, *, pitch_hz: float = 120.0, level: float = 0.3) -> Samples:
    """A voice that opens and closes `count` times: harmonics of a pitch under a raised cosine."""
    times = np.arange(round(count / per_second * SAMPLE_RATE)) / SAMPLE_RATE
    opening = 0.5 - 0.5 * np.cos(2 * np.pi * per_second * times)
    harmonics = sum(np.sin(2 * np.pi * pitch_hz * n * times) / n for n in range(1, 20))
    voice = np.asarray(harmonics) * (0.03 + 0.97 * opening)
    return np.asarray(level * voice / np.max(np.abs(voice)), np.float32)


def hum(seconds: float, level: float = 0.3) -> Samples:
    """A voice that neither opens nor closes: hard edges, one nucleus."""
    times = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return np.asarray(level * np.sin(2 * np.pi * 300 * times), np.float32)


def with_room_tone(samples: Samples, seed: int = 1) -> Samples:
    noise = np.random.default_rng(seed).standard_normal(len(samples)) * ROOM_TONE
    return np.asarray(samples + noise, np.float32)


def heard(samples: Samples, block: int = 160_000) -> SoundTrack:
    listener = Listener()
    for start in range(0, len(samples), block):
        listener.feed(samples[start : start + block])
    return listener.finish()


def talk(runs: int, syllables_each: int, per_second: float, pause_s: float) -> tuple[Samples, list[Span]]:
    """Runs of syllables with equal pauses between them, and where the runs are."""
    pieces: list[Samples] = []
    spans: list[Span] = []
    at = 0.0
    for number in range(runs):
        if number:
            pieces.append(silence(pause_s))
            at += pause_s
        run = syllables(syllables_each, per_second)
        pieces.append(run)
        spans.append(Span(at, at + len(run) / SAMPLE_RATE))
        at += len(run) / SAMPLE_RATE
    return np.concatenate(pieces), spans


def voice(hertz: NDArray[np.float64], *, level: float = 0.3) -> Samples:
    """A voice whose pitch is that of each sample, opening and closing 4 times a second."""
    phase = 2 * np.pi * np.cumsum(hertz) / SAMPLE_RATE
    harmonics = np.sum([np.sin(n * phase) / n for n in range(1, 12)], axis=0)
    opening = 0.65 - 0.35 * np.cos(2 * np.pi * 4 * np.arange(len(hertz)) / SAMPLE_RATE)
    return np.asarray(level * harmonics * opening / np.max(np.abs(harmonics)), np.float32)


def phrases(contours: Sequence[NDArray[np.float64]], pause_s: float = 0.6) -> tuple[Samples, list[Span]]:
    """One voice after the other with equal pauses between them, and where they are."""
    pieces: list[Samples] = []
    spans: list[Span] = []
    for contour in contours:
        start_s = sum(map(len, pieces)) / SAMPLE_RATE
        spans.append(Span(start_s, start_s + len(contour) / SAMPLE_RATE))
        pieces += [voice(contour), silence(pause_s)]
    return np.concatenate(pieces), spans
