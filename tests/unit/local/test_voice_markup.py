"""Texts with silences."""

import pytest

from deploy.local.voice.markup import Phrase, parse, spoken_text


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("Hello.", (Phrase("Hello."),)),
        ("One. [pause 0.8] Two.", (Phrase("One.", 0.8), Phrase("Two."))),
        ("One. [pause 2]", (Phrase("One.", 2.0),)),
        ("[pause 1] One.", (Phrase("", 1.0), Phrase("One."))),
        ("over\n  two   lines", (Phrase("over two lines"),)),
        ("", ()),
    ],
)
def test_a_text_becomes_phrases_and_silences(text: str, phrases: tuple[Phrase, ...]) -> None:
    assert parse(text) == phrases


def test_what_is_said_has_no_marks() -> None:
    assert spoken_text("[pause 1] One. [pause 0.5] Two.") == "One. Two."
