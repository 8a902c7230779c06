"""From samples to a sound track: level, vowel level and periodicity of each 10 ms.

Samples come in blocks of any size, so an hour of audio is never in memory at once.
"""

import numpy as np
from numpy.typing import NDArray

from services.analyze.domain.material import SoundTrack

SAMPLE_RATE = 16_000
HOP = 160
HOP_S = HOP / SAMPLE_RATE
WINDOW = 640
"""40 ms: two periods of the lowest voice, 50 Hz."""
TRANSFORM = 1024
VOWEL_BAND_HZ = (250, 3500)
"""The formants of vowels, without the hum below and the hiss of fricatives above (as Mermelstein 1975)."""
PERIODICITY_BAND_HZ = 2500
PITCH_HZ = (60, 500)
BATCH = 512
"""Frames transformed at once: small enough for the processor's cache."""
_FLOOR = 1e-10
"""-100 dB of full scale: below any real recording, and keeps the logarithm finite."""

Samples = NDArray[np.float32]


class Listener:
    """Feed it samples (16 kHz mono, -1 to 1), then `finish`."""

    def __init__(self) -> None:
        self._pending: Samples = np.zeros(WINDOW // 2, np.float32)
        self._batches: list[tuple[Samples, Samples, Samples]] = []
        self._taper = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
        self._taper_correlation = _autocorrelation_of(self._taper)
        frequencies = np.fft.rfftfreq(TRANSFORM, 1 / SAMPLE_RATE)
        self._vowels = (frequencies >= VOWEL_BAND_HZ[0]) & (frequencies <= VOWEL_BAND_HZ[1])
        self._voice = (frequencies < PERIODICITY_BAND_HZ).astype(np.float32)

    def feed(self, samples: Samples) -> None:
        clean = np.nan_to_num(samples.astype(np.float32, copy=False), nan=0.0, posinf=1.0, neginf=-1.0)
        self._pending = np.concatenate([self._pending, clean])
        self._consume()

    def finish(self) -> SoundTrack:
        self._pending = np.concatenate([self._pending, np.zeros(WINDOW // 2, np.float32)])
        self._consume()
        tracks = (
            [np.concatenate([batch[i] for batch in self._batches]) for i in range(3)] if self._batches else []
        )
        level, vowels, periodicity = tracks or [np.zeros(0, np.float32)] * 3
        return SoundTrack(HOP_S, level, vowels, periodicity)

    def _consume(self) -> None:
        """Turn all whole frames of the pending samples into tracks; keep what the next frame needs."""
        while (frames := (len(self._pending) - WINDOW) // HOP + 1) > 0:
            take = min(frames, BATCH)
            block = self._pending[: (take - 1) * HOP + WINDOW]
            views = np.lib.stride_tricks.sliding_window_view(block, WINDOW)[::HOP]
            self._batches.append(self._measure(views))
            self._pending = self._pending[take * HOP :]

    def _measure(self, frames: Samples) -> tuple[Samples, Samples, Samples]:
        centre = frames[:, (WINDOW - HOP) // 2 : (WINDOW + HOP) // 2]
        level = _decibel((centre * centre).mean(axis=1))
        tapered = (frames - frames.mean(axis=1, keepdims=True)) * self._taper
        spectrum = np.fft.rfft(tapered, TRANSFORM, axis=1)
        power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
        vowels = _decibel(power[:, self._vowels].sum(axis=1) * (2 / (TRANSFORM * WINDOW)))
        return level, vowels, self._periodicity(power)

    def _periodicity(self, power: Samples) -> Samples:
        """The highest normalised autocorrelation within the range of pitches (Boersma 1993)."""
        correlation = np.fft.irfft(power * self._voice, axis=1)
        shortest, longest = SAMPLE_RATE // PITCH_HZ[1], SAMPLE_RATE // PITCH_HZ[0]
        lags = correlation[:, shortest : longest + 1] / self._taper_correlation[shortest : longest + 1]
        return np.asarray(np.clip(lags.max(axis=1) / (correlation[:, 0] + 1e-9), 0.0, 1.0), np.float32)


def _autocorrelation_of(taper: Samples) -> Samples:
    spectrum = np.fft.rfft(taper, TRANSFORM)
    correlation = np.fft.irfft(np.abs(spectrum) ** 2)
    return np.asarray(np.maximum(correlation / correlation[0], 0.1), np.float32)


def _decibel(power: Samples) -> Samples:
    return np.asarray(10 * np.log10(power + _FLOOR), np.float32)
