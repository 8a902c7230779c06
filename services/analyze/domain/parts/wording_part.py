"""Wording: which words, how varied, how plain."""

from statistics import fmean

from services.analyze.domain.counting import MOST_SPANS, per_100_words
from services.analyze.domain.definitions.evidence import MINIMUM_WORDS
from services.analyze.domain.definitions.word_choice_measures import (
    DENSITY,
    HDD,
    HEDGES,
    MTLD,
    OVERUSED,
    PART,
    PASSIVES,
    SOPHISTICATION,
)
from services.analyze.domain.findings import Findings, first, given, missing_words, nothing
from services.analyze.domain.material import Material
from services.analyze.domain.measure import Measure, measured
from services.analyze.domain.overuse import find_overused
from services.analyze.domain.parts.sentence_measures import of_pronouns, of_sentences
from services.analyze.domain.passives import find_passives
from services.analyze.domain.phrases import find_phrases, lexicon
from services.analyze.domain.repetitions import find_repetitions
from services.analyze.domain.spoken_text import SpokenText
from services.analyze.domain.vocabulary import FEWEST_TOKENS, hdd, is_content, mtld, zipf
from services.analyze.domain.word_lists import HEDGES as HEDGE_WORDS


def analyze_wording(material: Material) -> Findings:
    if not material.speech:
        return nothing(PART, "no_speech")
    if not material.is_english:
        return nothing(PART, "not_english")
    missing = missing_words(material, material.extent.length_s)
    text = SpokenText.of(material.transcript.words)
    few, short = (
        first([missing, "too_few_words" if len(text.tokens) < least else ""])
        for least in (MINIMUM_WORDS, FEWEST_TOKENS)
    )
    return Findings(
        (
            given(few, HEDGES, lambda: _hedges(text)),
            given(short, OVERUSED, lambda: _overused(text)),
            given(short, MTLD, lambda: measured(MTLD, mtld(text.texts))),
            given(short, HDD, lambda: measured(HDD, hdd(text.texts))),
            given(few, SOPHISTICATION, lambda: _sophistication(text)),
            given(few, DENSITY, lambda: _density(material, text)),
            given(few, PASSIVES, lambda: _passives(text)),
            *of_sentences(material, missing),
            *of_pronouns(text, missing),
        )
    )


def _hedges(text: SpokenText) -> Measure:
    found = find_phrases(text.tokens, lexicon(HEDGE_WORDS))
    places = [text.place(phrase.first, phrase.last, phrase.text) for phrase in found]
    return per_100_words(HEDGES, text, places)


def _passives(text: SpokenText) -> Measure:
    found = find_passives(text.tokens)
    places = [text.place(start, end, text.said(start, end)) for start, end in found]
    return per_100_words(PASSIVES, text, places)


def _overused(text: SpokenText) -> Measure:
    """Each with the first place where it is said."""
    found = find_overused(text.tokens)
    places = [
        text.place(overused.place, overused.place, f"“{overused.text}”, {overused.count} times")
        for overused in found[:MOST_SPANS]
    ]
    return measured(OVERUSED, len(found), spans=places)


def _sophistication(text: SpokenText) -> Measure:
    frequencies = [zipf(word) for word in text.texts if is_content(word)]
    return measured(SOPHISTICATION, fmean(frequencies) if frequencies else 0.0)


def _density(material: Material, text: SpokenText) -> Measure:
    """What is said again at once carries nothing the second time, and a filler never does."""
    again = sum(len(repetition.word_ids) // 2 for repetition in find_repetitions(material))
    fillers = sum(word.is_filler for word in material.transcript.words)
    content = sum(is_content(word) for word in text.texts)
    return measured(DENSITY, max(0, content - again) / (len(text.tokens) + fillers))
