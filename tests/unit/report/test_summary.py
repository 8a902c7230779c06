"""What is said first: strengths and the one change, from certain evidence only."""

import pytest

from services.report.domain.analysis import Filler, Measure, Part, Span
from services.report.domain.report import Summary
from services.report.domain.sources import Quality
from services.report.domain.summary import NO_SPEECH, TOO_LITTLE, TOO_SHORT, summarise
from tests.builders.report_sources import a_measure, an_analysis, missing

MEDIUM = Quality("medium")
HIGH = Quality("high")
PARTS = tuple(Part(name, "completed") for name in ("pace", "pause", "fluency", "fillers", "reading"))


def summary_of(
    *measures: Measure, parts: tuple[Part, ...] = PARTS, quality: Quality = MEDIUM, **changes: object
) -> Summary:
    return summarise(an_analysis(measures=measures, parts=parts, **changes), quality)


def test_the_lowest_score_is_the_change_and_the_highest_are_strengths() -> None:
    summary = summary_of(
        a_measure("speech_rate_wpm", label="Speech rate", score=96.0),
        a_measure("pace_cv", label="Pace variation", value=0.05, ideal_low=0.1, ideal_high=0.3, score=40.0),
        a_measure("pause_rate", part="pause", label="Pause rate", value=2.0, score=60.0),
    )
    assert [strength.measure for strength in summary.strengths] == ["speech_rate_wpm"]
    assert summary.change
    assert summary.change.measure == "pace_cv"
    assert "half the pace" in summary.change.advice
    assert summary.headline == ("You do well on pace; the one thing to work on: your pace variation.")


def test_one_strength_for_each_theme_and_three_at_most() -> None:
    summary = summary_of(
        a_measure("speech_rate_wpm", score=99.0),
        a_measure("pace_in_band_share", score=98.0),
        a_measure("pace_cv", score=97.0),
        a_measure("pause_rate", part="pause", score=96.0),
        a_measure("mean_length_of_run", part="fluency", score=95.0),
    )
    assert [s.measure for s in summary.strengths] == ["speech_rate_wpm", "pace_cv", "pause_rate"]
    assert summary.change is None
    assert summary.headline.endswith("nothing that was measured asks for a change.")


def test_what_is_to_change_is_not_praised_by_a_sister_measure() -> None:
    slow = a_measure("speech_rate_wpm", value=7.0, band="fast", score=20.0)
    summary = summary_of(slow, a_measure("pace_in_band_share"))
    assert summary.strengths == ()
    assert summary.change
    assert "Slow down" in summary.change.advice


def test_the_more_direct_of_two_measures_of_the_same_thing_counts() -> None:
    syllables = a_measure("speech_rate_sps", value=2.0, band="slow", score=30.0)
    words = a_measure("speech_rate_wpm", score=100.0)
    assert summary_of(syllables, words).change is None
    change = summary_of(syllables, missing("speech_rate_wpm", "transcript_quality")).change
    assert change
    assert change.measure == "speech_rate_sps"


def test_where_nothing_is_weak_what_is_not_ideal_is_offered_mildly() -> None:
    nearly = a_measure("speech_rate_wpm", label="Speech rate", value=3.4, band="acceptable", score=97.0)
    pauses = a_measure("pause_rate", part="pause", label="Pauses")
    summary = summary_of(nearly, pauses)
    assert summary.headline == "You do well on pauses; to get even better, work on your pace."
    assert summary.change
    assert summary.change.measure == "speech_rate_wpm"
    assert summary_of(nearly).headline == "To get even better, work on your pace."


def test_insufficient_data_is_neither_praised_nor_criticised() -> None:
    summary = summary_of(missing("pace_cv", "too_short"))
    assert (summary.headline, summary.strengths, summary.change) == (TOO_LITTLE, (), None)


def test_a_recording_of_a_few_seconds_is_not_judged() -> None:
    ideal = a_measure("pause_longest_s", part="pause", score=None, band="ideal")
    assert summary_of(ideal).strengths
    summary = summary_of(ideal, missing("speech_rate_sps", "too_short"))
    assert (summary.headline, summary.strengths, summary.change) == (TOO_SHORT, (), None)


def test_a_measure_of_an_analysis_that_failed_does_not_count() -> None:
    summary = summary_of(a_measure("pace_cv", score=10.0), parts=(Part("pace", "failed", "timed_out"),))
    assert summary.change is None


def test_a_number_without_score_and_range_is_no_judgement() -> None:
    bare = a_measure("phonation_time_ratio", score=None, ideal_low=None, ideal_high=None)
    assert summary_of(bare).headline == TOO_LITTLE


def test_a_band_outside_its_range_counts_without_a_score_but_after_all_scores() -> None:
    unscored = a_measure("pace_cv", value=0.5, ideal_high=0.3, ideal_low=0.1, band="erratic", score=None)
    scored = a_measure("pause_rate", part="pause", value=30.0, band="many", score=70.0)
    alone, both = summary_of(unscored), summary_of(unscored, scored)
    assert alone.change
    assert alone.change.measure == "pace_cv"
    assert both.change
    assert both.change.measure == "pause_rate"


def test_comparison_with_the_text_is_possible_at_best_and_never_decides() -> None:
    assert summary_of(a_measure("word_correct_per_minute", part="reading", score=5.0)).change is None


def test_fillers_decide_only_when_all_are_certain_in_a_transcript_of_high_quality() -> None:
    rate = a_measure(
        "fillers_per_min", part="fillers", label="Fillers", value=9.0, ideal_high=2.0, score=10.0
    )
    certain = (Filler("um", 1.0, 1.2, status="certain"),)
    possible = (*certain, Filler("uh", 2.0, 2.2, status="possible"))
    assert summary_of(rate, quality=HIGH, fillers=certain).change
    assert summary_of(rate, quality=HIGH, fillers=possible).change is None
    assert summary_of(rate, quality=MEDIUM, fillers=certain).change is None


def test_equal_scores_are_decided_by_what_listeners_mind_most() -> None:
    pace = a_measure("speech_rate_sps", value=9.0, score=50.0)
    pauses = a_measure("pause_rate", part="pause", value=9.0, score=50.0)
    summary = summary_of(pace, pauses)
    assert summary.change
    assert summary.change.measure == "pause_rate"


def test_the_change_names_three_places_to_listen_to_at_most() -> None:
    spans = tuple(Span(float(n), n + 1.0) for n in range(5))
    summary = summary_of(a_measure("pace_cv", value=0.01, score=5.0, spans=spans))
    assert summary.change
    assert summary.change.spans == spans[:3]


def test_no_speech_is_said_as_such() -> None:
    summary = summary_of(a_measure("pace_cv"), has_speech=False)
    assert (summary.headline, summary.strengths, summary.change) == (NO_SPEECH, (), None)


def test_a_band_that_knows_more_than_the_value_is_believed() -> None:
    long_for_its_place = a_measure(
        "pause_longest_s", part="pause", value=3.0, ideal_low=None, ideal_high=4.0, band="long", score=None
    )
    summary = summary_of(long_for_its_place)
    assert summary.strengths == ()
    assert summary.change
    assert summary.change.advice.startswith("Shorten the long pauses")


def test_a_measure_has_an_advice_of_its_own_before_that_of_its_theme() -> None:
    placement = a_measure(
        "pause_placement", part="pause", value=0.4, ideal_low=0.7, band="mid_clause", score=48.0
    )
    change = summary_of(placement).change
    assert change
    assert change.advice.startswith("Pause where a thought ends")


def test_between_two_of_one_theme_the_one_that_is_shown_first_is_named() -> None:
    summary = summary_of(a_measure("speech_rate_wpm"), a_measure("pace_in_band_share"))
    assert [strength.measure for strength in summary.strengths] == ["speech_rate_wpm"]


@pytest.mark.parametrize(("confidence", "acts"), [(0.9, True), (0.5, True), (0.4, False), (None, True)])
def test_what_may_be_relied_on_less_is_not_acted_upon(confidence: float | None, acts: bool) -> None:
    summary = summary_of(a_measure("speech_rate_wpm", score=30.0, confidence=confidence))
    assert bool(summary.change) is acts
