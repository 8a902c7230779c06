"""Sentences whose phones are known, as the judges of pronunciation see them."""

from collections.abc import Sequence

import numpy as np

from services.analyze.domain.pronunciation.alignment import PhoneSpan, TextWord, WordSpan
from services.analyze.domain.pronunciation.evidence import Evidence
from services.analyze.domain.pronunciation.phones import PHONE_INDEX, PHONES, SILENCE_INDEX
from services.analyze.domain.pronunciation.spectrum import BANDS

FRAMES = 9
"""Of each phone."""


def text_word(text: str, phones: str, index: int = 0, *, ends_clause: bool = False) -> TextWord:
    return TextWord(text, index, (tuple(phones.split()),), ends_clause)


def word_spans(words: Sequence[TextWord], gap: int = 0) -> tuple[WordSpan, ...]:
    """One after the other from frame 10, each phone equally long, with `gap` frames of silence between."""
    at, spans = 10, []
    for word in words:
        phones = []
        for phone in word.pronunciations[0]:
            third = FRAMES // 3
            phones.append(PhoneSpan(phone, (at, at + third, at + 2 * third), at + FRAMES))
            at += FRAMES
        spans.append(WordSpan(word, tuple(phones)))
        at += gap
    return tuple(spans)


def evidence_of(words: Sequence[TextWord], heard: dict[int, str] | None = None, gap: int = 0) -> Evidence:
    """All phones as they should be, but those at the positions of `heard`, which sound like another."""
    spans = word_spans(words, gap)
    phones = [phone for word in spans for phone in word.phones]
    frames = phones[-1].end + 10
    competitors = np.full((len(phones), 3, len(PHONES)), -10, np.float32)
    context_free = np.full((frames, SILENCE_INDEX + 1), -10, np.float32)
    context_free[:, SILENCE_INDEX] = -5
    for number, phone in enumerate(phones):
        sound = PHONE_INDEX[(heard or {}).get(number, phone.phone)]
        competitors[number, :, sound] = 0
        context_free[phone.start : phone.end, sound] = 0
    levels = np.random.default_rng(0).normal(0, 1, (frames, BANDS)).astype(np.float32)
    return Evidence(spans, competitors, context_free, levels, ())
