"""Pronunciation: how the words of a text that was read were said."""

from collections.abc import Sequence
from dataclasses import replace

from services.analyze.domain.alignment import MAX_TOKENS
from services.analyze.domain.definitions.pronunciation_measures import (
    ACCURACY,
    COMPLETENESS,
    FLUENCY,
    PART,
    PRON_SCORE,
    RHYTHM,
)
from services.analyze.domain.definitions.prosody_measures import MONOTONE, pitch_variation_scale
from services.analyze.domain.findings import Findings, first, nothing, scale_of
from services.analyze.domain.material import Material
from services.analyze.domain.measure import ListenTo, measured
from services.analyze.domain.pitch import melodies, track_pitch
from services.analyze.domain.placement import heard_tokens
from services.analyze.domain.pronunciation.passages import HeardWord, Transcribed
from services.analyze.domain.pronunciation.results import MISPRONUNCIATION, Hint, Pronunciation, SpokenWord
from services.analyze.domain.wording import reference_tokens

FEWEST_WORDS = 3
"""The experts of the corpus heard no shorter sentences."""
MONOTONE_CONFIDENCE = 0.4
MOST_SPANS = 8


def analyze_pronunciation(material: Material) -> Findings:
    """Of what was heard closely before, since that takes the audio itself."""
    missing = not_heard_because(material)
    spoken = material.pronunciation
    if missing or spoken is None:
        return nothing(PART, missing or "not_aligned")
    values = (
        (PRON_SCORE, spoken.pron_score),
        (ACCURACY, spoken.accuracy_score),
        (FLUENCY, spoken.fluency_score),
        (RHYTHM, spoken.prosody_score),
        (COMPLETENESS, spoken.completeness_score),
    )
    marked = _marked(spoken)
    measures = tuple(
        measured(
            definition,
            value,
            scale_of(definition, material),
            spans=marked if definition in (PRON_SCORE, ACCURACY) else (),
        )
        for definition, value in values
    )
    return Findings(measures, pronunciation=_with_monotone_stretches(spoken, material))


def not_heard_because(material: Material) -> str:
    """Why nobody needs to listen at all; empty where a text was read."""
    tokens = len(reference_tokens(material.reference_text))
    status = material.transcript.reference_status
    return first(
        [
            "no_speech" if not material.speech else "",
            "no_reference_text" if not tokens else "",
            "reference_not_read" if status not in {"read", "partly_read"} else "",
            "not_english" if not material.is_english else "",
            "too_few_words" if tokens < FEWEST_WORDS else "",
            "text_too_long" if tokens > MAX_TOKENS else "",
        ]
    )


def heard_words(material: Material) -> Transcribed:
    """What the recogniser heard, in the form in which words are compared."""
    words = [word for word in material.transcript.words if not word.is_filler]
    heard = [
        HeardWord(token.text, words[token.index].start_s, words[token.index].end_s)
        for token in heard_tokens(words)[:MAX_TOKENS]
    ]
    return Transcribed(heard, material.extent.start_s, material.extent.end_s)


def _with_monotone_stretches(spoken: Pronunciation, material: Material) -> Pronunciation:
    """Words within 10 s in which the pitch hardly moves have that as a hint."""
    flat = [
        window
        for window in melodies(track_pitch(material.sound, material.speech), material.extent)
        if pitch_variation_scale(material.profile).band(window.variation) == MONOTONE
    ]
    hint = Hint(MONOTONE, MONOTONE_CONFIDENCE)
    words = tuple(
        replace(word, hints=(*word.hints, hint))
        if any(window.start_s <= word.start_s and word.end_s <= window.end_s for window in flat)
        else word
        for word in spoken.words
    )
    return replace(spoken, words=words)


def _marked(spoken: Pronunciation) -> Sequence[ListenTo]:
    """The words that were surely mispronounced, the worst first."""
    marked = [word for word in spoken.words if word.error_type == MISPRONUNCIATION]
    marked.sort(key=lambda word: (word.accuracy_score, word.start_s))
    return [ListenTo(word.start_s, word.end_s, _note(word)) for word in marked[:MOST_SPANS]]


def _note(word: SpokenWord) -> str:
    worst = min(word.phonemes, key=lambda phoneme: phoneme.accuracy_score)
    heard = [other.phoneme for other in worst.nbest_phonemes if other.phoneme != worst.phoneme]
    like = f", which sounds like {heard[0]}" if heard else ""
    return f"“{word.word}”: above all {worst.phoneme}{like}"
