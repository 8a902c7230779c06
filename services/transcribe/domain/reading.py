"""Whether a speaker read the text: which pass of the engine to believe, and what became of the text.

The thresholds were chosen on 58 recordings (6 native readings, 2 native monologues, 50 non-native sentences
by 50 speakers), each with its own text, its text between four others, one wrong text and five wrong texts.
Share of the heard words that stand in the text in order, after a pass biased to the text:

    own text    native 1.00 always; non-native 5 % 0.17, 10 % 0.22, 25 % 0.40, median 0.71
    wrong text  native at most 0.19; non-native median 0.0 to 0.12, 90 % 0.33, most 0.57

At `FITS` every wrong native and 97 of 100 wrong non-native pieces go to the unbiased pass; word errors on
own texts stay at 0 % (native; 28 % unbiased) and 50 % (non-native; 89 % unbiased). A lower threshold gains
non-native readers 3 points and lets the bias invent words for speakers who left the text, so it stays here.

Checked on the 6 native readings and 35 non-native sentences drawn anew: own texts native 6 of 6 read; others
27 read, 7 unclear, 1 (rated 5 of 10) not read, for which `MURMUR_CONFIDENCE` was added afterwards. Wrong
texts: native 12 of 12 not read; non-native 22 of 69 not read, 47 unclear, none read. "Unclear" is the price
of never calling a good reading a bad one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.transcribe.domain.alignment import TextIndex, longest_increasing
from services.transcribe.domain.quality import ReferenceStatus
from services.transcribe.domain.words import HeardWord, WordKind

FITS = 0.4
"""Share of a piece's words that must stand in the text for the biased pass to be believed."""

READ_FROM = 0.4
NOT_READ_BELOW = 0.25
"""Shares of the text that were heard. Own text, non-native: 10 of 50 below 0.25 though it was read."""
SKIPPED_WORDS = 10
SKIPPED_SHARE = 0.15
"""An unheard stretch of at least this many words and this share of the text was left out; single unheard
words are the engine's."""
SURE_CONFIDENCE = 0.5
SURE_WORDS = 15
MURMUR_CONFIDENCE = 0.3
"""Before a text is called not read, something else must have been heard: words of this mean confidence, or
so many that are not mere guesses. None of the readings that the engine could not follow had either."""
FOLLOWED_SHARE = 0.5
FOLLOWED_WORDS = 5


@dataclass(frozen=True)
class Reading:
    """What became of the text as a whole."""

    status: ReferenceStatus
    fit: float
    """Share of the text's words that were heard, in order."""


def fits(heard: Sequence[HeardWord], text: TextIndex) -> bool:
    """Whether a pass biased to the text is to be believed for this piece."""
    words = [heard[i].text for i in _comparable(heard, text)]
    return bool(words) and len(text.match(words)) / len(words) >= FITS


def _comparable(heard: Sequence[HeardWord], text: TextIndex) -> list[int]:
    """Places of the words that a reading is judged by: fillers only where the text has them."""
    return [i for i, word in enumerate(heard) if word.kind is WordKind.WORD or word.text in text]


def match_pieces(pieces: Sequence[Sequence[HeardWord]], text: TextIndex) -> dict[int, int]:
    """Which heard word (counted over all pieces) is which word of the text, for pieces that follow it.

    Single words of a piece that does not fit are coincidence, so they match nothing. Jumps back are left
    out: each word of the text is matched once, in order.
    """
    matches: dict[int, int] = {}
    offset = 0
    for heard in pieces:
        if fits(heard, text):
            places = _comparable(heard, text)
            found = text.match([heard[i].text for i in places])
            matches |= {offset + places[mine]: theirs for mine, theirs in found.items()}
        offset += len(heard)
    in_order = iter([*longest_increasing(list(matches.values())), -1])
    expected = next(in_order)
    kept: dict[int, int] = {}
    for mine, theirs in matches.items():
        if theirs == expected:
            kept[mine] = theirs
            expected = next(in_order)
    return kept


def judge(heard: Sequence[HeardWord], matched: Sequence[int], length: int) -> Reading:
    """`matched`: positions in the text that were heard, increasing; `length`: words of the text."""
    fit = len(matched) / length
    words = [word for word in heard if word.kind is WordKind.WORD]
    skipped = _longest_gap(matched, length) >= max(SKIPPED_WORDS, SKIPPED_SHARE * length)
    followed = len(matched) >= max(FOLLOWED_WORDS, FOLLOWED_SHARE * len(words))
    if skipped and (fit >= NOT_READ_BELOW or followed):
        return Reading(ReferenceStatus.PARTLY_READ, fit)
    if fit >= READ_FROM:
        return Reading(ReferenceStatus.READ, fit)
    if fit < NOT_READ_BELOW and _clearly_heard(words):
        return Reading(ReferenceStatus.NOT_READ, fit)
    return Reading(ReferenceStatus.UNCLEAR, fit)


def _clearly_heard(words: Sequence[HeardWord]) -> bool:
    if not words:
        return False
    enough = MURMUR_CONFIDENCE if len(words) >= SURE_WORDS else SURE_CONFIDENCE
    return sum(word.confidence for word in words) / len(words) >= enough


def _longest_gap(matched: Sequence[int], length: int) -> int:
    edges = [-1, *matched, length]
    return max(after - before - 1 for before, after in pairwise(edges))
