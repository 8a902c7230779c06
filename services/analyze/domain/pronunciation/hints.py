"""What may be worth listening to in a reading. Hints, never accusations: each is wrong often enough."""

from services.analyze.domain.pronunciation.alignment import FRAME_S, WordSpan
from services.analyze.domain.pronunciation.results import Hint

UNEXPECTED_BREAK, MISSING_BREAK = "unexpected_break", "missing_break"
OMISSION, MISPRONOUNCED_HINT = "omission", "mispronunciation"

UNEXPECTED_BREAK_S = 0.35
"""Of silence within a clause, from which listeners notice it; certain enough to show from a second."""
MISSING_BREAK_S = 0.05
DOUBTFUL_CONFIDENCE = 0.4
"""Share of the words with such a score that experts called mispronounced."""
MISSING_BREAK_CONFIDENCE = 0.3
OMISSION_CONFIDENCE = 0.4


def break_after(word: WordSpan, following: WordSpan | None) -> tuple[Hint, ...]:
    """Between this word and the next one of its passage."""
    if following is None:
        return ()
    gap_s = (following.start - word.end) * FRAME_S
    if word.word.ends_clause:
        missing = gap_s < MISSING_BREAK_S
        return (Hint(MISSING_BREAK, MISSING_BREAK_CONFIDENCE),) if missing else ()
    if gap_s < UNEXPECTED_BREAK_S:
        return ()
    return (Hint(UNEXPECTED_BREAK, round(min(0.9, gap_s * 0.75), 2)),)
