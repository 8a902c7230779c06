"""Words as they are compared: one normal form for the text that was given and for what was heard."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from services.analyze.domain.numerals import numeral_words

MAX_TEXT = 200_000
"""Characters of a text that are looked at; an hour of reading is about 60,000."""
MAX_TOKEN = 60
"""A longer run of letters is no word; it is cut, so that one token stays small."""
FILLER_WORDS = frozenset({"um", "umm", "uh", "uhh", "uhm", "er", "erm", "ah", "hm", "hmm", "mm", "mhm", "eh"})
ABBREVIATIONS: Mapping[str, str] = MappingProxyType(
    {
        "mr": "mister",
        "mrs": "missus",
        "dr": "doctor",
        "st": "saint",
        "prof": "professor",
        "vs": "versus",
        "ok": "okay",
        "&": "and",
        "%": "percent",
        "+": "plus",
        "@": "at",
    }
)
_PIECE = re.compile(r"\d+(?:,\d{3})+|\d+|[^\W\d_]+(?:'[^\W\d_]+)*|[&%+@]")
_ENDS_CLAUSE = re.compile("[.,;:!?…—–]$")
_CLOSING = "\"')]}”’»"


@dataclass(frozen=True)
class Token:
    """A normalised word and the place of its source: the text's word index, or the position in the words."""

    text: str
    index: int
    ends_clause: bool = False


def reference_tokens(text: str) -> tuple[Token, ...]:
    """The words of a text with the clause ends that its punctuation and paragraphs mark."""
    tokens: list[Token] = []
    index = 0
    for line in text[:MAX_TEXT].splitlines():
        for word in line.split():
            ends = bool(_ENDS_CLAUSE.search(word.rstrip(_CLOSING)))
            _append(tokens, word, index, ends)
            index += 1
        if tokens:
            tokens[-1] = Token(tokens[-1].text, tokens[-1].index, ends_clause=True)
    return tuple(tokens)


def _append(tokens: list[Token], word: str, index: int, ends: bool) -> None:
    normal = normal_words(word)
    if not normal and ends and tokens:  # a dash of its own
        tokens[-1] = Token(tokens[-1].text, tokens[-1].index, ends_clause=True)
    for place, text in enumerate(normal):
        tokens.append(Token(text, index, ends and place == len(normal) - 1))


def normal_words(text: str) -> tuple[str, ...]:
    """Lower case, no accents or punctuation, straight apostrophes, numbers and abbreviations written out."""
    decomposed = unicodedata.normalize("NFKD", text[:MAX_TEXT]).lower().replace("’", "'")
    folded = "".join(character for character in decomposed if not unicodedata.combining(character))
    words: list[str] = []
    for match in _PIECE.finditer(folded):
        piece = match.group()
        if piece[0].isdigit():
            words.extend(numeral_words(piece))
        else:
            words.append(ABBREVIATIONS.get(piece, piece)[:MAX_TOKEN])
    return tuple(words)
