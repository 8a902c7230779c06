"""The fields that come with a recording."""

import pytest

from chassis.errors import InvalidInput
from services.ingest.domain.submission import Profile, Trim, accept
from services.ingest.domain.transcription import Transcription


def test_nothing_said_is_a_presentation_in_english() -> None:
    submission = accept({})
    assert (submission.title, submission.language, submission.reference_text) == ("", "en", "")
    assert submission.profile is Profile.PRESENTATION
    assert submission.analyses == ()


def test_a_text_to_read_makes_it_reading_unless_said_otherwise() -> None:
    assert accept({"reference_text": ["Call me Ishmael."]}).profile is Profile.READING
    assert accept({"reference_text": ["x"], "profile": ["podcast"]}).profile is Profile.PODCAST


def test_analyses_come_one_by_one_or_with_commas() -> None:
    assert accept({"analyses": ["pace,pause", "pace"]}).analyses == ("pace", "pause")


@pytest.mark.parametrize("language", ["en", "EN", "en-GB", "en_US", "de", "zh-Hant-TW", "gsw", "auto"])
def test_the_tag_of_any_language(language: str) -> None:
    assert accept({"language": [language]}).language == language.replace("_", "-")


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"language": ["deutsch"]}, "language"),
        ({"language": ["auto-DE"]}, "language"),
        ({"language": ["en; DROP"]}, "language"),
        ({"profile": ["opera"]}, "profile"),
        ({"analyses": ["pace,horoscope"]}, "analyses"),
        ({"title": ["x" * 201]}, "title"),
        ({"title": ["a", "b"]}, "title"),
        ({"title": ["line\nbreak"]}, "title"),
        ({"title": ["\u202egnp.exe"]}, "title"),
        ({"reference_text": ["x" * 20_001]}, "reference_text"),
        ({"reference_text": ["\x00"]}, "reference_text"),
        ({"reference_text": ["\ud800"]}, "reference_text"),
        ({"tenant_id": ["x"]}, "tenant_id"),
        ({"status": ["completed"]}, "status"),
        ({"engine": ["no such; engine"]}, "engine"),
        ({"model": ["x" * 200]}, "model"),
        ({"prompt": ["x" * 2_001]}, "prompt"),
        ({"task": ["sing"]}, "task"),
        ({"speakers": ["perhaps"]}, "speakers"),
        ({"transcript_only": ["2"]}, "transcript_only"),
        ({"start": ["-1"]}, "start"),
        ({"start": ["nan"]}, "start"),
        ({"start": ["1e9"]}, "start"),
        ({"end": ["soon"]}, "end"),
        ({"start": ["10"], "end": ["10"]}, "end"),
        ({"end": ["0"]}, "end"),
    ],
)
def test_wrong_fields_are_named_with_what_would_be_accepted(fields: dict[str, list[str]], names: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        accept(fields)
    assert caught.value.faults[0].pointer == f"/{names}"
    assert caught.value.status == 422


@pytest.mark.parametrize(
    ("written", "meant_s"),
    [("90", 90.0), ("90.25", 90.25), ("1:30", 90.0), ("0:01:30.5", 90.5), ("2:00:00", 7200.0)],
)
def test_times_are_seconds_or_clock_times(written: str, meant_s: float) -> None:
    assert accept({"start": [written]}).trim == Trim(meant_s)


def test_what_is_not_said_of_the_transcription_is_left_to_the_platform() -> None:
    submission = accept({"speakers": ["false"], "task": [""]})
    assert (submission.transcription, submission.trim) == (Transcription(), Trim(0.0, None))


def test_line_ends_and_any_script_are_text() -> None:
    text = "One.\r\n\tTwo: naïve 日本語 🎤"
    assert accept({"reference_text": [text]}).reference_text == text


def test_the_fingerprint_tells_fields_apart() -> None:
    names = ("title", "reference_text", "engine", "model", "prompt", "start", "end")
    variants: list[dict[str, list[str]]] = [{}, {"title": ["ab"]}, {"analyses": ["pace"]}]
    variants += [{name: ["7"]} for name in names]
    variants += [{name: ["true"]} for name in ("speakers", "transcript_only")] + [{"task": ["translate"]}]
    assert len({accept(fields).fingerprint() for fields in variants}) == len(variants)
