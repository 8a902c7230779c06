"""Wording: counts by hand, indices by their published properties, and rules that see what they can."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analyze.domain.measure import Measure
from services.analyze.domain.overuse import find_overused
from services.analyze.domain.parts import run_part
from services.analyze.domain.passives import find_passives
from services.analyze.domain.phrases import find_phrases, lexicon
from services.analyze.domain.sentences import split_sentences
from services.analyze.domain.spoken_text import SpokenText
from services.analyze.domain.vocabulary import hdd, is_content, mtld, zipf
from tests.builders.analyze_material import STANDARDS, a_material, a_transcript, by_name, words_of

FILLING = "every morning many people walk along quiet rivers while others drive through busy towns "


def _text(said: str) -> SpokenText:
    return SpokenText.of(words_of(said))


def _measures(said: str, part: str = "wording", **changes: object) -> dict[str, Measure]:
    material = a_material(a_transcript(words_of(said), **changes))
    return by_name(run_part(part, replace(material, replaceable=STANDARDS.replaceable)).measures)


def test_the_longest_phrase_counts_and_none_twice() -> None:
    found = find_phrases(
        _text("I think I kind of, sort of think").tokens, lexicon(["kind of", "I think", "of", "I"])
    )
    assert [phrase.text for phrase in found] == ["i think", "i", "kind of", "of"]


def test_weak_words_are_counted_by_100_words_and_shown() -> None:
    hedges = _measures(FILLING * 7 + "maybe we sort of agree")["hedges_per_100_words"]
    assert hedges.value == pytest.approx(2 * 100 / (7 * 14 + 5), abs=0.01)
    assert [span.note for span in hedges.spans] == ["maybe", "sort of"]
    assert (hedges.interval_low or 0) < (hedges.value or 0) < (hedges.interval_high or 0)


def test_what_is_said_far_too_often_is_named_with_its_number() -> None:
    said = FILLING * 6 + "basically the synergy works and basically the synergy grows " * 4
    found = {overused.text: overused.count for overused in find_overused(_text(said).tokens)}
    assert found["basically the synergy"] == 8
    assert "synergy" not in found  # it is within the phrase, as often
    assert "the" not in found


def test_ordinary_words_are_not_overused() -> None:
    assert find_overused(_text(FILLING * 3 + "the end of the day " * 3).tokens) == ()


@pytest.mark.parametrize(
    ("said", "passive"),
    [
        ("the house was built in spring", "was built"),
        ("it has already been quickly repaired", "been quickly repaired"),
        ("mistakes were not made", "were not made"),
        ("we were tired", ""),
        ("he is a hundred", ""),
        ("they built it", ""),
    ],
)
def test_passives_by_rule(said: str, passive: str) -> None:
    text = _text(said)
    assert [text.said(first, last) for first, last in find_passives(text.tokens)] == (
        [passive] if passive else []
    )


def test_diversity_of_the_same_words_over_and_over_is_low_and_of_different_ones_high() -> None:
    same, different = ["word"] * 200, [f"w{n}" for n in range(200)]
    assert mtld(same) == pytest.approx(2.0, abs=0.1)
    assert mtld(different) == 200
    assert hdd(same) == pytest.approx(1 / 42)
    assert hdd(different) == pytest.approx(1.0)


@given(st.integers(3, 12))
def test_mtld_does_not_depend_on_the_length(times: int) -> None:
    """McCarthy & Jarvis 2010: its one property that others lack."""
    text = [f"w{n % 37}" for n in range(400)]
    assert mtld(text * times) == pytest.approx(mtld(text), rel=0.1)


def test_frequencies_are_those_of_english() -> None:
    assert zipf("the") > 7 > zipf("house") > 5 > zipf("synergy") > 3
    assert zipf("xqzzt") == pytest.approx(3.0)
    assert is_content("house")
    assert not is_content("the")


def _written(text: str, syllables: int = 2) -> dict[str, Measure]:
    words = tuple(replace(word, syllables=syllables) for word in words_of(text))
    return by_name(run_part("wording", a_material(a_transcript(words))).measures)


def test_sentences_are_those_of_the_punctuation() -> None:
    sentences = split_sentences(words_of("One two. Three “four?” Five six seven! And"))
    assert [len(sentence.words) for sentence in sentences] == [2, 2, 3]
    assert [sentence.is_question for sentence in sentences] == [False, True, False]


def test_sentence_lengths_and_grade() -> None:
    measures = _written("a b c d. a b c d e f? " * 6 + "a b c d e f g h i j.")
    assert measures["sentence_length_median"].value == 6
    assert measures["sentence_length_p90"].value == 6
    assert "10 words" in " ".join(span.note for span in measures["sentence_length_p90"].spans)
    assert measures["question_share"].value == pytest.approx(6 / 13, abs=0.001)
    assert measures["reading_grade"].value == pytest.approx(0.39 * 70 / 13 + 11.8 * 2 - 15.59, abs=0.01)


def test_without_punctuation_or_syllables_nothing_is_said_of_sentences() -> None:
    plain = _measures(FILLING * 8)
    assert plain["sentence_length_median"].reason == plain["reading_grade"].reason == "no_punctuation"
    assert _written("a b c d. " * 20, syllables=0)["reading_grade"].reason == "no_syllables"


def test_we_and_you() -> None:
    measures = _measures(FILLING * 4 + "I did it and we won our prize and we left as you know but your I")
    assert measures["we_share"].value == pytest.approx(3 / 5, abs=0.001)
    assert measures["you_share"].value == pytest.approx(1 / 6, abs=0.001)


def test_fillers_and_repetitions_carry_nothing() -> None:
    plain, filled = _measures(FILLING * 8), _measures((FILLING + "um uh um uh ") * 8)
    assert (filled["content_word_share"].value or 1) < (plain["content_word_share"].value or 0)


@pytest.mark.parametrize(
    ("said", "changes", "reason"),
    [
        (FILLING * 8, {"quality_grade": "low"}, "transcript_quality"),
        (FILLING * 8, {"language": "de"}, "not_english"),
        (FILLING * 3, {}, "too_few_words"),
        ("", {}, "no_speech"),
        ("hello", {}, "too_short"),
    ],
    ids=["rough", "german", "42 words", "silent", "one word"],
)
def test_without_enough_words_there_is_a_reason(said: str, changes: dict[str, object], reason: str) -> None:
    measures = _measures(said, **changes)
    assert measures["hedges_per_100_words"].reason == measures["lexical_diversity_mtld"].reason == reason


def test_words_that_may_exclude_are_shown_with_what_could_be_said() -> None:
    found = _measures("hello you guys said the chairman", "inclusive")["non_inclusive_count"]
    assert found.value == 2
    assert [span.note for span in found.spans] == [
        "“you guys”: perhaps everyone, all of you or folks",
        "“chairman”: perhaps chair or chairperson",
    ]
    assert _measures("hello all of you", "inclusive")["non_inclusive_count"].value == 0
