"""How many words were said: the text's where it was read, whatever the recogniser made of single ones."""

import pytest

from services.analyze.domain.word_count import count_words
from tests.builders.analyze_material import a_material, a_transcript, words_of

TEXT = "The quick brown fox jumps over the lazy dog and runs away."


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("the quick brown fox jumps over the lazy dog and runs away", 12),
        ("the quick brown box jumps over the hazy log and runs away", 12),
        ("the quick fox jumps over the lazy dog and runs", 12),
        ("the um quick brown big fox jumps over the lazy dog and runs away", 12),
        ("the quick brown fox jumps over the lazy dog", 9),
        ("one two three the quick brown fox jumps over the lazy dog and runs away", 15),
    ],
    ids=["as written", "misheard", "two lost", "filler and one more", "three left out", "three more"],
)
def test_of_a_text_that_was_read_only_runs_are_left_out_or_added(said: str, words: int) -> None:
    transcript = a_transcript(words_of(said), reference_status="read")
    assert count_words(a_material(transcript, reference=TEXT)) == words


@pytest.mark.parametrize("status", ["none", "partly_read", "not_read", "unclear"])
def test_else_the_words_that_were_heard_count(status: str) -> None:
    transcript = a_transcript(words_of("the quick um fox"), reference_status=status)
    assert count_words(a_material(transcript, reference=TEXT)) == 3


@pytest.mark.parametrize("text", ["", "...", "word " * 25_000])
def test_a_text_that_can_not_be_compared_changes_nothing(text: str) -> None:
    transcript = a_transcript(words_of("the quick fox"), reference_status="read")
    assert count_words(a_material(transcript, reference=text)) == 3
