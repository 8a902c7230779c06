"""Fluency: how much is speech, how fast between the pauses, how far from pause to pause."""

from collections.abc import Sequence

import numpy as np

from services.analyze.domain.breaks import Breaks
from services.analyze.domain.counting import per_100_words
from services.analyze.domain.definitions.speech_measures import (
    ARTICULATION_RATE,
    MEAN_LENGTH_OF_RUN,
    PART,
    PHONATION_TIME_RATIO,
    REPAIRS,
    REPETITIONS,
    RESTARTS,
    SPEAKING_TIME,
)
from services.analyze.domain.findings import Findings, given, missing_speech, missing_words, nothing
from services.analyze.domain.material import Material, Span
from services.analyze.domain.measure import ListenTo, Measure, MeasureDefinition, measured
from services.analyze.domain.pauses import find_pauses, speaking_time_s, stretches
from services.analyze.domain.phrases import Phrase
from services.analyze.domain.repetitions import Repetition, find_repetitions
from services.analyze.domain.restarts import find_repairs, find_restarts
from services.analyze.domain.spoken_text import SpokenText
from services.analyze.domain.syllables import find_nuclei


def analyze_fluency(material: Material) -> Findings:
    if not material.speech:
        return nothing(PART, "no_speech")
    pauses = find_pauses(material.sound, material.speech, material.profile.minimum_pause_s)
    runs = stretches(material.extent, pauses)
    nuclei = find_nuclei(material.sound, material.speech)
    speaking_s = speaking_time_s(material.extent, pauses)
    short, wordless = missing_speech(speaking_s), missing_words(material, speaking_s)
    repetitions = () if wordless else find_repetitions(material)
    text = SpokenText.of(material.transcript.words)
    breaks = Breaks(text, pauses, material.transcript.words)
    ratio = speaking_s / material.extent.length_s
    measures = (
        measured(SPEAKING_TIME, speaking_s),
        given(short, PHONATION_TIME_RATIO, lambda: measured(PHONATION_TIME_RATIO, ratio)),
        given(short, ARTICULATION_RATE, lambda: measured(ARTICULATION_RATE, len(nuclei) / speaking_s)),
        given(short, MEAN_LENGTH_OF_RUN, lambda: measured(MEAN_LENGTH_OF_RUN, _mean_run(runs, nuclei))),
        given(wordless, REPETITIONS, lambda: _repetitions(text, repetitions)),
        given(
            wordless,
            RESTARTS,
            lambda: _phrases(RESTARTS, text, find_restarts(text, breaks, material.reference_text)),
        ),
        given(wordless, REPAIRS, lambda: _phrases(REPAIRS, text, find_repairs(text, breaks))),
    )
    return Findings(measures, repetitions=repetitions)


def _mean_run(runs: Sequence[Span], nuclei: np.ndarray) -> float:
    """Over the runs with a nucleus: a cough between two pauses is no run."""
    counts = [int(np.searchsorted(nuclei, r.end_s) - np.searchsorted(nuclei, r.start_s)) for r in runs]
    spoken = [count for count in counts if count]
    return sum(spoken) / len(spoken) if spoken else 0.0


def _repetitions(text: SpokenText, repetitions: Sequence[Repetition]) -> Measure:
    places = [ListenTo(r.start_s, r.end_s, f"“{r.text}” again") for r in repetitions]
    return per_100_words(REPETITIONS, text, places)


def _phrases(definition: MeasureDefinition, text: SpokenText, found: Sequence[Phrase]) -> Measure:
    places = [text.place(phrase.first, phrase.last, f"“{phrase.text}”") for phrase in found]
    return per_100_words(definition, text, places)
