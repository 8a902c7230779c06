"""From a text to the phones that are to be said."""

from collections.abc import Callable

from services.analyze.domain.pronunciation.alignment import TextWord
from services.analyze.domain.pronunciation.spelling import Spelling
from services.analyze.domain.wording import reference_tokens

Dictionary = Callable[[str], tuple[tuple[str, ...], ...]]
"""The pronunciations of a word in lower case, the commonest first; none where it is not known."""

MOST_PRONUNCIATIONS = 4
LONGEST_WORD = 40
"""Letters; what is longer is no word, and its phones would not fit the sound."""


def text_words(text: str, dictionary: Dictionary, spelling: Spelling) -> tuple[TextWord, ...]:
    """The words that can be said: those with letters of the alphabet, of no absurd length."""
    words = []
    for token in reference_tokens(text):
        said = pronunciations(token.text, dictionary, spelling)
        if said:
            words.append(TextWord(token.text, token.index, said, token.ends_clause))
    return tuple(words)


def pronunciations(word: str, dictionary: Dictionary, spelling: Spelling) -> tuple[tuple[str, ...], ...]:
    if len(word) > LONGEST_WORD:
        return ()
    known = dictionary(word)[:MOST_PRONUNCIATIONS]
    if known:
        return known
    said = spelling.pronounce("".join(letter for letter in word if "a" <= letter <= "z"))
    return (said,) if said else ()
