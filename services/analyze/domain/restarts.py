"""Where a speaker begins anew, or takes back what was said."""

from collections.abc import Set

from services.analyze.domain.breaks import Breaks
from services.analyze.domain.phrases import Phrase, find_phrases, lexicon
from services.analyze.domain.spoken_text import SpokenText
from services.analyze.domain.word_lists import EDITING_TERMS, OPENERS
from services.analyze.domain.wording import reference_tokens

NEAREST, FURTHEST = 2, 4
"""Words from the first beginning to the second; what comes at once is a repetition."""


def find_restarts(text: SpokenText, breaks: Breaks, reference: str) -> tuple[Phrase, ...]:
    """A word that opens a phrase is said again after a break and goes on otherwise: "we want, we need".

    What the text that was read has too is no restart of the speaker.
    """
    written = _written(reference)
    found: list[Phrase] = []
    index = 0
    while index < len(text.tokens):
        length = _restart_after(text, breaks, index, written)
        if length:
            found.append(Phrase(text.said(index, index + length), index, index + length))
        index += length or 1
    return tuple(found)


def find_repairs(text: SpokenText, breaks: Breaks) -> tuple[Phrase, ...]:
    """Editing terms that stand between breaks, at least before them."""
    terms = find_phrases(text.tokens, lexicon(EDITING_TERMS))
    return tuple(term for term in terms if term.first and breaks.before(term.first))


def _restart_after(text: SpokenText, breaks: Breaks, index: int, written: Set[tuple[str, ...]]) -> int:
    texts = text.texts
    if texts[index] not in OPENERS:
        return 0
    for length in range(NEAREST, FURTHEST + 1):
        again = index + length
        if again + 1 >= len(texts) or texts[again] != texts[index] or texts[again + 1] == texts[index + 1]:
            continue
        if breaks.before(again) and texts[index : again + 1] not in written:
            return length
    return 0


def _written(reference: str) -> set[tuple[str, ...]]:
    """All runs of words that long in the text."""
    texts = [token.text for token in reference_tokens(reference)]
    return {
        tuple(texts[start : start + length + 1])
        for length in range(NEAREST, FURTHEST + 1)
        for start in range(len(texts) - length)
    }
