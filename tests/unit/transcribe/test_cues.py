"""Subtitles obey their reading limits, whatever was said and however fast."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from services.transcribe.domain.audio import Span
from services.transcribe.domain.exports.cues import GAP_S, LINE_CHARS, LINES, LONGEST_S, SHORTEST_S, Cue, cues
from services.transcribe.domain.exports.passages import Passage, TextKind, Token, passages
from tests.builders.transcripts import content

MILLISECOND = 0.001

gaps = st.sampled_from([-0.2, 0.0, 0.05, 0.4, 1.5, 9.0])
lengths = st.sampled_from([0.0, 0.05, 0.3, 1.0, 12.0])
words = st.text(st.characters(codec="ascii", categories=["L"]), min_size=1, max_size=60)
spoken = st.tuples(words, gaps, lengths, st.sampled_from(["", ".", ","]), st.sampled_from(["A", "B"]))


def heard(parts: list[tuple[str, float, float, str, str]]) -> list[Passage]:
    """One passage for each word, however unlikely its times."""
    found, at = [], 0.0
    for word, gap, length, mark, speaker in parts:
        at = max(0.0, at + gap)
        found.append(Passage((Token(word + mark, Span(at, at + length), speaker),)))
        at += length
    return found


def assert_readable(found: list[Cue]) -> None:
    for cue in found:
        assert SHORTEST_S - MILLISECOND <= cue.span.duration_s <= LONGEST_S + MILLISECOND
        assert 1 <= len(cue.lines) <= LINES
        assert all(0 < len(line) <= LINE_CHARS for line in cue.lines)
    for before, after in pairwise(found):
        assert after.span.start_s - before.span.end_s >= GAP_S - MILLISECOND


@given(st.lists(spoken, max_size=40))
@settings(max_examples=150, deadline=None)
def test_every_cue_can_be_read_and_no_word_is_lost(parts: list[tuple[str, float, float, str, str]]) -> None:
    found = cues(heard(parts))
    assert_readable(found)
    shown = "".join("".join(cue.lines) for cue in found).replace(" ", "")
    assert shown == "".join(word + mark for word, _, _, mark, _ in parts)


def test_a_cue_begins_with_its_first_word_and_ends_with_a_sentence() -> None:
    found = cues(passages(content("Well this is one. And here | is another one."), TextKind.CLEAN))
    assert [cue.lines for cue in found] == [("Well this is one.",), ("And here",), ("is another one.",)]
    assert [cue.span.start_s for cue in found] == [0.0, 1.6, 3.4]
    assert found[0].span.end_s == 1.6 - GAP_S


def test_a_long_sentence_is_cut_into_two_lines_of_about_the_same_length() -> None:
    found = cues(
        passages(
            content("one two three four five six seven eight nine ten eleven.", word_s=0.2), TextKind.CLEAN
        )
    )
    assert [cue.lines for cue in found] == [("one two three four five six", "seven eight nine ten eleven.")]


def test_two_speakers_never_share_a_cue() -> None:
    found = cues(passages(content("A: Hi there B: oh hello"), TextKind.CLEAN))
    assert [(cue.speaker, cue.lines) for cue in found] == [("A", ("Hi there",)), ("B", ("oh hello",))]


def test_a_word_is_shown_for_a_second_even_where_the_next_comes_at_once() -> None:
    found = cues(passages(content("A: No B: yes A: no", word_s=0.2), TextKind.CLEAN))
    assert_readable(found)
    assert [cue.lines[0] for cue in found] == ["No", "yes", "no"]


def test_a_single_word_of_half_a_minute_is_not_shown_that_long() -> None:
    token = Token("hm", Span(0.0, 30.0))
    assert cues([Passage((token,))])[0].span == Span(0.0, LONGEST_S)
