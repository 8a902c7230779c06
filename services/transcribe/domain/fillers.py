"""Possible fillers: hesitations that the engine wrote no word for, found again in the audio by a detector.

A detector takes lengthened vowels of real words for "uh" too, so a hit counts only where somebody speaks, no
word is known to be, and the engine wrote no filler itself.
"""

from collections.abc import Mapping, Sequence

from services.transcribe.domain.audio import Span, VoiceActivity
from services.transcribe.domain.words import HeardWord, PossibleFiller, WordKind

LIKELY_RIGHT = 0.95
"""Engine confidence from which nine words of ten were right."""
COVERED = 0.5
"""Share that a hit and a word must have in common, of the shorter of the two, for the word to rule it out."""
NEAR_S = 0.3
"""As far as an engine's times may be off; a filler that it wrote so near is the same one."""


def plausible_fillers(
    hits: Sequence[PossibleFiller],
    words: Sequence[HeardWord],
    matched: Mapping[int, int],
    voice: VoiceActivity,
) -> tuple[PossibleFiller, ...]:
    """`matched`: the heard words that are words of the reference text; those are taken as said."""
    written = [
        Span(word.span.start_s - NEAR_S, word.span.end_s + NEAR_S)
        for word in words
        if word.kind is WordKind.FILLER
    ]
    known = [word.span for i, word in enumerate(words) if i in matched or word.confidence >= LIKELY_RIGHT]
    return tuple(
        hit
        for hit in hits
        if any(hit.span.overlap_s(span) > 0 for span in voice.speech)
        and not any(hit.span.overlap_s(span) > 0 for span in written)
        and not any(_same(hit.span, span) for span in known)
    )


def _same(hit: Span, word: Span) -> bool:
    return hit.overlap_s(word) >= COVERED * min(hit.duration_s, word.duration_s) > 0
