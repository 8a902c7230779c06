"""Editing words by hand: what changes, and what must not."""

import pytest

from chassis.errors import InvalidInput
from services.transcribe.domain.edit_rules import MAX_EDITS, MAX_WORD_CHARS, check_edits
from services.transcribe.domain.edits import INSERTED_S, Action, WordEdit, revise, spoken_form
from services.transcribe.domain.transcript import Content
from services.transcribe.domain.words import Origin, WordKind
from tests.builders.transcripts import content

TEXT = "So we um went to the see. | It was nice."


def edited(text: str, *edits: WordEdit, origin: Origin = Origin.EDITED) -> Content:
    before = content(text)
    check_edits(edits, before.words)
    return revise(before, edits, origin, 0).content


def replaced(word_id: int, text: str) -> WordEdit:
    return WordEdit(word_id, Action.REPLACE, text)


def inserted(word_id: int, text: str) -> WordEdit:
    return WordEdit(word_id, Action.INSERT, text)


def test_a_replaced_word_keeps_its_id_and_time_and_is_certain() -> None:
    before = content(TEXT)
    after = edited(TEXT, replaced(7, "sea."))
    word = after.words[6]
    assert (word.id, word.text, word.clean, word.span) == (7, "sea", "sea.", before.words[6].span)
    assert (word.confidence, word.origin, word.syllables) == (1.0, Origin.EDITED, 0)
    assert after.clean == "So we went to the sea. It was nice."
    assert after.verbatim == "so we um went to the sea it was nice"
    assert after.segments[0].text == "So we went to the sea."
    assert [word for word in after.words if word.id != 7] == [word for word in before.words if word.id != 7]


def test_a_word_that_only_gets_other_signs_keeps_how_it_sounded() -> None:
    word = edited(TEXT, replaced(2, "We")).words[1]
    assert (word.text, word.clean, word.syllables) == ("we", "We", 1)


def test_inserted_words_get_new_ids_and_share_the_gap() -> None:
    after = edited(TEXT, inserted(7, "And"), inserted(7, "then"))
    first, second = after.words[7:9]
    assert [(first.id, first.clean), (second.id, second.clean)] == [(11, "And"), (12, "then")]
    assert first.span.start_s == after.words[6].span.end_s
    assert first.span.end_s == second.span.start_s
    assert second.span.end_s <= after.words[9].span.start_s
    assert first.span.duration_s == pytest.approx(INSERTED_S)
    assert first.confidence == second.confidence == 1.0


def test_where_there_is_no_gap_a_word_has_a_place_and_no_length() -> None:
    word = edited(TEXT, inserted(1, "then")).words[1]
    assert (word.span.start_s, word.span.end_s) == (0.4, 0.4)


def test_a_word_goes_before_the_first_and_behind_the_last() -> None:
    after = edited("| Hello there.", inserted(0, "Oh,"), inserted(2, "You!"))
    assert after.clean == "Oh, Hello there. You!"
    assert (after.words[0].span.start_s, after.words[0].span.end_s) == (0.7, 1.0)
    assert after.words[-1].span.end_s <= after.duration_s


def test_a_silent_recording_can_get_words() -> None:
    after = edited("", inserted(0, "Hello."))
    assert [(word.id, word.clean) for word in after.words] == [(1, "Hello.")]
    assert 0.0 <= after.words[0].span.start_s <= after.words[0].span.end_s <= after.duration_s


def test_a_deleted_word_is_gone_and_leaves_its_full_stop() -> None:
    after = edited(TEXT, replaced(7, ""))
    assert after.clean == "So we went to the. It was nice."
    assert 7 not in {word.id for word in after.words}
    assert len(after.segments) == 2


def test_a_word_that_takes_the_place_of_a_deleted_one_brings_its_own_signs() -> None:
    assert (
        edited(TEXT, replaced(7, ""), inserted(7, "coast.")).clean == "So we went to the coast. It was nice."
    )


def test_all_words_can_be_deleted() -> None:
    after = edited("Hello there.", replaced(1, ""), replaced(2, ""))
    assert (after.words, after.segments, after.verbatim, after.clean) == ((), (), "", "")


def test_hesitations_stay_out_of_the_clean_text() -> None:
    after = edited(TEXT, inserted(1, "uh,"), replaced(3, "Tom"))
    assert after.clean == "So we Tom went to the see. It was nice."
    assert (after.words[1].text, after.words[1].kind) == ("uh", WordKind.FILLER)
    assert after.words[3].kind is WordKind.WORD


def test_ids_are_never_used_again() -> None:
    before = content(TEXT)
    first = revise(before, [inserted(10, "Yes.")], Origin.EDITED, 0)
    second = revise(first.content, [replaced(11, "")], Origin.EDITED, first.last_word_id)
    third = revise(second.content, [inserted(10, "No.")], Origin.EDITED, second.last_word_id)
    assert [first.last_word_id, second.last_word_id, third.last_word_id] == [11, 11, 12]
    assert third.content.words[-1].id == 12


def test_what_a_model_writes_is_no_surer_than_what_was_there() -> None:
    after = edited(TEXT, replaced(7, "sea."), inserted(7, "And"), origin=Origin.PROOFREAD)
    assert {word.confidence for word in after.words} == {0.6}
    assert [word.origin for word in after.words[6:8]] == [Origin.PROOFREAD, Origin.PROOFREAD]


@pytest.mark.parametrize(
    ("edit", "pointer", "told"),
    [
        (replaced(99, "x"), "/edits/0/word_id", "no such word"),
        (replaced(0, "x"), "/edits/0/word_id", "no such word"),
        (inserted(-1, "x"), "/edits/0/word_id", "no such word"),
        (inserted(1, ""), "/edits/0/text", "has a text"),
        (replaced(1, "two words"), "/edits/0/text", "one word"),
        (replaced(1, "a\tb"), "/edits/0/text", "one word"),
        (replaced(1, "a\u00a0b"), "/edits/0/text", "one word"),
        (replaced(1, "a\u202eb"), "/edits/0/text", "can't be seen"),
        (replaced(1, "a\x07b"), "/edits/0/text", "can't be seen"),
        (replaced(1, "—"), "/edits/0/text", "only punctuation"),
        (replaced(1, "x" * (MAX_WORD_CHARS + 1)), "/edits/0/text", "at most 100"),
    ],
)
def test_what_is_wrong_is_said(edit: WordEdit, pointer: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told) as refused:
        check_edits([edit], content(TEXT).words)
    assert [fault.pointer for fault in refused.value.faults] == [pointer]
    assert refused.value.code == "invalid_edits"


def test_every_fault_is_said_at_once() -> None:
    edits = [replaced(99, "x"), replaced(1, "y"), replaced(1, "z"), inserted(2, "")]
    with pytest.raises(InvalidInput) as refused:
        check_edits(edits, content(TEXT).words)
    pointers = [fault.pointer for fault in refused.value.faults]
    assert pointers == ["/edits/0/word_id", "/edits/2/word_id", "/edits/3/text"]


@pytest.mark.parametrize("count", [0, MAX_EDITS + 1])
def test_none_and_too_many_are_refused(count: int) -> None:
    with pytest.raises(InvalidInput):
        check_edits([inserted(1, "x")] * count, content(TEXT).words)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Hello,", "hello"),
        ("“Don't!”", "don't"),
        ("U.S.", "u.s"),
        ("$5", "$5"),
        ("...", ""),
        ("نمی‌خواهم", "نمی‌خواهم"),
    ],
)
def test_the_spoken_form_has_no_punctuation_around_it(written: str, spoken: str) -> None:
    assert spoken_form(written) == spoken


def test_a_new_word_speaks_with_the_voice_before_it_and_two_voices_share_no_segment() -> None:
    after = edited("A: ready now B: went there.", inserted(2, "please"))
    assert [(segment.speaker, segment.text) for segment in after.segments] == [
        ("A", "ready now please"),
        ("B", "went there."),
    ]
