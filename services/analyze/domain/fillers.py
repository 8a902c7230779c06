"""Fillers: which ones are certain, and where in the stretch of speech they stand."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from services.analyze.domain.material import Material, Span
from services.analyze.domain.pauses import Pause, stretches

CERTAIN, POSSIBLE = "certain", "possible"
CERTAIN_CONFIDENCE = 0.5
"""A word below this may be anything, whatever the engine wrote."""
NEAR_S = 0.3
"""How near to the end of a stretch a filler stands at its start or end."""


@dataclass(frozen=True)
class Filler:
    text: str
    start_s: float
    end_s: float
    # start, middle or end of a stretch of speech
    position: str
    status: str
    confidence: float
    # 0 where a detector found it in the audio
    word_id: int


def find_fillers(material: Material, pauses: Sequence[Pause]) -> tuple[Filler, ...]:
    """Those of the transcript, and those that a detector found where the transcript has none."""
    runs = stretches(material.extent, pauses)
    written = [
        Filler(
            text=word.text,
            start_s=word.start_s,
            end_s=word.end_s,
            position=_position(runs, Span(word.start_s, word.end_s)),
            status=_status(material, word.confidence),
            confidence=_probability(word.confidence),
            word_id=word.word_id,
        )
        for word in material.transcript.words
        if word.is_filler
    ]
    return tuple(
        sorted([*written, *_detected(material, runs, written)], key=lambda f: (f.start_s, f.word_id))
    )


def _detected(material: Material, runs: Sequence[Span], written: Sequence[Filler]) -> list[Filler]:
    found: list[Filler] = []
    following = 0
    for filler in material.transcript.detected_fillers:
        while following < len(written) and written[following].end_s <= filler.start_s:
            following += 1
        if following < len(written) and written[following].start_s < filler.end_s:
            continue  # the transcript has it
        span = Span(filler.start_s, filler.end_s)
        found.append(
            Filler(
                filler.text,
                filler.start_s,
                filler.end_s,
                _position(runs, span),
                POSSIBLE,
                _probability(filler.confidence),
                0,
            )
        )
    return found


def _status(material: Material, confidence: float) -> str:
    reliable = material.transcript.words_count_on and confidence >= CERTAIN_CONFIDENCE
    return CERTAIN if reliable else POSSIBLE


def _position(runs: Sequence[Span], span: Span) -> str:
    middle = (span.start_s + span.end_s) / 2
    index = bisect_right(runs, middle, key=lambda run: run.start_s) - 1
    run = runs[index] if index >= 0 and middle <= runs[index].end_s else None
    if run is None or span.start_s - run.start_s <= NEAR_S:
        return "start"  # one that stands alone opens what follows
    return "end" if run.end_s - span.end_s <= NEAR_S else "middle"


def _probability(confidence: float) -> float:
    """0 to 1; an engine that sends NaN knows nothing."""
    return 0.0 if math.isnan(confidence) else min(max(confidence, 0.0), 1.0)
