"""Reading: how the recogniser's words compare with the text, and where they differ."""

from collections.abc import Sequence

from services.analyze.domain.alignment import MAX_TOKENS, align
from services.analyze.domain.definitions.wording_measures import (
    READING,
    RECOGNIZER_WER,
    WORDS_CORRECT_PER_MIN,
)
from services.analyze.domain.findings import Findings, first, given, missing_speech, nothing
from services.analyze.domain.material import Material, Word
from services.analyze.domain.measure import Measure, measured
from services.analyze.domain.miscues import Reading, find_miscues
from services.analyze.domain.placement import heard_tokens
from services.analyze.domain.wording import FILLER_WORDS, Token, normal_words, reference_tokens


def analyze_reading(material: Material) -> Findings:
    reference = reference_tokens(material.reference_text)
    words = _read_words(material.transcript.words)
    heard = heard_tokens(words)
    reason = _missing(material, reference, heard)
    if reason:
        return nothing(READING, reason)
    reading = Reading(
        reference=reference,
        heard=heard,
        words=words,
        alignment=align(_texts(reference), _texts(heard)),
        quality_grade=material.transcript.quality_grade,
        extent=material.extent,
    )
    rate = align(_texts(reference), _clean(words)).word_error_rate
    rough = "" if material.transcript.quality_grade == "high" else "transcript_quality"
    missing = first([missing_speech(material.extent.length_s), rough])
    measures = (
        measured(RECOGNIZER_WER, rate),
        given(missing, WORDS_CORRECT_PER_MIN, lambda: _correct(material, reading)),
    )
    return Findings(measures, miscues=find_miscues(reading))


def _correct(material: Material, reading: Reading) -> Measure:
    minutes = material.extent.length_s / 60
    return measured(WORDS_CORRECT_PER_MIN, len(reading.alignment.matches()) / minutes)


def _missing(material: Material, reference: Sequence[Token], heard: Sequence[Token]) -> str:
    transcript = material.transcript
    checks = (
        (not reference, "no_reference_text"),
        (not material.speech, "no_speech"),
        (transcript.reference_status in {"not_read", "reference_not_read"}, "reference_not_read"),
        (not transcript.words_count_on, "transcript_quality"),
        (not heard, "no_words"),
        (max(len(reference), len(heard)) > MAX_TOKENS, "text_too_long"),
    )
    return next((reason for failed, reason in checks if failed), "")


def _read_words(words: Sequence[Word]) -> list[Word]:
    """Fillers are no miscues: they are counted where they belong."""
    return [word for word in words if not word.is_filler and word.text.lower() not in FILLER_WORDS]


def _clean(words: Sequence[Word]) -> list[str]:
    """Of the clean text: the word error rate must not punish fillers and repetitions again."""
    return [token for word in words for token in normal_words(word.clean)]


def _texts(tokens: Sequence[Token]) -> list[str]:
    return [token.text for token in tokens]
