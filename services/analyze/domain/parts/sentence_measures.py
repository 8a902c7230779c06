"""Of wording: what the sentences show, where there is punctuation, and of whom the speaker speaks."""

from collections.abc import Sequence
from statistics import median

from services.analyze.domain import intervals
from services.analyze.domain.definitions.evidence import MINIMUM_PRONOUNS, MINIMUM_SENTENCES
from services.analyze.domain.definitions.word_choice_measures import (
    QUESTIONS,
    READING_GRADE,
    SENTENCE_LONG,
    SENTENCE_MEDIAN,
    WE_SHARE,
    YOU_SHARE,
)
from services.analyze.domain.findings import first, given
from services.analyze.domain.material import Material
from services.analyze.domain.measure import ListenTo, Measure, MeasureDefinition, measured
from services.analyze.domain.phrases import find_phrases, lexicon
from services.analyze.domain.sentences import Sentence, split_sentences
from services.analyze.domain.spoken_text import SpokenText

MOST_SPANS = 3
SYLLABLES_KNOWN = 0.9
"""Share of the words whose syllables must be known for a grade."""
FIRST_SINGULAR = frozenset(["i", "me", "my", "mine", "myself", "i'm", "i've", "i'd", "i'll"])
FIRST_PLURAL = frozenset(["we", "us", "our", "ours", "ourselves", "we're", "we've", "we'd", "we'll"])
SECOND = frozenset(["you", "your", "yours", "yourself", "you're", "you've", "you'd", "you'll"])
NOT_TO_THE_LISTENER = ("you know", "you see")


def of_sentences(material: Material, missing: str) -> tuple[Measure, ...]:
    sentences = split_sentences(material.transcript.words)
    lengths = sorted(len(sentence.words) for sentence in sentences)
    missing = first([missing, "no_punctuation" if len(sentences) < MINIMUM_SENTENCES else ""])
    syllables = [word.syllables for sentence in sentences for word in sentence.words if word.syllables > 0]
    unknown = len(syllables) < SYLLABLES_KNOWN * sum(lengths)
    questions = sum(sentence.is_question for sentence in sentences)
    return (
        given(
            first([missing, "no_syllables" if unknown else ""]),
            READING_GRADE,
            lambda: measured(
                READING_GRADE, _grade(sum(lengths) / len(lengths), sum(syllables) / len(syllables))
            ),
        ),
        given(missing, SENTENCE_MEDIAN, lambda: measured(SENTENCE_MEDIAN, median(lengths))),
        given(missing, SENTENCE_LONG, lambda: _long(sentences, lengths)),
        given(missing, QUESTIONS, lambda: _share(QUESTIONS, questions, len(sentences))),
    )


def of_pronouns(text: SpokenText, missing: str) -> tuple[Measure, ...]:
    singular, plural, second = (
        sum(word in pronouns for word in text.texts) for pronouns in (FIRST_SINGULAR, FIRST_PLURAL, SECOND)
    )
    second = max(0, second - len(find_phrases(text.tokens, lexicon(NOT_TO_THE_LISTENER))))
    return (
        _pronouns(WE_SHARE, plural, singular + plural, missing),
        _pronouns(YOU_SHARE, second, singular + plural + second, missing),
    )


def _pronouns(definition: MeasureDefinition, count: int, total: int, missing: str) -> Measure:
    few = "too_few_words" if total < MINIMUM_PRONOUNS else ""
    return given(first([missing, few]), definition, lambda: _share(definition, count, total))


def _share(definition: MeasureDefinition, count: int, total: int) -> Measure:
    return measured(definition, count / total, interval=intervals.of_share(count, total))


def _grade(words_per_sentence: float, syllables_per_word: float) -> float:
    """Kincaid et al. 1975; never below the first year of school."""
    return max(0.0, 0.39 * words_per_sentence + 11.8 * syllables_per_word - 15.59)


def _long(sentences: Sequence[Sentence], lengths: Sequence[int]) -> Measure:
    limit = lengths[min(len(lengths) - 1, int(0.9 * len(lengths)))]
    longest = sorted(sentences, key=lambda sentence: -len(sentence.words))[:MOST_SPANS]
    places = [
        ListenTo(s.words[0].start_s, s.words[-1].end_s, f"a sentence of {len(s.words)} words")
        for s in longest
    ]
    return measured(SENTENCE_LONG, limit, spans=sorted(places, key=lambda place: place.start_s))
