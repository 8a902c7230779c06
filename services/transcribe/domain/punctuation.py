"""Punctuation from pauses and the small words that sentences turn on.

Pauses come from the voice activity, never from gaps between word times. Somebody who looks for a word pauses
too, so no mark follows a word that nobody ends with, and a sentence may go on after "and" or "because".
"""

from collections.abc import Sequence

from services.transcribe.domain.known_words import (
    ARTICLES,
    AUXILIARIES,
    BE,
    JOINERS,
    OPENERS,
    QUESTION_WORDS,
    SUBJECTS,
    UNFINISHED,
)

SENTENCE_PAUSE_S = 0.6
"""The pause at punctuation that listeners rate most natural (Liu et al. 2022)."""
NEW_SENTENCE_PAUSE_S = 1.0
"""After a pause as long as this, "and" begins a sentence."""
CLAUSE_PAUSE_S = 0.3
CONTRAST_PAUSE_S = 0.15
"""Before "but" a shorter pause is enough for a comma."""
SENTENCE_ENDS = frozenset(".!?")
_LONGEST_SUBJECT = 4
"""Words between "what" or "how" and its verb: "how many people are"."""


def mark_between(word: str, following: str, pause_s: float) -> str:
    """The mark after a word, both in lower case; `following` is empty at the end."""
    if word in UNFINISHED and following:
        return ""
    if pause_s >= (NEW_SENTENCE_PAUSE_S if following in JOINERS else SENTENCE_PAUSE_S):
        return "."
    return "," if pause_s >= (CONTRAST_PAUSE_S if following == "but" else CLAUSE_PAUSE_S) else ""


def is_question(sentence: Sequence[str]) -> bool:
    """By its first words, or by the tag at its end; `sentence` is lower case."""
    words = list(sentence)
    while words and words[0] in OPENERS:
        words.pop(0)
    if len(words) < 2:
        return False
    return _asks_for_something(words) or _is_inverted(words) or _has_tag(words)


def _asks_for_something(words: Sequence[str]) -> bool:
    """What is it, how many people are there; but not what I mean is, nor what is new is that."""
    if words[0] not in QUESTION_WORDS or words[1] in SUBJECTS | ARTICLES:
        return False
    if words[1] in AUXILIARIES:
        return words[0] != "what" or words[1] not in BE or not BE & set(words[3:])
    places = range(2, min(_LONGEST_SUBJECT, len(words) - 1))
    return words[0] in ("what", "which", "whose", "how") and any(
        words[at] in AUXILIARIES and words[at + 1] in SUBJECTS for at in places
    )


def _is_inverted(words: Sequence[str]) -> bool:
    """Do you, is there, is the room; but not do it, have the soup."""
    verb, subject = words[0], words[1]
    if verb not in AUXILIARIES:
        return False
    if verb in ("do", "have"):
        return subject in SUBJECTS and subject != "it"
    return subject in SUBJECTS | ARTICLES


def _has_tag(words: Sequence[str]) -> bool:
    """It is late, isn't it."""
    return len(words) > 3 and words[-2] in AUXILIARIES and words[-2].endswith("n't") and words[-1] in SUBJECTS
