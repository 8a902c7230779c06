"""The clean text and its segments."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from services.transcribe.domain.alignment import longest_common
from services.transcribe.domain.clean_text import number_words, with_context
from services.transcribe.domain.reference import read_reference
from services.transcribe.domain.segments import LONGEST_WORDS, segment
from services.transcribe.domain.words import Word
from tests.builders.transcribe_words import heard, voice_of


def words_of(text: str, reference: str = "", matches: dict[int, int] | None = None) -> list[Word]:
    said = heard(text)
    read = read_reference(reference)
    return number_words(with_context(said, voice_of(said), matches or {}, read))


def clean(text: str, reference: str = "", matches: dict[int, int] | None = None) -> str:
    return " ".join(word.clean for word in words_of(text, reference, matches) if word.clean)


def test_sentences_come_from_pauses() -> None:
    assert clean("hello there | i think i'm here") == "Hello there. I think I'm here."


def test_fillers_and_immediate_repetitions_are_left_out() -> None:
    assert clean("um the the cat uh i was i was there") == "The cat I was there."


def test_a_filler_between_two_sayings_does_not_hide_the_repetition() -> None:
    assert clean("i um i went") == "I went."


def test_a_pause_around_a_dropped_word_still_ends_the_sentence() -> None:
    assert clean("we stop um | then we go") == "We stop. Then we go."


def test_both_texts_share_the_ids() -> None:
    words = words_of("um the the cat")
    assert [word.id for word in words] == [1, 2, 3, 4]
    assert [word.clean for word in words] == ["", "", "The", "cat."]


def test_a_matched_word_is_written_as_the_text_writes_it() -> None:
    matches = {0: 0, 1: 1, 2: 2, 3: 3}
    assert clean("mister smith said | hello", "Mr. Smith said: Hello!", matches) == "Mr. Smith said: Hello!"


def test_a_repetition_that_the_text_has_is_kept() -> None:
    assert clean("very very good", "Very very good.", {0: 0, 1: 1, 2: 2}) == "Very very good."


def test_nothing_heard_is_an_empty_text() -> None:
    assert words_of("") == []
    assert segment([]) == []


def test_segments_end_with_sentences_and_name_their_words() -> None:
    first, second = segment(words_of("hello there | and goodbye"))
    assert (first.first_word_id, first.last_word_id, first.text) == (1, 2, "Hello there.")
    assert (second.first_word_id, second.last_word_id, second.text) == (3, 4, "And goodbye.")
    assert second.span.start_s > first.span.end_s


def test_speech_without_pauses_gets_segments_of_a_readable_size() -> None:
    runs = segment(words_of(" ".join(f"w{i}" for i in range(3 * LONGEST_WORDS))))
    assert [run.last_word_id for run in runs] == [LONGEST_WORDS, 2 * LONGEST_WORDS, 3 * LONGEST_WORDS]


def test_a_segment_of_fillers_only_has_no_clean_text() -> None:
    assert [run.text for run in segment(words_of("um uh"))] == [""]


def test_numbers_names_and_questions_are_written_by_rule() -> None:
    assert clean("what did john pay | two hundred and five dollars in twenty twenty six") == (
        "What did John pay? $205 in 2026."
    )


def test_a_pause_parts_numbers() -> None:
    assert clean("we were twenty | five of us left") == "We were 20. Five of us left."


def test_numbers_of_the_text_stay_as_it_writes_them() -> None:
    assert clean("twenty two men", "Twenty two men", {0: 0, 1: 1, 2: 2}) == "Twenty two men."


def written_by_engine(text: str) -> str:
    """Each token is heard in lower case without its mark, and written as it stands."""
    plain = heard(" ".join(token.lower().strip(".,?!") for token in text.split()))
    said = tuple(replace(word, written=token) for word, token in zip(plain, text.split(), strict=True))
    words = number_words(with_context(said, voice_of(said), {}, None))
    return " ".join(word.clean for word in words if word.clean)


def test_an_engine_that_writes_keeps_its_own_writing() -> None:
    text = "At 5 p.m. the iPhone rang, twenty two times: who is it"
    assert written_by_engine(text) == text


def test_what_an_engine_writes_reads_on_where_a_filler_is_left_out() -> None:
    assert written_by_engine("Um, so we, uh, left um. The end.") == "So we, left. The end."


def test_a_number_at_the_end_of_a_sentence_is_in_one_segment() -> None:
    first, second = segment(words_of("it was nineteen eighty four | um then we left"))
    assert (first.text, first.last_word_id) == ("It was 1984.", 5)
    assert (second.text, second.first_word_id) == ("Then we left.", 6)


def test_abbreviations_end_no_segment() -> None:
    (only,) = segment(words_of("mister smith left at five p m today"))
    assert only.text == "Mr. Smith left at 5 p.m. today."


def read(text: str, said: str) -> str:
    places = {place: place for place in range(len(said.split()))}
    return clean(said, text, places)


def test_figures_of_the_text_stay_figures() -> None:
    assert read("In 2026, 3 of 12.5 left.", "in twenty twenty six three of twelve point five left") == (
        "In 2026, 3 of 12.5 left."
    )


def test_a_number_that_was_heard_in_part_stays_words() -> None:
    assert clean("in twenty six", "In 2026.", {0: 0, 1: 1, 2: 3}) == "In twenty six."


TOKENS = st.sampled_from(
    [
        "i",
        "a",
        "um",
        "the",
        "twenty",
        "six",
        "hundred",
        "and",
        "first",
        "point",
        "percent",
        "p",
        "m",
        "may",
        "john",
        "|",
    ]
)


@given(
    st.lists(TOKENS, max_size=14),
    st.sampled_from(["", "In 2026, 20 and 6 of 100. The first!"]),
    st.booleans(),
)
def test_any_words_become_one_readable_text(tokens: list[str], text: str, writes: bool) -> None:
    said = heard(" ".join(tokens))
    if writes:
        said = tuple(replace(word, written=f"{word.text},") for word in said)
    reference = read_reference(text)
    places = longest_common([word.text for word in said], reference.spoken if reference else ())
    words = number_words(with_context(said, voice_of(said), dict(places), reference))
    assert [(word.id, word.text) for word in words] == [(i + 1, word.text) for i, word in enumerate(said)]
    clean_text = " ".join(word.clean for word in words if word.clean)
    assert clean_text[:1] == clean_text[:1].upper() or writes
    runs = segment(words)
    assert " ".join(run.text for run in runs if run.text) == clean_text
    assert [run.first_word_id for run in runs[1:]] == [run.last_word_id + 1 for run in runs[:-1]]
