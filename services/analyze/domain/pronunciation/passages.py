"""A long text in passages of a sentence or two, each with its place in the sound.

The places come from the words that the recogniser heard as they stand in the text. Where it heard too few of
them to tell two passages apart, they stay one.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.analyze.domain.alignment import align
from services.analyze.domain.pronunciation.alignment import TextWord

FEWEST_WORDS, MOST_WORDS = 8, 25
LONGEST_PASSAGE = 100
"""Words beyond which a passage is cut at the nearest words that were heard, however far off."""
NEAR = 4
"""Words on either side of a boundary, one of which must have been heard."""
AROUND_S = 0.25
"""Sound before and after a passage: words begin before they are recognised."""
UNHEARD_RUN = 8
"""A passage of so many words none of which was heard was left out."""


@dataclass(frozen=True)
class Passage:
    words: tuple[TextWord, ...]
    start_s: float
    end_s: float
    # Those of the words, by position, that the recogniser heard as they stand in the text.
    heard: frozenset[int]

    @property
    def length_s(self) -> float:
        return self.end_s - self.start_s

    @property
    def was_read(self) -> bool:
        return bool(self.heard) or len(self.words) < UNHEARD_RUN


@dataclass(frozen=True)
class HeardWord:
    """A word in its normal form, and when the recogniser heard it."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Transcribed:
    """What the recogniser heard, from the first to the last moment of speech."""

    words: Sequence[HeardWord]
    start_s: float
    end_s: float


def find_passages(text: Sequence[TextWord], heard: Transcribed) -> tuple[Passage, ...]:
    """All of the text, in order."""
    if not text:
        return ()
    times = _times(text, heard)
    cuts = _cuts(_starts(text), times, heard.start_s)
    cuts.append(_Cut(len(text), max(heard.end_s, cuts[-1].at_s)))
    return tuple(
        Passage(
            tuple(text[first.word : last.word]),
            max(0.0, first.at_s - AROUND_S),
            last.at_s + AROUND_S,
            frozenset(place - first.word for place in times if first.word <= place < last.word),
        )
        for first, last in pairwise(cuts)
    )


@dataclass(frozen=True)
class _Cut:
    """Before which word, and when."""

    word: int
    at_s: float


def _times(text: Sequence[TextWord], heard: Transcribed) -> Mapping[int, HeardWord]:
    """Those words of the text that were heard, by their position in it."""
    if not heard.words:
        return {}
    matches = align([word.text for word in text], [word.text for word in heard.words]).matches()
    return {place: heard.words[position] for position, place in sorted(matches.items())}


def _starts(text: Sequence[TextWord]) -> list[int]:
    """The first words of the passages: at the ends of clauses, or where one grows too long."""
    starts, length = [], 0
    for place, word in enumerate(text):
        length += 1
        if (word.ends_clause and length >= FEWEST_WORDS) or length >= MOST_WORDS:
            starts.append(place + 1)
            length = 0
    if starts and len(text) - starts[-1] < FEWEST_WORDS:
        starts.pop()  # too short for a passage of its own
    return starts


def _cuts(starts: Sequence[int], times: Mapping[int, HeardWord], start_s: float) -> list[_Cut]:
    places = list(times)
    cuts = [_Cut(0, start_s)]
    for start in starts:
        after = bisect_left(places, start)
        if after in (0, len(places)):
            continue
        before_word, after_word = places[after - 1], places[after]
        near = start - before_word <= NEAR and after_word - start < NEAR
        if near or start - cuts[-1].word > LONGEST_PASSAGE:
            share = (start - before_word - 0.5) / (after_word - before_word)
            left, right = times[before_word].end_s, times[after_word].start_s
            cuts.append(_Cut(start, max(cuts[-1].at_s, left + (right - left) * share)))
    return cuts
