"""Possible fillers: hesitations that the engine wrote no word for, found again in the audio by a spotter.

A spotter hears "um" in parts of real words too (about four false hits a minute of clean
reading at the threshold used), so a hit counts only where somebody speaks and no word is known to be.
"""

from collections.abc import Mapping, Sequence

from services.transcribe.domain.audio import VoiceActivity
from services.transcribe.domain.words import HeardWord, PossibleFiller, WordKind

LIKELY_RIGHT = 0.95
"""Engine confidence from which nine words of ten were right."""
COVERED = 0.5
"""Share of a hit that a word must cover to rule it out."""


def plausible_fillers(
    hits: Sequence[PossibleFiller],
    words: Sequence[HeardWord],
    matched: Mapping[int, int],
    voice: VoiceActivity,
) -> tuple[PossibleFiller, ...]:
    """`matched`: the heard words that are words of the reference text; those are taken as said."""
    known = [
        word.span
        for i, word in enumerate(words)
        if i in matched or word.kind is WordKind.FILLER or word.confidence >= LIKELY_RIGHT
    ]
    return tuple(
        hit
        for hit in hits
        if any(hit.span.overlap_s(span) > 0 for span in voice.speech)
        and not any(hit.span.overlap_s(span) >= COVERED * hit.span.duration_s for span in known)
    )
