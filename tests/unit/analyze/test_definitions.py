"""The table of measures is complete and says what it may."""

import re

import pytest

from services.analyze.domain.definitions import MEASURES, measures_of
from services.analyze.domain.measure import REASONS, MeasureDefinition, measured, not_measured
from services.analyze.domain.parts import PARTS
from services.analyze.domain.profiles import DEFAULT, profile_named
from services.analyze.domain.scales import ACCEPTABLE, IDEAL
from tests.builders.analyze_material import PROFILES

ALL = pytest.mark.parametrize("definition", MEASURES.values(), ids=MEASURES)


@ALL
def test_each_measure_belongs_to_a_part(definition: MeasureDefinition) -> None:
    assert definition.part in PARTS


def test_each_part_has_measures() -> None:
    assert all(measures_of(part) for part in PARTS)


@ALL
def test_every_band_has_a_sentence(definition: MeasureDefinition) -> None:
    assert definition.sentences[""]
    for profile in PROFILES.values():
        bands = set(definition.scale(profile).bands) if definition.scale else set()
        assert bands - {IDEAL, ACCEPTABLE} <= set(definition.sentences)


@ALL
def test_every_sentence_shows_the_value(definition: MeasureDefinition) -> None:
    scale = definition.scale(PROFILES[DEFAULT]) if definition.scale else None
    for value in (0.0, 0.05, 0.5, 3.7, 150.0):
        sentence = measured(definition, value, scale).explanation
        assert "{" not in sentence
        assert ".0 " not in sentence
        assert sentence.endswith(".")


@ALL
@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_is_a_sentence(definition: MeasureDefinition, reason: str) -> None:
    measure = not_measured(definition, reason)
    assert measure.status in {"insufficient_data", "unavailable"}
    assert measure.value is None
    assert measure.explanation.endswith(".")
    assert "{" not in measure.explanation


@ALL
def test_nothing_claims_to_know_a_feeling(definition: MeasureDefinition) -> None:
    """EU AI Act, article 5(1)(f): emotion is never inferred from a voice."""
    text = " ".join([definition.label, definition.meaning, *definition.sentences.values()]).lower()
    assert not re.search(r"emotion|nervous|anxious|happy|angry|sad|bored|enthusias|confiden", text)


@ALL
@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_no_value_that_json_lacks(definition: MeasureDefinition, value: float) -> None:
    with pytest.raises((ValueError, OverflowError)):
        measured(definition, value)


def test_an_unknown_profile_is_a_presentation() -> None:
    assert profile_named("shouting", PROFILES) is PROFILES[DEFAULT]


def test_the_recognisers_errors_are_never_scored() -> None:
    definition = MEASURES["recognizer_wer"]
    assert definition.scale is None
    assert "not yours" in measured(definition, 0.4).explanation
