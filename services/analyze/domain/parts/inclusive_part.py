"""Words that may exclude somebody: an editable list, used only where it was asked for."""

from services.analyze.domain.definitions.word_choice_measures import INCLUSIVE, NON_INCLUSIVE
from services.analyze.domain.findings import Findings, nothing
from services.analyze.domain.material import Material
from services.analyze.domain.measure import measured
from services.analyze.domain.phrases import find_phrases, lexicon
from services.analyze.domain.spoken_text import SpokenText
from services.analyze.domain.wording import normal_words

MOST_SPANS = 8


def analyze_inclusive(material: Material) -> Findings:
    if not material.speech:
        return nothing(INCLUSIVE, "no_speech")
    if not material.transcript.words_count_on:
        return nothing(INCLUSIVE, "transcript_quality")
    text = SpokenText.of(material.transcript.words)
    suggested = {" ".join(normal_words(phrase)): instead for phrase, instead in material.replaceable.items()}
    found = find_phrases(text.tokens, lexicon(material.replaceable))
    places = [
        text.place(phrase.first, phrase.last, f"“{phrase.text}”: perhaps {suggested[phrase.text]}")
        for phrase in found[:MOST_SPANS]
    ]
    return Findings((measured(NON_INCLUSIVE, len(found), spans=places),))
