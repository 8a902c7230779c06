"""Finding what was heard in the text."""

from hypothesis import given
from hypothesis import strategies as st

from services.transcribe.domain.alignment import TextIndex, longest_common, longest_increasing

WORDS = st.sampled_from(["the", "cat", "sat", "on", "a", "mat", "and", "ran"])


def test_a_piece_finds_its_place_in_a_long_text() -> None:
    text = [f"word{number}" for number in range(5000)]
    found = TextIndex(text).match(text[3000:3030])
    assert found == {i: 3000 + i for i in range(30)}


def test_a_repeated_phrase_goes_where_most_of_the_piece_belongs() -> None:
    first = ["the", "cat", "sat", "there", "and", "the", "dog"]
    text = [*first, "ran", "off", "and", "the", "cat", "sat", "on", "the", "mat"]
    assert TextIndex(text).match(["ran", "off", "and", "the", "cat", "sat"]) == {i: 7 + i for i in range(6)}


def test_a_foreign_piece_matches_nothing() -> None:
    assert TextIndex(["one", "two"]).match(["four", "five"]) == {}
    assert TextIndex([]).match(["four"]) == {}


@given(st.lists(WORDS, max_size=25), st.lists(WORDS, max_size=60))
def test_matches_increase_and_are_equal_words(heard: list[str], text: list[str]) -> None:
    found = TextIndex(text).match(heard)
    assert all(heard[mine] == text[theirs] for mine, theirs in found.items())
    assert list(found) == sorted(found)
    assert list(found.values()) == sorted(set(found.values()))


@given(st.lists(WORDS, max_size=15), st.lists(WORDS, max_size=15))
def test_the_common_subsequence_is_symmetric_in_length(left: list[str], right: list[str]) -> None:
    assert len(longest_common(left, right)) == len(longest_common(right, left))


def test_jumps_back_are_left_out() -> None:
    assert longest_increasing([0, 1, 7, 8, 2, 3, 4]) == [0, 1, 2, 3, 4]
    assert longest_increasing([]) == []
