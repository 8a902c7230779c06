"""From samples to a sound track: level, vowel level, pitch and loudness of each 10 ms.

Samples come in blocks of any size, so an hour of audio is never in memory at once. The pitch is that of
the autocorrelation (Boersma 1993), which the periodicity needs anyway: no other library is loaded for it.
"""

import numpy as np
from numpy.typing import NDArray

from services.analyze.domain.loudness import ear_weights
from services.analyze.domain.material import SoundTrack, no_sound

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
OCTAVE_COST = 0.02
"""What a period that is twice as long must repeat better by: every voice repeats after two periods too."""
FULL_SCALE = 32_766 / 32_768
"""A sample from here on is taken for clipped."""
PRESENT_DB = -55.0
"""How far below its strongest band a recording still counts as reaching: fricatives lie at -30 to -45 dB,
the leftovers of a telephone's filter below -60 dB."""
BATCH = 512
"""Frames transformed at once: small enough for the processor's cache."""
_FLOOR = 1e-10
"""-100 dB of full scale: below any real recording, and keeps the logarithm finite."""

Samples = NDArray[np.float32]


class Listener:
    """Feed it samples (16 kHz mono, -1 to 1), then `finish`."""

    def __init__(self) -> None:
        self._pending: Samples = np.zeros(WINDOW // 2, np.float32)
        self._batches: list[tuple[Samples, ...]] = []
        self._samples = self._clipped = 0
        self._taper = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
        self._taper_correlation = _autocorrelation_of(self._taper)
        frequencies = np.fft.rfftfreq(TRANSFORM, 1 / SAMPLE_RATE)
        self._vowels = (frequencies >= VOWEL_BAND_HZ[0]) & (frequencies <= VOWEL_BAND_HZ[1])
        self._voice = (frequencies < PERIODICITY_BAND_HZ).astype(np.float32)
        per_frame = TRANSFORM * float(np.square(self._taper).sum())
        self._ear = (ear_weights(frequencies) * (2 / per_frame)).astype(np.float32)
        self._spectrum = np.zeros(len(frequencies))

    def feed(self, samples: Samples) -> None:
        clean = np.nan_to_num(samples.astype(np.float32, copy=False), nan=0.0, posinf=1.0, neginf=-1.0)
        self._samples += len(clean)
        self._clipped += int(np.count_nonzero(np.abs(clean) >= FULL_SCALE))
        self._pending = np.concatenate([self._pending, clean])
        self._consume()

    def finish(self) -> SoundTrack:
        self._pending = np.concatenate([self._pending, np.zeros(WINDOW // 2, np.float32)])
        self._consume()
        if not self._batches:
            return no_sound(HOP_S)
        level, vowels, periodicity, pitch, loudness = map(np.concatenate, zip(*self._batches, strict=True))
        return SoundTrack(
            HOP_S,
            level,
            vowels,
            periodicity,
            pitch,
            loudness,
            clipping_ratio=self._clipped / self._samples if self._samples else 0.0,
            bandwidth_hz=self._bandwidth_hz(),
        )

    def _consume(self) -> None:
        """Turn all whole frames of the pending samples into tracks; keep what the next frame needs."""
        while (frames := (len(self._pending) - WINDOW) // HOP + 1) > 0:
            take = min(frames, BATCH)
            block = self._pending[: (take - 1) * HOP + WINDOW]
            views = np.lib.stride_tricks.sliding_window_view(block, WINDOW)[::HOP]
            self._batches.append(self._measure(views))
            self._pending = self._pending[take * HOP :]

    def _measure(self, frames: Samples) -> tuple[Samples, ...]:
        centre = frames[:, (WINDOW - HOP) // 2 : (WINDOW + HOP) // 2]
        level = _decibel(centre.var(axis=1))  # without what is too slow to be heard: wind, a hand on the desk
        tapered = (frames - frames.mean(axis=1, keepdims=True)) * self._taper
        spectrum = np.fft.rfft(tapered, TRANSFORM, axis=1)
        power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
        self._spectrum += power.sum(axis=0, dtype=np.float64)
        vowels = _decibel(power[:, self._vowels].sum(axis=1) * (2 / (TRANSFORM * WINDOW)))
        return level, vowels, *self._repetition(power), power @ self._ear

    def _repetition(self, power: Samples) -> tuple[Samples, Samples]:
        """The highest normalised autocorrelation within the range of pitches, and the pitch of its peak."""
        correlation = np.fft.irfft(power * self._voice, axis=1)
        shortest, longest = SAMPLE_RATE // PITCH_HZ[1], SAMPLE_RATE // PITCH_HZ[0]
        around = slice(shortest - 1, longest + 2)
        lags = correlation[:, around] / (self._taper_correlation[around] * (correlation[:, :1] + 1e-9))
        periodicity = np.clip(lags[:, 1:-1].max(axis=1), 0.0, 1.0)
        return np.asarray(periodicity, np.float32), _pitch(lags, shortest)

    def _bandwidth_hz(self) -> float:
        strongest = float(self._spectrum.max())
        if strongest <= 0:
            return 0.0
        present = np.flatnonzero(self._spectrum >= strongest * 10 ** (PRESENT_DB / 10))
        return float(present[-1]) * SAMPLE_RATE / TRANSFORM


def _pitch(lags: NDArray[np.floating], shortest: int) -> Samples:
    """Of the best peak among the lags, which are one more at either end; between samples by a parabola."""
    before, here, after = lags[:, :-2], lags[:, 1:-1], lags[:, 2:]
    octaves = np.log2(np.arange(here.shape[1]) + shortest)
    merit = np.where((here > before) & (here >= after) & (here > 0), here - OCTAVE_COST * octaves, -np.inf)
    best, rows = merit.argmax(axis=1), np.arange(len(lags))
    low, top, high = before[rows, best], here[rows, best], after[rows, best]
    shift = 0.5 * (low - high) / np.minimum(low - 2 * top + high, -1e-12)
    hertz = SAMPLE_RATE / (best + shortest + np.clip(shift, -0.5, 0.5))
    return np.where(np.isfinite(merit[rows, best]), hertz, 0.0).astype(np.float32)


def _autocorrelation_of(taper: Samples) -> Samples:
    spectrum = np.fft.rfft(taper, TRANSFORM)
    correlation = np.fft.irfft(np.abs(spectrum) ** 2)
    return np.asarray(np.maximum(correlation / correlation[0], 0.1), np.float32)


def _decibel(power: Samples) -> Samples:
    return np.asarray(10 * np.log10(power + _FLOOR), np.float32)
