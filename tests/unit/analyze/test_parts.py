"""The analyses on constructed speech: known numbers come out, and nothing is said without evidence."""

import pytest

from services.analyze.domain.material import Material
from services.analyze.domain.measure import Measure
from services.analyze.domain.parts import PARTS
from tests.builders.analyze_material import a_material, a_transcript, by_name, spoken, words_of
from tests.builders.analyze_sound import talk

RUNS, SYLLABLES, RATE, PAUSE_S = 8, 12, 4.0, 0.75
"""8 runs of 3 s and 7 pauses: 24 s of speech in 29.25 s."""


def _measures(material: Material) -> dict[str, Measure]:
    return by_name([measure for part in PARTS.values() for measure in part(material).measures])


@pytest.fixture(scope="module")
def talked() -> dict[str, Measure]:
    return _measures(spoken(*talk(RUNS, SYLLABLES, RATE, PAUSE_S)))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pause_rate", 7 * 60 / 29.25),
        ("pause_mean_s", PAUSE_S),
        ("pause_longest_s", PAUSE_S),
        ("speaking_time_s", 24.0),
        ("phonation_time_ratio", 24 / 29.25),
        ("speech_rate_sps", 96 / 29.25),
        ("articulation_rate", RATE),
        ("mean_length_of_run", SYLLABLES),
    ],
)
def test_known_numbers_come_out(talked: dict[str, Measure], name: str, value: float) -> None:
    assert talked[name].status == "completed"
    assert talked[name].value == pytest.approx(value, rel=0.06)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("pace_cv", "too_short"),
        ("speech_rate_wpm", "transcript_quality"),
        ("fillers_per_min", "transcript_quality"),
        ("repetitions_per_100_words", "transcript_quality"),
        ("pause_placement", "placement_unknown"),
        ("boundary_pause_median_s", "placement_unknown"),
        ("recognizer_wer", "no_reference_text"),
    ],
)
def test_without_evidence_there_is_a_reason(talked: dict[str, Measure], name: str, reason: str) -> None:
    assert (talked[name].status, talked[name].reason) == ("insufficient_data", reason)
    assert (talked[name].value, talked[name].score, talked[name].band) == (None, None, "")


def test_five_seconds_are_too_short_for_rates() -> None:
    measures = _measures(spoken(*talk(2, 8, 4.0, 0.5)))
    reasons = {name: measure.reason for name, measure in measures.items()}
    assert reasons["speech_rate_sps"] == reasons["pause_rate"] == reasons["articulation_rate"] == "too_short"
    assert (
        reasons["speech_rate_wpm"] == reasons["fillers_per_min"] == "too_short"
    )  # whatever the transcript is
    assert reasons["speaking_time_s"] == reasons["pause_longest_s"] == ""


def test_audio_without_speech_says_so() -> None:
    samples, _ = talk(2, 8, 4.0, 0.5)
    measures = _measures(spoken(samples, []))
    wordless = {"domain", "communication", "reading", "pronunciation"}
    assert {m.reason for m in measures.values() if m.part not in wordless} == {"no_speech"}
    assert measures["recognizer_wer"].reason == "no_reference_text"


def test_speech_without_a_pause_has_no_mean_pause() -> None:
    measures = _measures(spoken(*talk(1, 80, 4.0, 0)))
    assert measures["pause_rate"].value == 0
    assert measures["pause_mean_s"].reason == measures["pause_longest_s"].reason == "no_pauses"


@pytest.mark.parametrize(
    ("pause_s", "said", "band"),
    [(1.0, "boundary", "ideal"), (3.0, "boundary", "ideal"), (3.0, "mid", "long"), (4.5, "boundary", "long")],
)
def test_how_long_a_pause_may_be_depends_on_its_place(pause_s: float, said: str, band: str) -> None:
    mark = "." if said == "boundary" else ""
    first, second = words_of("one two three"), words_of("four five six", start_s=1.0 + pause_s)
    words = (*first, *(w.__class__(**{**w.__dict__, "word_id": w.word_id + 3}) for w in second))
    transcript = a_transcript(words, reference_status="read")
    measure = _measures(a_material(transcript, reference=f"One two three{mark} four five six."))
    assert measure["pause_longest_s"].band == band
    assert measure["pause_longest_s"].spans


def test_placement_is_scored_only_where_punctuation_tells() -> None:
    said = "we went home and slept | and rose early and ate | bread with the | butter and left | home " * 3
    text = "We went home and slept, and rose early and ate. Bread with the butter and left home. " * 3
    transcript = a_transcript(words_of(said), reference_status="read")
    read = _measures(a_material(transcript, reference=text))["pause_placement"]
    free = _measures(a_material(a_transcript(words_of(said))))["pause_placement"]
    assert read.score is not None
    assert any("within a clause" in span.note for span in read.spans)
    assert free.status == "completed"
    assert (free.score, free.band) == (None, "")
