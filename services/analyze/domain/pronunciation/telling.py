"""From what was judged to what is told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.analyze.domain.pronunciation.alignment import FRAME_S
from services.analyze.domain.pronunciation.evidence import Evidence
from services.analyze.domain.pronunciation.hints import (
    DOUBTFUL_CONFIDENCE,
    MISPRONOUNCED_HINT,
    OMISSION,
    OMISSION_CONFIDENCE,
    break_after,
)
from services.analyze.domain.pronunciation.judges import BEST_PHONE, BEST_WORD, Judgement
from services.analyze.domain.pronunciation.passages import Passage
from services.analyze.domain.pronunciation.phones import IPA, PHONES
from services.analyze.domain.pronunciation.results import (
    MISPRONUNCIATION,
    NO_ERROR,
    HeardAs,
    Hint,
    Pronunciation,
    SpokenPhoneme,
    SpokenWord,
)

BEST = 100.0
MOST_HEARD = 3
LEAST_HEARD = 0.05
"""Share of the likelihood below which a phone is not worth naming."""
DECIMALS = 1


@dataclass(frozen=True, eq=False)
class Judged:
    """A passage that was heard; frames count from `start_s`."""

    passage: Passage
    start_s: float
    evidence: Evidence
    judgement: Judgement


@dataclass(frozen=True)
class Thresholds:
    """Of words' scores, 0 to 10: below them a word is shown as mispronounced, or only hinted at."""

    mispronounced: float
    doubtful: float


def tell(
    passages: Sequence[Passage], judged: Sequence[Judged], thresholds: Thresholds
) -> Pronunciation | None:
    """None where nothing could be judged. Each passage weighs as much as it has words."""
    if not judged:
        return None
    words = tuple(word for one in judged for word in _words(one, thresholds))
    left_out = sum(len(passage.words) for passage in passages if not passage.was_read)
    omitted = left_out + sum(any(hint.kind == OMISSION for hint in word.hints) for word in words)
    scored = left_out + len(words)
    completeness = 1 - omitted / scored
    scores = {scale: _mean(judged, scale) for scale in judged[0].judgement.scales}
    return Pronunciation(
        accuracy_score=_percent(scores["accuracy"] / BEST_WORD),
        fluency_score=_percent(scores["fluency"] / BEST_WORD),
        completeness_score=_percent(completeness),
        prosody_score=_percent(scores["prosodic"] / BEST_WORD),
        pron_score=_percent(scores["total"] / BEST_WORD * completeness),
        words=words,
    )


def _mean(judged: Sequence[Judged], scale: str) -> float:
    sizes = [len(one.passage.words) for one in judged]
    return sum(s * one.judgement.scales[scale] for s, one in zip(sizes, judged, strict=True)) / sum(sizes)


def _words(judged: Judged, thresholds: Thresholds) -> Iterator[SpokenWord]:
    spans = judged.evidence.words
    phonemes = _phonemes(judged)
    for number, span in enumerate(spans):
        score = float(judged.judgement.words[number])
        hints = _doubts(score, thresholds, heard=number in judged.passage.heard)
        painted = score < thresholds.mispronounced and not any(hint.kind == OMISSION for hint in hints)
        following = spans[number + 1] if number + 1 < len(spans) else None
        yield SpokenWord(
            word=span.word.text,
            reference_index=span.word.index,
            start_s=_time(judged, span.start),
            end_s=_time(judged, span.end),
            accuracy_score=_percent(score / BEST_WORD),
            error_type=MISPRONUNCIATION if painted else NO_ERROR,
            phonemes=tuple(next(phonemes) for _ in span.phones),
            hints=(*(() if painted else hints), *break_after(span, following)),
        )


def _doubts(score: float, thresholds: Thresholds, *, heard: bool) -> tuple[Hint, ...]:
    """A word that the recogniser heard was said; one that it did not hear, and that sounds nothing like it,
    may have been left out."""
    if score >= thresholds.doubtful:
        return ()
    if score < thresholds.mispronounced and not heard:
        return (Hint(OMISSION, OMISSION_CONFIDENCE),)
    return (Hint(MISPRONOUNCED_HINT, DOUBTFUL_CONFIDENCE),)


def _phonemes(judged: Judged) -> Iterator[SpokenPhoneme]:
    for number, phone in enumerate(judged.evidence.phones):
        yield SpokenPhoneme(
            phoneme=phone.phone,
            ipa=IPA[phone.phone],
            start_s=_time(judged, phone.start),
            end_s=_time(judged, phone.end),
            accuracy_score=_percent(float(judged.judgement.phones[number]) / BEST_PHONE),
            nbest_phonemes=_heard_as(judged, number),
        )


def _heard_as(judged: Judged, number: int) -> tuple[HeardAs, ...]:
    shares = judged.judgement.heard[number]
    likeliest = sorted(range(len(PHONES)), key=lambda index: (-float(shares[index]), index))[:MOST_HEARD]
    return tuple(
        HeardAs(PHONES[index], _percent(float(shares[index])))
        for index in likeliest
        if shares[index] >= LEAST_HEARD
    )


def _time(judged: Judged, frame: int) -> float:
    return round(judged.start_s + frame * FRAME_S, 3)


def _percent(share: float) -> float:
    return round(BEST * min(max(share, 0.0), 1.0), DECIMALS)
