"""Pauses of a known length put into real speech: are they found, and how exact are their edges?"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np

from benchmarks.analysis_speech import Reading, Samples
from benchmarks.figures import Figure
from services.analyze.domain.listening import SAMPLE_RATE
from services.analyze.domain.parts import run_part
from services.analyze.domain.pauses import Pause
from tests.builders.analyze_speech import listened_to

LENGTHS_S = (0.3, 0.4, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
ROOM_TONE_DB = -60.0
NOISY_SNR_DB = 15.0
RECALL_BAR = 0.98
EDGE_BAR_MS = 60.0
EACH = 2
"""Pauses in one sentence."""
CLEAR_FRAMES = 50
"""Half a second of speech around each pause: what is shorter is no speech that a pause could be in."""


@dataclass(frozen=True)
class Inserted:
    start_s: float
    end_s: float


def inserted_pauses(sentences: Sequence[Reading], folder: Path) -> list[Figure]:
    """In quiet (room tone), and with white noise 15 dB below the speech, over everything."""
    figures: list[Figure] = []
    for label, snr_db in (("quiet", None), ("15 dB SNR", NOISY_SNR_DB)):
        starts, ends, missed = _errors(sentences, folder, snr_db)
        found = len(starts)
        recall = found / (found + missed)
        figures += [
            Figure(f"of {found + missed} inserted pauses found, {label}", 100 * recall, "%",
                   f"at least {100 * RECALL_BAR:g} %", recall >= RECALL_BAR),
            _edge(f"start of a pause off, {label}", starts),
            _edge(f"end of a pause off, {label}", ends),
        ]  # fmt: skip
    return figures


def _edge(name: str, errors_s: Sequence[float]) -> Figure:
    mean_ms = 1000 * fmean(errors_s)
    return Figure(name, mean_ms, "ms on average", f"within {EDGE_BAR_MS:.0f} ms", mean_ms <= EDGE_BAR_MS)


def _errors(
    sentences: Sequence[Reading], folder: Path, snr_db: float | None
) -> tuple[list[float], list[float], int]:
    """Distance of each found pause's start and end from the truth, and how many were missed."""
    random = np.random.default_rng(7)
    starts: list[float] = []
    ends: list[float] = []
    missed = 0
    for sentence in sentences:
        samples, truth = with_pauses(sentence.samples, random)
        noisy = samples if snr_db is None else with_noise(samples, sentence.samples, snr_db, random)
        found = run_part("pause", listened_to(noisy, folder)).pauses
        for known in truth:
            pause = _matching(found, known)
            if pause is None:
                missed += 1
                continue
            starts.append(abs(pause.start_s - known.start_s))
            ends.append(abs(pause.end_s - known.end_s))
    return starts, ends, missed


def with_pauses(samples: Samples, random: np.random.Generator) -> tuple[Samples, list[Inserted]]:
    """Cut where speech is loud: neither a breath nor a consonant's own silence blurs the truth."""
    pieces: list[Samples] = []
    truth: list[Inserted] = []
    at = done = 0
    for cut in _loud_places(samples, random):
        length_s = float(random.choice(LENGTHS_S))
        tone = random.standard_normal(round(length_s * SAMPLE_RATE)) * 10 ** (ROOM_TONE_DB / 20)
        pieces += [samples[done:cut], tone]
        at += cut - done
        truth.append(Inserted(at / SAMPLE_RATE, at / SAMPLE_RATE + length_s))
        at, done = at + len(tone), cut
    return np.concatenate([*pieces, samples[done:]]), truth


def with_noise(samples: Samples, speech: Samples, snr_db: float, random: np.random.Generator) -> Samples:
    """White noise over everything; the speech's level is that of its louder half."""
    frames = np.mean(np.square(speech[: len(speech) // 160 * 160].reshape(-1, 160)), axis=1)
    power = float(np.mean(frames[frames >= np.median(frames)]))
    noise = random.standard_normal(len(samples)) * np.sqrt(power / 10 ** (snr_db / 10))
    return np.asarray(samples + noise, np.float64)


def _loud_places(samples: Samples, random: np.random.Generator) -> list[int]:
    """One in each half of the speech, at its frames of above-median level."""
    hop = SAMPLE_RATE // 100
    levels = np.sqrt(np.mean(np.square(samples[: len(samples) // hop * hop].reshape(-1, hop)), axis=1))
    speech = np.flatnonzero(levels > 0.1 * levels.max())
    halves = np.array_split(np.arange(speech[0] + CLEAR_FRAMES, speech[-1]), EACH)
    loud = levels > np.median(levels[speech])
    places = [half[:-CLEAR_FRAMES][loud[half[:-CLEAR_FRAMES]]] for half in halves]
    return [int(random.choice(place)) * hop for place in places if len(place)]


def _matching(found: Sequence[Pause], known: Inserted) -> Pause | None:
    """The one that covers most of it; at least half."""
    best = max(found, key=lambda pause: _overlap(pause, known), default=None)
    length_s = known.end_s - known.start_s
    return best if best and _overlap(best, known) >= length_s / 2 else None


def _overlap(pause: Pause, known: Inserted) -> float:
    return max(0.0, min(pause.end_s, known.end_s) - max(pause.start_s, known.start_s))
