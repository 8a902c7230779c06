"""The fields that come with a recording."""

import pytest

from chassis.errors import InvalidInput
from services.ingest.domain.submission import Profile, accept


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


@pytest.mark.parametrize("language", ["en", "EN", "en-GB", "en_US"])
def test_english_of_any_region(language: str) -> None:
    assert accept({"language": [language]}).language == language.replace("_", "-")


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"language": ["de"]}, "language"),
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
    ],
)
def test_wrong_fields_are_named_with_what_would_be_accepted(fields: dict[str, list[str]], names: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        accept(fields)
    assert caught.value.faults[0].pointer == f"/{names}"
    assert caught.value.status == 422


def test_line_ends_and_any_script_are_text() -> None:
    text = "One.\r\n\tTwo: naïve 日本語 🎤"
    assert accept({"reference_text": [text]}).reference_text == text


def test_the_fingerprint_tells_fields_apart() -> None:
    variants = [{}, {"title": ["a"]}, {"title": ["ab"]}, {"reference_text": ["a"]}, {"analyses": ["pace"]}]
    assert len({accept(fields).fingerprint() for fields in variants}) == len(variants)
