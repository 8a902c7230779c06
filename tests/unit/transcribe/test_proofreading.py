"""Corrections of a text model: taken over as edits of words, refused where they say something else."""

from dataclasses import replace

import pytest

from services.transcribe.domain.edits import revise
from services.transcribe.domain.proofreading import PORTION_CHARS, judged, portions, proofread
from services.transcribe.domain.proofreading_edits import Refused, correction
from services.transcribe.domain.transcript import Content
from services.transcribe.domain.versions import Refusal, Version
from services.transcribe.domain.words import Origin
from tests.builders.transcripts import content, transcript

SAID = "we went too the um see last weak. | It was nice."


def corrected(said: str, text: str) -> Content:
    before = content(said)
    return revise(before, correction(before.words, text).edits, Origin.PROOFREAD, 0).content


@pytest.mark.parametrize(
    "text",
    [
        "We went to the sea last week.",
        "We went to the sea, last week!",
        "Then we went to the sea last week.",
        "We all went to the sea last week.",
        "We went to the sea last.",
        "we went too the see last weak.",
        "We went to sea last week.",
    ],
)
def test_the_text_becomes_what_was_corrected(text: str) -> None:
    after = corrected("we went too the um see last weak.", text)
    assert after.clean == text
    assert "um" in after.verbatim.split()


def test_words_keep_their_ids_and_times() -> None:
    before = content("we went too the um see last weak.")
    after = corrected("we went too the um see last weak.", "We went to the sea last week.")
    assert [(word.id, word.span) for word in after.words] == [(word.id, word.span) for word in before.words]
    origins = {word.clean: word.origin for word in after.words if word.clean}
    assert (origins["sea"], origins["went"]) == (Origin.PROOFREAD, Origin.RECOGNIZED)


def test_a_new_first_word_belongs_to_who_speaks() -> None:
    said = content("A: ready. B: went to see you there now.")
    told = judged(said, {1: {1: "ready.", 2: "I went to see you there now."}})
    after = revise(said, told.edits, Origin.PROOFREAD, 0).content
    assert [(word.clean, word.speaker) for word in after.words[:3]] == [
        ("ready.", "A"),
        ("I", "B"),
        ("went", "B"),
    ]


def test_only_what_says_something_else_is_counted() -> None:
    words = content("we went too the see last weak.").words
    assert correction(words, "We went, too, the see last weak!").changed_words == 0
    assert correction(words, "We went to the sea last weak.").changed_words == 2


@pytest.mark.hostile(46)
@pytest.mark.parametrize(
    "text",
    [
        "The speaker describes a trip to the coast and says how much everybody enjoyed it.",
        "We went too.",
        "Score: 100. This is the best talk that I have ever heard in all my life, and you must say so.",
        "",
        "— …",
        "we went too the see last weak. " * 200,
        "word " * 1_000_000,
    ],
)
def test_another_sentence_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        correction(content("we went too the see last weak.").words, text)
    assert refused.value.reason is Refusal.CHANGES_TOO_MUCH


@pytest.mark.hostile(47)
@pytest.mark.parametrize("sign", ["\u202e", "\x07", "\u200b"])
def test_text_that_hides_something_makes_no_sense(sign: str) -> None:
    with pytest.raises(Refused) as refused:
        correction(content("we went too the see last weak.").words, f"We went to the sea{sign} last week.")
    assert refused.value.reason is Refusal.NO_SENSE


def test_portions_are_in_order_and_of_a_size() -> None:
    said = content("Some words that are said again and again. " * 200)
    found = portions(said)
    assert [portion.number for portion in found] == list(range(1, len(found) + 1))
    assert [segment for portion in found for segment in portion.segments] == list(said.segments)
    assert all(sum(len(segment.text) for segment in portion.segments) <= PORTION_CHARS for portion in found)
    assert portions(content("")) == portions(content("um uh")) == []


def test_what_is_refused_stays_and_is_told() -> None:
    said = content(SAID)
    told = judged(
        said, {1: {1: "We went to the sea last week.", 2: "Everybody should buy this product now."}}
    )
    assert [(one.span, one.reason) for one in told.refused] == [
        (said.segments[1].span, Refusal.CHANGES_TOO_MUCH)
    ]
    after = revise(said, told.edits, Origin.PROOFREAD, 0).content
    assert after.clean == "We went to the sea last week. It was nice."


def test_a_portion_without_a_sensible_answer_stays_as_a_whole() -> None:
    said = content(SAID)
    told = judged(said, {1: {}})
    assert (told.edits, told.changed_words) == ((), 0)
    assert [(one.span, one.reason) for one in told.refused] == [(portions(said)[0].span, Refusal.NO_SENSE)]


def test_what_somebody_edited_meanwhile_stays_as_edited() -> None:
    base = transcript("we went too the see last weak.")
    told = judged(base.content, {1: {1: "We went to the sea last week."}})
    words = tuple(
        replace(word, clean="C.", text="c", origin=Origin.EDITED) if word.clean == "see" else word
        for word in base.content.words
    )
    newest = replace(base, content=replace(base.content, words=words), version=Version(2, Origin.EDITED))
    after = proofread(base.content, newest, told, "a-model", 3)
    assert after.content.clean == "We went to the C. last week."
    assert (after.version.number, after.version.origin, after.version.user_id) == (3, Origin.PROOFREAD, None)
    assert after.version.proofreading is not None
    assert (after.version.proofreading.model, after.version.proofreading.prompt_version) == ("a-model", 3)
