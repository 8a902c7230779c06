"""The text that a speaker was to read, as the words that will be heard."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from services.transcribe.domain.numerals import spoken

_TOKEN = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?(?i:st|nd|rd|th)?|[a-zA-Z]+(?:'[a-zA-Z]+)*'?|[.!?,;:&%@+]")
_SPOKEN_SIGNS = {"&": "and", "%": "percent", "@": "at", "+": "plus"}
_SPOKEN_ABBREVIATIONS = {"mr": "mister", "mrs": "missus", "dr": "doctor", "st": "saint", "vs": "versus"}
_SENTENCE_ENDS = ".!?"
_CLAUSE_ENDS = ",;:"
LONGEST_TEXT = 200_000
"""Characters; one hour of quick reading is about 70,000."""


@dataclass(frozen=True)
class ReferenceWord:
    """One word that is to be heard."""

    text: str
    """Lower case, as the engine's dictionary writes words."""
    written: str
    """As the text writes it, without punctuation."""
    ends: str = ""
    """The punctuation that follows it, if any: one of . ! ? , ; :"""
    figures: str = ""
    """The number that begins with this word, where the text has it in figures; said in `said_in` words."""
    said_in: int = 1
    continues: bool = False
    """A further word of such a number."""


@dataclass(frozen=True)
class ReferenceText:
    """All the words, in order."""

    words: tuple[ReferenceWord, ...]

    @cached_property
    def spoken(self) -> tuple[str, ...]:
        return tuple(word.text for word in self.words)


def read_reference(text: str) -> ReferenceText | None:
    """The words of the text; None where there is none to read."""
    words = tuple(_words(_plain(text[:LONGEST_TEXT])))
    return ReferenceText(words) if words else None


def _plain(text: str) -> str:
    """Letters without accents, straight apostrophes; what remains foreign is no word of the dictionary."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _words(text: str) -> Iterator[ReferenceWord]:
    waiting: ReferenceWord | None = None
    for token in _TOKEN.findall(text):
        if token in _SENTENCE_ENDS + _CLAUSE_ENDS:
            waiting = waiting and _followed_by(token, waiting)
            continue
        for word in _spoken(token):
            if waiting:
                yield waiting
            waiting = word
    if waiting:
        yield waiting


def _followed_by(mark: str, word: ReferenceWord) -> ReferenceWord:
    """The stop of an abbreviation ends no sentence."""
    if mark == "." and word.written.lower() in _SPOKEN_ABBREVIATIONS:
        return replace(word, written=word.written + ".")
    return replace(word, ends=word.ends or mark)


def _spoken(token: str) -> list[ReferenceWord]:
    lower = token.lower()
    if token[0].isdigit():
        first, *others = spoken(lower)
        number = ReferenceWord(first, first, figures=token, said_in=1 + len(others))
        return [number, *(ReferenceWord(word, word, continues=True) for word in others)]
    if lower in _SPOKEN_SIGNS:
        return [ReferenceWord(_SPOKEN_SIGNS[lower], _SPOKEN_SIGNS[lower])]
    return [ReferenceWord(_SPOKEN_ABBREVIATIONS.get(lower, lower.rstrip("'") or lower), token)]
