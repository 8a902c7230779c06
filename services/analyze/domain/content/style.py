"""How an answer is put: specifics, cohesion, sentence length, and what could be left out."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from services.analyze.domain.content.answer import Answer, Sentence
from services.analyze.domain.material import Material
from services.analyze.domain.repetitions import find_repetitions
from services.analyze.domain.wording import normal_words

LINKS = frozenset(
    [
        "and", "also", "because", "but", "so", "therefore", "then", "however", "although", "first",
        "firstly", "second", "secondly", "third", "next", "finally", "after", "before", "later",
        "meanwhile", "instead", "moreover", "besides", "for", "since", "while", "this", "that", "these",
        "those", "it", "they", "he", "she", "such", "another", "eventually", "still", "yet",
    ]
)  # fmt: skip
"""First words that tie a sentence to the one before."""
EXPLANATIONS = frozenset(
    [
        "because", "therefore", "example", "instance", "so", "since", "means", "reason", "result",
        "specifically", "namely", "through",
    ]
)  # fmt: skip
PADDING = frozenset(
    [
        "basically", "actually", "literally", "honestly", "really", "very", "just", "quite", "kinda",
        "sorta", "stuff",
    ]
)  # fmt: skip
"""Words that an answer loses nothing without."""


def specifics(answer: Answer) -> tuple[Sentence, ...]:
    """Sentences with a number, a name or an explanation: what a listener can check."""
    return tuple(sentence for sentence in answer.sentences if _is_specific(sentence))


def linked_share(answer: Answer) -> float | None:
    """Of the sentences behind the first, those that take up a term or begin with a link; None for fewer
    than three sentences."""
    pairs = list(pairwise(answer.sentences))
    if len(pairs) < 2:
        return None
    return sum(_linked(before, after) for before, after in pairs) / len(pairs)


def unlinked(answer: Answer) -> Iterator[Sentence]:
    return (after for before, after in pairwise(answer.sentences) if not _linked(before, after))


def usual_length(answer: Answer) -> float:
    """Median words of a sentence."""
    return float(median(len(sentence.words) for sentence in answer.sentences))


def plain_share(material: Material, answer: Answer) -> float:
    """Words that are neither fillers, nor padding, nor said twice at once, by all words."""
    fillers = sum(word.is_filler for word in material.transcript.words)
    padding = sum(word in PADDING for word in answer.words)
    again = sum(len(normal_words(repetition.text)) for repetition in find_repetitions(material))
    spoken = len(answer.words) + fillers
    return max(0.0, 1 - (fillers + padding + again) / spoken)


def longest(answer: Answer) -> Sequence[Sentence]:
    return sorted(answer.sentences, key=lambda sentence: -len(sentence.words))[:2]


def _is_specific(sentence: Sentence) -> bool:
    written = sentence.text.split()
    numbers = any(character.isdigit() for character in sentence.text)
    names = any(word[:1].isupper() and word.strip(".,!?") != "I" for word in written[1:] if "'" not in word)
    return numbers or names or not EXPLANATIONS.isdisjoint(sentence.words)


def _linked(before: Sentence, after: Sentence) -> bool:
    return after.words[0] in LINKS or not set(before.terms).isdisjoint(after.terms)
