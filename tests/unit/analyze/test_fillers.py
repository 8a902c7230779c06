"""Fillers, certain and possible."""

from dataclasses import replace

import pytest

from services.analyze.domain.fillers import Filler, find_fillers
from services.analyze.domain.material import DetectedFiller, Material
from services.analyze.domain.parts import PARTS
from services.analyze.domain.pauses import find_pauses
from tests.builders.analyze_material import NO_SOUND, a_material, a_transcript, by_name, words_of

LONG = "we went home " * 32


def _material(said: str, *detected: DetectedFiller, grade: str = "high") -> Material:
    words = words_of(said)
    return a_material(a_transcript(words, quality_grade=grade, detected_fillers=tuple(detected)))


def _found(material: Material) -> tuple[Filler, ...]:
    return find_fillers(material, find_pauses(NO_SOUND, material.speech, 0.25))


@pytest.mark.parametrize(
    ("said", "position"),
    [
        ("um we went home", "start"),
        ("we went um home", "middle"),
        ("we went home um", "end"),
        ("um", "start"),
    ],
)
def test_positions_are_those_in_the_stretch_of_speech(said: str, position: str) -> None:
    (filler,) = _found(_material(said))
    assert (filler.position, filler.status, filler.text) == (position, "certain", "um")


def test_after_a_pause_a_new_stretch_begins() -> None:
    (filler,) = _found(_material("we went home | um and slept"))
    assert filler.position == "start"


def test_a_transcript_of_low_quality_has_possible_fillers_only() -> None:
    (filler,) = _found(_material("we um went", grade="low"))
    assert filler.status == "possible"


def test_a_word_of_low_confidence_is_possible_only() -> None:
    words = tuple(replace(word, confidence=0.2) for word in words_of("we um went"))
    (filler,) = _found(a_material(a_transcript(words)))
    assert filler.status == "possible"


def test_what_a_detector_heard_is_possible_at_any_quality() -> None:
    for grade in ("high", "medium", "low"):
        (filler,) = _found(_material("we went", DetectedFiller("uh", 0.1, 0.4, 0.8), grade=grade))
        assert (filler.status, filler.word_id) == ("possible", 0)


def test_one_that_the_transcript_has_is_not_found_again() -> None:
    material = _material("we um went", DetectedFiller("um", 0.4, 0.6, 0.8))
    assert [filler.status for filler in _found(material)] == ["certain"]


def _measures(material: Material) -> dict[str, object]:
    measures = by_name(PARTS["fillers"](material).measures)
    rate = measures["fillers_per_min"]
    return {"status": rate.status, "reason": rate.reason, "band": rate.band, "score": rate.score}


def test_few_certain_ones_are_ideal() -> None:
    assert _measures(_material(LONG))["score"] == 100


def test_many_certain_ones_are_many() -> None:
    verdict = _measures(_material("um we uh went um home " * 16))
    assert (verdict["band"], verdict["score"]) == ("many", 0)


def test_no_verdict_where_the_possible_ones_could_change_it() -> None:
    hits = [DetectedFiller("um", 0.5 + 0.35 * n, 0.6 + 0.35 * n, 0.7) for n in range(16)]
    verdict = _measures(_material(LONG, *hits))
    assert (verdict["status"], verdict["band"], verdict["score"]) == ("completed", "", None)


def test_a_short_recording_is_not_praised_for_fillers_that_were_missed() -> None:
    verdict = _measures(_material("we went home " * 20))
    assert (verdict["status"], verdict["band"], verdict["score"]) == ("completed", "", None)


def test_low_quality_counts_none_for_certain() -> None:
    assert _measures(_material(LONG, grade="low"))["reason"] == "transcript_quality"


def test_possible_ones_are_never_scored() -> None:
    material = _material(LONG, DetectedFiller("um", 1, 1.2, 0.99), grade="low")
    measure = by_name(PARTS["fillers"](material).measures)["possible_fillers_per_min"]
    assert measure.value
    assert (measure.score, measure.band) == (None, "")
    assert measure.spans[0].note == "possible: um"
