"""The text that was read, and where the recogniser heard something else."""

from dataclasses import replace

import pytest

from services.analyze.domain.findings import Findings
from services.analyze.domain.parts import PARTS
from tests.builders.analyze_material import a_material, a_transcript, words_of

TEXT = "The quick brown fox jumps over the lazy dog."
SAID = "the quick brown fox jumps over the lazy dog"


def _read(said: str, text: str = TEXT, *, grade: str = "high", status: str = "read") -> Findings:
    transcript = a_transcript(words_of(said), quality_grade=grade, reference_status=status)
    return PARTS["reading"](a_material(transcript, reference=text))


def _reason(findings: Findings) -> str:
    return findings.measures[0].reason


def test_a_perfect_reading_has_nothing_wrong() -> None:
    findings = _read(SAID)
    assert findings.measures[0].value == 0
    assert findings.miscues == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("In 1961, Mr. Smith didn’t pay 50%.", "in nineteen sixty one mister smith didn't pay fifty percent"),
        ("A well-known café & bar", "a well known cafe and bar"),
        ("um no text has this, uh, right?", "um no text has this uh right"),
    ],
)
def test_spelling_is_no_miscue(text: str, said: str) -> None:
    findings = _read(said, text)
    assert [m for m in findings.miscues if m.reference_text not in {"um", "uh"}] == []


@pytest.mark.parametrize(
    ("said", "kind", "reference", "heard", "index"),
    [
        ("the quick fox jumps over the lazy dog", "omission", "brown", "", 2),
        ("the quick brown big fox jumps over the lazy dog", "insertion", "", "big", 3),
        ("the quick brown box jumps over the lazy dog", "substitution", "fox", "box", 3),
        ("the quick quick brown fox jumps over the lazy dog", "repetition", "", "quick", 1),
        ("the quick brown fox jumps over", "omission", "the lazy dog", "", 6),
    ],
)
def test_what_differs_is_possible_and_never_certain(
    said: str, kind: str, reference: str, heard: str, index: int
) -> None:
    (miscue,) = _read(said).miscues
    assert (miscue.kind, miscue.reference_text, miscue.heard_text) == (kind, reference, heard)
    assert miscue.status == "possible"
    assert miscue.confidence <= 0.6
    assert abs(miscue.reference_index - index) <= 1
    assert miscue.start_s <= miscue.end_s


def test_fillers_are_no_miscues() -> None:
    findings = _read("the um quick brown uh fox jumps over the lazy dog")
    assert findings.miscues == ()
    assert findings.measures[0].value == 0


def test_a_guess_of_the_recogniser_is_not_shown() -> None:
    words = tuple(replace(w, confidence=0.1) for w in words_of("the quick brown box jumps over the lazy dog"))
    transcript = a_transcript(words, reference_status="read")
    findings = PARTS["reading"](a_material(transcript, reference=TEXT))
    assert findings.miscues == ()
    assert findings.measures[0].value == pytest.approx(1 / 9, abs=0.001)


def test_medium_quality_is_less_sure() -> None:
    said = "the quick brown box jumps over the lazy dog"
    assert _read(said, grade="medium").miscues[0].confidence < _read(said).miscues[0].confidence


@pytest.mark.parametrize(
    ("findings", "reason"),
    [
        (_read(SAID, ""), "no_reference_text"),
        (_read(SAID, "...!"), "no_reference_text"),
        (_read(SAID, "😀" * 1000), "no_reference_text"),
        (_read(SAID, status="not_read", grade="low"), "reference_not_read"),
        (_read(SAID, status="unclear", grade="low"), "transcript_quality"),
        (_read(SAID, grade="low"), "transcript_quality"),
        (_read(""), "no_speech"),
        (_read("um uh um"), "no_words"),
        (_read(SAID, "word " * 25_000), "text_too_long"),
    ],
    ids=["no text", "dots", "emoji", "not read", "unclear", "low", "silent", "fillers only", "too long"],
)
def test_no_verdict_without_a_ground(findings: Findings, reason: str) -> None:
    assert _reason(findings) == reason
    assert findings.miscues == ()
