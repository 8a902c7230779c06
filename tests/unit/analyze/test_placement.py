"""Where the pauses lie."""

from itertools import pairwise

import pytest

from services.analyze.domain.material import Material
from services.analyze.domain.pauses import Pause
from services.analyze.domain.placement import place
from tests.builders.analyze_material import a_material, a_transcript, words_of

TEXT = "When the sun rose, we went home. Nobody knew the way."


def _material(said: str, *, status: str = "read", grade: str = "high", text: str = TEXT) -> Material:
    transcript = a_transcript(words_of(said), reference_status=status, quality_grade=grade)
    return a_material(transcript, reference=text)


def _pauses(material: Material) -> list[Pause]:
    """One where the builder made a gap of a second."""
    words = material.transcript.words
    return [
        Pause(before.end_s, after.start_s)
        for before, after in pairwise(words)
        if after.start_s - before.end_s > 0.9
    ]


def _placed(material: Material) -> list[tuple[str, float]]:
    return [(p.placement, p.placement_confidence) for p in place(_pauses(material), material)]


def test_punctuation_of_the_text_that_was_read_decides() -> None:
    material = _material("when the sun rose | we went | home | nobody knew the | way")
    placements = [placement for placement, _ in _placed(material)]
    assert placements == ["boundary", "mid_clause", "boundary", "mid_clause"]


def test_both_neighbours_in_the_text_are_surer_than_one() -> None:
    sure = _placed(_material("when the sun rose | we went home"))
    unsure = _placed(_material("when the sun rose | hubbub went home"))
    assert (sure[0][0], unsure[0][0]) == ("boundary", "boundary")
    assert sure[0][1] > unsure[0][1]


def test_the_word_before_the_pause_is_named() -> None:
    material = _material("when the sun rose | we went home")
    assert [pause.after_word_id for pause in place(_pauses(material), material)] == [4]


def test_a_filler_in_the_pause_is_no_word() -> None:
    material = _material("when the sun rose | um | we went home")
    assert {placement for placement, _ in _placed(material)} == {"boundary"}


@pytest.mark.parametrize("status", ["none", "not_read", "unclear"])
def test_free_speech_is_guessed_from_function_words(status: str) -> None:
    material = _material("we saw the | house | and | we left | early", status=status)
    assert _placed(material) == [("mid_clause", 0.5), ("boundary", 0.5), ("unknown", 0.0), ("unknown", 0.0)]


def test_words_that_do_not_count_tell_nothing() -> None:
    material = _material("we saw the | house | and we left", status="none", grade="low")
    assert {placement for placement, _ in _placed(material)} == {"unknown"}


def test_without_words_the_place_is_unknown() -> None:
    material = _material("", status="none")
    assert place([Pause(1, 2)], material) == (Pause(1, 2),)
