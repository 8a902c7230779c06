"""One document out of three, with everything that could not be measured and why."""

from dataclasses import replace

from chassis.errors import Problem
from services.report.domain.analysis import Part
from services.report.domain.composition import Sources, compose
from services.report.domain.report import PaceIdeal, Report
from tests.builders.report_sources import (
    AT,
    REPORT_ID,
    a_measure,
    a_recording,
    a_transcript,
    an_analysis,
    missing,
    sources,
)


def composed(material: Sources) -> Report:
    return compose(material, report_id=REPORT_ID, at=AT)


def with_analysis(**changes: object) -> Report:
    return composed(sources(analysis=an_analysis(**changes)))


def test_a_language_that_was_left_to_the_engine_is_the_one_that_was_found() -> None:
    told, found = an_analysis(language="de"), a_recording(language="auto")
    assert composed(sources(recording=found, analysis=told)).recording.language == "de"
    assert (
        composed(sources(recording=a_recording(language="de-AT"), analysis=told)).recording.language
        == "de-AT"
    )


def test_measures_are_grouped_by_part_in_the_order_of_reading() -> None:
    report = composed(sources())
    assert [part.label for part in report.parts] == ["Pace", "Pauses", "Fluency", "Fillers", "Reading"]
    assert [measure.name for measure in report.parts[1].measures] == ["pause_rate"]


def test_a_part_that_is_not_known_here_is_shown_too() -> None:
    report = with_analysis(parts=(Part("voice_pitch", "completed"),), measures=())
    assert [part.label for part in report.parts] == ["Voice pitch"]


def test_one_cause_is_told_once_with_all_that_it_took() -> None:
    report = composed(sources())
    told = [(group.reason, group.names) for group in report.not_measured]
    assert told == [
        ("transcript_quality", ("fillers", "speech_rate_wpm")),
        ("no_reference_text", ("reading",)),
    ]


def test_a_part_without_data_stands_for_its_measures() -> None:
    report = with_analysis(
        parts=(Part("pace", "insufficient_data", "too_short"),), measures=(missing("pace_cv", "too_short"),)
    )
    assert [group.names for group in report.not_measured] == [("pace",)]


def test_a_reason_that_is_not_known_here_is_told_in_plain_words() -> None:
    report = with_analysis(parts=(), measures=(missing("pace_cv", "moon_phase"),))
    assert report.not_measured[0].explanation == "It could not be measured (moon phase)."


def test_the_analysis_own_words_are_kept_where_they_say_more() -> None:
    short = replace(missing("pace_cv", "too_short"), explanation="It needs at least 30 s of speech.")
    report = with_analysis(parts=(), measures=(short,))
    assert report.not_measured[0].explanation == "It needs at least 30 s of speech."


def test_a_failed_analysis_makes_the_report_partial_and_is_explained() -> None:
    problem = Problem("t", "Time is over", 503, "The analysis took longer than 30 s.", "timed_out")
    report = with_analysis(parts=(Part("pace", "failed", "timed_out", problem),), measures=())
    assert report.partial
    assert report.parts[0].detail == "The analysis took longer than 30 s."
    assert report.not_measured[0].labels == ("Pace",)


def test_audio_without_speech_has_a_finished_report_that_says_so() -> None:
    silent = an_analysis(
        has_speech=False,
        parts=(Part("pace", "insufficient_data", "no_speech"),),
        measures=(),
        pauses=(),
        pace=(),
    )
    report = composed(Sources(a_recording(), a_transcript("", possible_fillers=()), silent))
    assert report.summary.headline == "No speech was found in this recording."
    assert not report.has_speech
    assert report.not_measured[0].explanation == "No speech was found in the recording."


def test_the_pace_is_held_against_the_syllable_rate_where_that_has_a_range() -> None:
    assert composed(sources()).pace_ideal == PaceIdeal(3.2, 4.2)
    assert with_analysis(measures=(a_measure("speech_rate_sps", ideal_low=None),)).pace_ideal is None
    assert with_analysis(measures=(a_measure("articulation_rate"),)).pace_ideal is None


def test_provenance_names_engine_detector_quality_and_profile() -> None:
    origin = composed(sources()).provenance
    assert (origin.engine.name, origin.voice_activity.name) == ("pocketsphinx", "silero-vad")
    assert (origin.quality.grade, origin.profile) == ("medium", "presentation")


def test_the_same_sources_give_the_same_report() -> None:
    assert composed(sources()) == composed(sources())


def test_one_sentence_for_everything_that_a_short_recording_lacks() -> None:
    rate = replace(missing("pause_rate", "too_short", "pause"), explanation="It needs 10 s.")
    mean = replace(missing("pause_mean_s", "too_short", "pause"), explanation="It needs 3 pauses.")
    report = with_analysis(parts=(Part("pause", "completed"),), measures=(rate, mean))
    (group,) = report.not_measured
    assert (group.reason, group.names) == ("too_short", ("pause_rate", "pause_mean_s"))
    assert "10 s" in group.explanation
