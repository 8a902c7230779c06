"""What is told of a reading: words painted only when that is sure enough, everything else as a hint."""

import numpy as np
import pytest

from services.analyze.domain.pronunciation.hints import (
    MISPRONOUNCED_HINT,
    MISSING_BREAK,
    OMISSION,
    UNEXPECTED_BREAK,
)
from services.analyze.domain.pronunciation.judges import Judgement
from services.analyze.domain.pronunciation.passages import Passage
from services.analyze.domain.pronunciation.phones import PHONE_INDEX, PHONES
from services.analyze.domain.pronunciation.results import MISPRONUNCIATION, NO_ERROR, Pronunciation
from services.analyze.domain.pronunciation.telling import Judged, Thresholds, tell
from tests.builders.pronunciation_evidence import FRAMES, evidence_of, text_word

WORDS = (
    text_word("bear", "B EH R"),
    text_word("it", "IH T", 1, ends_clause=True),
    text_word("is", "IH Z", 2),
)
THRESHOLDS = Thresholds(mispronounced=5.0, doubtful=7.0)
ALL = frozenset(range(len(WORDS)))
SCALES = {"accuracy": 8.0, "fluency": 7.0, "prosodic": 6.0, "total": 7.5}


def _told(
    scores: tuple[float, ...], heard: frozenset[int] = ALL, *, gap: int = 0, start_s: float = 0.0
) -> Pronunciation:
    passage = Passage(WORDS, start_s, start_s + 3, heard)
    evidence = evidence_of(WORDS, gap=gap)
    shares = np.full((7, len(PHONES)), 0.001, np.float32)
    shares[0, PHONE_INDEX["P"]], shares[0, PHONE_INDEX["B"]] = 0.6, 0.3
    judgement = Judgement(np.full(7, 1.5, np.float32), np.array(scores, np.float32), SCALES, shares)
    told = tell([passage], [Judged(passage, start_s, evidence, judgement)], THRESHOLDS)
    assert told is not None
    return told


def test_scores_are_the_experts_scales_times_ten() -> None:
    told = _told((9.0, 8.0, 10.0))
    assert (told.accuracy_score, told.fluency_score, told.prosody_score) == (80.0, 70.0, 60.0)
    assert told.pron_score == 75.0
    assert told.completeness_score == 100.0
    assert [word.accuracy_score for word in told.words] == [90.0, 80.0, 100.0]
    assert told.words[0].phonemes[0].accuracy_score == 75.0


def test_a_word_is_painted_only_below_the_line() -> None:
    told = _told((4.9, 6.0, 10.0))
    assert [word.error_type for word in told.words] == [MISPRONUNCIATION, NO_ERROR, NO_ERROR]
    assert MISPRONOUNCED_HINT not in {hint.kind for hint in told.words[0].hints}
    assert told.words[1].hints[0].kind == MISPRONOUNCED_HINT
    assert not told.words[2].hints


def test_a_word_that_was_neither_heard_nor_sounds_like_itself_may_have_been_left_out() -> None:
    told = _told((4.0, 9.0, 9.0), heard=frozenset({1, 2}))
    assert told.words[0].error_type == NO_ERROR
    assert [hint.kind for hint in told.words[0].hints] == [OMISSION]
    assert told.completeness_score == pytest.approx(66.7)
    assert told.pron_score == pytest.approx(50.0)


def test_a_long_silence_within_a_clause_is_an_unexpected_break() -> None:
    told = _told((9.0, 9.0, 9.0), gap=60)
    assert [hint.kind for hint in told.words[0].hints] == [UNEXPECTED_BREAK]
    assert not told.words[1].hints  # the clause ends there


def test_no_silence_where_the_clause_ends_is_a_missing_break() -> None:
    assert [hint.kind for hint in _told((9.0, 9.0, 9.0)).words[1].hints] == [MISSING_BREAK]


def test_what_a_phone_sounded_like_is_told_the_likeliest_first() -> None:
    heard = _told((9.0, 9.0, 9.0)).words[0].phonemes[0].nbest_phonemes
    assert [(other.phoneme, other.score) for other in heard] == [("P", 60.0), ("B", 30.0)]


def test_times_count_from_the_start_of_the_recording() -> None:
    word = _told((9.0, 9.0, 9.0), start_s=30.0).words[0]
    assert word.start_s == pytest.approx(30.1)
    assert word.end_s == pytest.approx(30.1 + 3 * FRAMES / 100)
    assert word.phonemes[1].start_s == pytest.approx(30.1 + FRAMES / 100)


def test_passages_that_were_left_out_are_missing_from_the_whole() -> None:
    passage = Passage(WORDS, 0, 3, ALL)
    left_out = Passage(WORDS * 3, 3, 4, frozenset())
    evidence = evidence_of(WORDS)
    judgement = Judgement(
        np.ones(7, np.float32), np.full(3, 9, np.float32), SCALES, np.ones((7, 39), np.float32) / 39
    )
    told = tell([passage, left_out], [Judged(passage, 0, evidence, judgement)], THRESHOLDS)
    assert told is not None
    assert told.completeness_score == 25.0
    assert len(told.words) == 3


def test_nothing_is_told_of_nothing() -> None:
    assert tell([], [], THRESHOLDS) is None
