"""Where what was heard differs from the text that was read. Always possible, never certain: of what the
recogniser hears differently, most is its own error (one omission in six was none)."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.analyze.domain.alignment import Alignment, Chunk
from services.analyze.domain.material import Span, Word
from services.analyze.domain.wording import Token

POSSIBLE = "possible"
CONFIDENCE = {"high": 0.4, "medium": 0.25}
"""Of a single word, by the transcript's quality; not calibrated, only an order."""
LONG_RUN = 3
LONG_RUN_CONFIDENCE = 0.6
"""A run of words that was left out is heard more surely than one word; nothing is surer than this."""
LEAST_CONFIDENCE = 0.1
"""What is less sure than this is the recogniser guessing, and is not shown."""
LONGEST_TEXT = 200
"""Characters of a text shown for a miscue; the rest is an ellipsis."""


@dataclass(frozen=True)
class Miscue:
    # omission, insertion, repetition or substitution
    kind: str
    reference_text: str
    heard_text: str
    start_s: float
    end_s: float
    confidence: float
    word_ids: tuple[int, ...]
    # Position of the first affected word in the text, from 0.
    reference_index: int
    status: str = POSSIBLE


@dataclass(frozen=True)
class Reading:
    """The text, what was heard of it, and how far the transcript may be relied on."""

    reference: Sequence[Token]
    heard: Sequence[Token]
    words: Sequence[Word]
    alignment: Alignment
    quality_grade: str
    extent: Span


def find_miscues(reading: Reading) -> tuple[Miscue, ...]:
    found = (_miscue(reading, chunk) for chunk in reading.alignment.chunks if chunk.kind != "equal")
    return tuple(miscue for miscue in found if miscue.confidence >= LEAST_CONFIDENCE)


def _miscue(reading: Reading, chunk: Chunk) -> Miscue:
    words = _words(reading, chunk.heard)
    span = _span(reading, chunk.heard, words)
    kind = _kind(reading, chunk)
    return Miscue(
        kind=kind,
        reference_text=_shown([reading.reference[i].text for i in chunk.reference]),
        heard_text=_shown([reading.heard[i].text for i in chunk.heard]),
        start_s=span.start_s,
        end_s=span.end_s,
        confidence=_confidence(reading, kind, chunk, words),
        word_ids=tuple(word.word_id for word in words),
        reference_index=_reference_index(reading, chunk),
    )


def _kind(reading: Reading, chunk: Chunk) -> str:
    if chunk.kind == "delete":
        return "omission"
    if chunk.kind == "substitute":
        return "substitution"
    heard = [reading.heard[i].text for i in chunk.heard]
    length = len(heard)
    before = [token.text for token in reading.heard[max(0, chunk.heard.start - length) : chunk.heard.start]]
    after = [token.text for token in reading.heard[chunk.heard.stop : chunk.heard.stop + length]]
    return "repetition" if heard in (before, after) else "insertion"


def _confidence(reading: Reading, kind: str, chunk: Chunk, words: Sequence[Word]) -> float:
    single = CONFIDENCE.get(reading.quality_grade, 0.1)
    if kind == "omission":
        return LONG_RUN_CONFIDENCE if len(chunk.reference) >= LONG_RUN else single
    heard = [word.confidence for word in words if 0 <= word.confidence <= 1]
    return round(single * (sum(heard) / len(heard) if heard else 1.0), 3)


def _words(reading: Reading, heard: range) -> list[Word]:
    indexes = dict.fromkeys(reading.heard[i].index for i in heard)
    return [reading.words[index] for index in indexes]


def _span(reading: Reading, heard: range, words: Sequence[Word]) -> Span:
    """The words' time; for what was not heard, the time between its neighbours."""
    if words:
        return Span(words[0].start_s, words[-1].end_s)
    before = reading.heard[heard.start - 1] if heard.start > 0 else None
    after = reading.heard[heard.start] if heard.start < len(reading.heard) else None
    start = reading.words[before.index].end_s if before else reading.extent.start_s
    end = reading.words[after.index].start_s if after else reading.extent.end_s
    return Span(min(start, end), max(start, end))


def _reference_index(reading: Reading, chunk: Chunk) -> int:
    position = min(chunk.reference.start, len(reading.reference) - 1)
    return reading.reference[position].index


def _shown(words: Sequence[str]) -> str:
    text = " ".join(words)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
