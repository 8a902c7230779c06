"""The measures of pronunciation: only of what was read, with the words to listen to."""

from dataclasses import replace

import numpy as np
import pytest

from services.analyze.domain.material import Material
from services.analyze.domain.measure import INSUFFICIENT
from services.analyze.domain.parts import PARTS
from services.analyze.domain.pronunciation.results import (
    MISPRONUNCIATION,
    NO_ERROR,
    HeardAs,
    Pronunciation,
    SpokenPhoneme,
    SpokenWord,
)
from tests.builders.analyze_material import by_name, spoken, words_of
from tests.builders.analyze_sound import talk

TEXT = "we call it bear"
SCORES = {"we": 99.0, "call": 80.0, "it": 45.0, "bear": 30.0}


def _word(place: int, text: str) -> SpokenWord:
    heard = (HeardAs("IY", 70.0), HeardAs("IH", 20.0))
    phoneme = SpokenPhoneme("IH", "ɪ", place, place + 0.5, SCORES[text], heard)
    error = MISPRONUNCIATION if SCORES[text] < 50 else NO_ERROR
    return SpokenWord(text, place, place, place + 0.5, SCORES[text], error, (phoneme,))


TOLD = Pronunciation(71.0, 82.0, 100.0, 55.0, 68.0, tuple(_word(n, t) for n, t in enumerate(TEXT.split())))


@pytest.fixture(scope="module")
def material() -> Material:
    made = spoken(*talk(2, 12, 4.0, 0.5))
    transcript = replace(made.transcript, words=words_of(TEXT), reference_status="read")
    return replace(made, transcript=transcript, reference_text=TEXT, pronunciation=TOLD)


def test_the_scores_are_measures(material: Material) -> None:
    measures = by_name(PARTS["pronunciation"](material).measures)
    assert {name: measure.score for name, measure in measures.items()} == {
        "pronunciation_score": 68.0,
        "pronunciation_accuracy": 71.0,
        "pronunciation_fluency": 82.0,
        "pronunciation_prosody": 55.0,
        "pronunciation_completeness": 100.0,
    }
    assert [measure.band for measure in measures.values()] == [
        "acceptable",
        "acceptable",
        "good",
        "low",
        "good",
    ]


def test_the_words_to_listen_to_come_the_worst_first_with_what_they_sounded_like(material: Material) -> None:
    spans = by_name(PARTS["pronunciation"](material).measures)["pronunciation_accuracy"].spans
    assert [span.start_s for span in spans] == [3, 2]
    assert spans[0].note == "“bear”: above all IH, which sounds like IY"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"reference_text": ""}, "no_reference_text"),
        ({"reference_text": "two words"}, "too_few_words"),
        ({"speech": ()}, "no_speech"),
        ({"pronunciation": None}, "not_aligned"),
    ],
)
def test_what_can_t_be_said_is_not_said(material: Material, changes: dict[str, object], reason: str) -> None:
    findings = PARTS["pronunciation"](replace(material, **changes))  # type: ignore[arg-type]
    assert findings.pronunciation is None
    assert {(m.status, m.reason) for m in findings.measures} == {(INSUFFICIENT, reason)}


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [("reference_status", "not_read", "reference_not_read"), ("language", "de", "not_english")],
)
def test_neither_another_text_nor_another_language_is_scored(
    material: Material, field: str, value: str, reason: str
) -> None:
    changed = replace(material, transcript=replace(material.transcript, **{field: value}))
    assert {m.reason for m in PARTS["pronunciation"](changed).measures} == {reason}


def test_words_in_a_flat_voice_have_a_hint(material: Material) -> None:
    """The syllables of the builder are all of one pitch."""
    made = spoken(*talk(4, 12, 4.0, 0.5))
    flat = replace(material, sound=made.sound, speech=made.speech)
    found = PARTS["pronunciation"](flat).pronunciation
    assert found is not None
    assert np.all([[hint.kind for hint in word.hints] == ["monotone"] for word in found.words[1:]])
