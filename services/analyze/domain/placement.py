"""Where in the sentences the pauses lie.

Where a text was read, its punctuation aligned with the words says it. Else the function words beside
the pause allow a guess of lower confidence; where the words can't be relied on, the place is unknown.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.analyze.domain.alignment import MAX_TOKENS, align
from services.analyze.domain.material import Material, Word
from services.analyze.domain.pauses import Pause
from services.analyze.domain.wording import Token, normal_words, reference_tokens

BOUNDARY, MID_CLAUSE, UNKNOWN = "boundary", "mid_clause", "unknown"
BOTH_SIDES_CONFIDENCE = 0.9
ONE_SIDE_CONFIDENCE = 0.7
FUNCTION_WORD_CONFIDENCE = 0.5
CERTAIN_ENOUGH = 0.7
"""From this confidence on, the place counts for a score."""

CLAUSE_OPENERS = frozenset(
    [
        "and",
        "but",
        "or",
        "so",
        "because",
        "although",
        "though",
        "if",
        "when",
        "while",
        "unless",
        "until",
        "since",
        "whereas",
        "however",
        "therefore",
        "then",
        "which",
        "who",
        "where",
        "that",
        "whether",
    ]
)
"""A pause before one of these is likely to be at a boundary."""
PHRASE_OPENERS = frozenset(
    [
        "the",
        "a",
        "an",
        "my",
        "your",
        "his",
        "her",
        "its",
        "our",
        "their",
        "this",
        "these",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "into",
        "is",
        "are",
        "was",
        "were",
        "am",
        "be",
        "been",
        "has",
        "have",
        "had",
        "will",
        "would",
        "can",
        "could",
        "should",
        "must",
        "may",
        "might",
    ]
)
"""A pause after one of these breaks a phrase: its other words are still to come."""


@dataclass(frozen=True)
class _Neighbours:
    """The words beside a pause; None at the ends."""

    before: int | None
    after: int | None


def place(pauses: Sequence[Pause], material: Material) -> tuple[Pause, ...]:
    words = [word for word in material.transcript.words if not word.is_filler]
    if not words:
        return tuple(pauses)
    judge = _ByPunctuation(material, words) if _was_read(material) else None
    return tuple(_placed(pause, words, judge, material.transcript.words_count_on) for pause in pauses)


def _was_read(material: Material) -> bool:
    status = material.transcript.reference_status
    return bool(material.reference_text.strip()) and status in {"read", "partly_read"}


def _placed(
    pause: Pause, words: Sequence[Word], judge: "_ByPunctuation | None", words_count_on: bool
) -> Pause:
    beside = _neighbours(pause, words)
    placement, confidence = UNKNOWN, 0.0
    if judge is not None:
        placement, confidence = judge.place(beside)
    if placement == UNKNOWN and words_count_on:
        placement, confidence = _by_function_words(beside, words)
    after = 0 if beside.before is None else words[beside.before].word_id
    return replace(pause, placement=placement, placement_confidence=confidence, after_word_id=after)


def _neighbours(pause: Pause, words: Sequence[Word]) -> _Neighbours:
    """By the words' middles: their edges are the recogniser's, and less exact than the pause."""
    after = bisect_left(words, pause.middle_s, key=lambda word: word.middle_s)
    return _Neighbours(after - 1 if after else None, after if after < len(words) else None)


def _by_function_words(beside: _Neighbours, words: Sequence[Word]) -> tuple[str, float]:
    before = _normal(words, beside.before)
    after = _normal(words, beside.after)
    if before in PHRASE_OPENERS:
        return MID_CLAUSE, FUNCTION_WORD_CONFIDENCE
    if after in CLAUSE_OPENERS:
        return BOUNDARY, FUNCTION_WORD_CONFIDENCE
    return UNKNOWN, 0.0


def _normal(words: Sequence[Word], index: int | None) -> str:
    return " ".join(normal_words(words[index].text)) if index is not None else ""


class _ByPunctuation:
    """The words that were heard, each with its place in the text."""

    def __init__(self, material: Material, words: Sequence[Word]) -> None:
        self._reference = reference_tokens(material.reference_text)[:MAX_TOKENS]
        self._first: dict[int, int] = {}
        self._last: dict[int, int] = {}
        heard = heard_tokens(words)[:MAX_TOKENS]
        if not self._reference or not heard:
            return
        matches = align([t.text for t in self._reference], [t.text for t in heard]).matches()
        for position, reference in matches.items():
            word = heard[position].index
            self._first.setdefault(word, reference)
            self._last[word] = reference

    def place(self, beside: _Neighbours) -> tuple[str, float]:
        """Sure where both neighbours follow each other in the text, less so with one of them."""
        before = None if beside.before is None else self._last.get(beside.before)
        after = None if beside.after is None else self._first.get(beside.after)
        if before is not None and after is not None:
            return self._between(before, after)
        if before is not None:
            return self._at(before), ONE_SIDE_CONFIDENCE
        if after is not None and after > 0:
            return self._at(after - 1), ONE_SIDE_CONFIDENCE
        return UNKNOWN, 0.0

    def _between(self, before: int, after: int) -> tuple[str, float]:
        if after == before + 1:
            return self._at(before), BOTH_SIDES_CONFIDENCE
        if (
            before < after <= before + 3
        ):  # a word or two were not heard: any boundary among them is a boundary
            ends = any(token.ends_clause for token in self._reference[before:after])
            return (BOUNDARY if ends else MID_CLAUSE), ONE_SIDE_CONFIDENCE
        return UNKNOWN, 0.0

    def _at(self, position: int) -> str:
        return BOUNDARY if self._reference[position].ends_clause else MID_CLAUSE


def heard_tokens(words: Sequence[Word]) -> tuple[Token, ...]:
    """The normalised words that were heard, each with the position of its word."""
    return tuple(Token(text, index) for index, word in enumerate(words) for text in normal_words(word.text))
