"""Sentences, where the transcript has punctuation; the embedded recogniser writes none."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.analyze.domain.material import Word

_ENDS = ".!?…"
_CLOSING = "\"')]}”’»"
FEWEST = 3


@dataclass(frozen=True)
class Sentence:
    words: tuple[Word, ...]
    is_question: bool


def split_sentences(words: Sequence[Word]) -> tuple[Sentence, ...]:
    """Only whole ones: what comes after the last full stop is left out, and so is a text without any."""
    sentences: list[Sentence] = []
    current: list[Word] = []
    for word in words:
        written = word.clean.rstrip(_CLOSING)
        if not word.is_filler and written:
            current.append(word)
        if current and written and written[-1] in _ENDS:
            sentences.append(Sentence(tuple(current), written[-1] == "?"))
            current = []
    return tuple(sentences)
