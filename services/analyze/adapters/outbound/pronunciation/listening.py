"""From the samples of a sentence and its words to the evidence."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.analyze.adapters.outbound.pronunciation.acoustic_model import (
    BEGIN,
    END,
    INTERNAL,
    SINGLE,
    STATES,
    AcousticModel,
    acoustic_model,
)
from services.analyze.adapters.outbound.pronunciation.aligner import align
from services.analyze.domain.pronunciation.alignment import TextWord, WordSpan
from services.analyze.domain.pronunciation.evidence import Evidence, relative_levels
from services.analyze.domain.pronunciation.phones import PHONES, SILENCE
from services.analyze.domain.pronunciation.spectrum import SAMPLE_RATE, band_levels

LEVEL_DBFS = -23.0
LARGEST_GAIN = 1000.0
SHORTEST = 0.1
"""Seconds: no word is shorter."""
BLOCK = 200
"""Frames whose densities are in memory at once: 13 MB."""

Floats = NDArray[np.float32]


def listen(samples: Floats, words: Sequence[TextWord]) -> Evidence | None:
    """None where the words can't be laid on the sound."""
    if len(samples) < SHORTEST * SAMPLE_RATE:
        return None
    normal = _normalised(samples)
    cepstra, spans = align(np.asarray(normal * 32_767, "<i2"), words)
    if not spans:
        return None
    competitors, context_free = _likelihoods(acoustic_model(), cepstra, spans)
    levels, *warped = (relative_levels(one, spans) for one in band_levels(normal, len(cepstra)))
    return Evidence(spans, competitors, context_free, levels, tuple(warped))


def _normalised(samples: Floats) -> Floats:
    """To one level: a quiet recording is recognised far worse. Digital silence stays what it is."""
    level = float(np.sqrt(np.mean(samples.astype(np.float64) ** 2))) if samples.size else 0.0
    gain = min(10 ** (LEVEL_DBFS / 20) / level, LARGEST_GAIN) if level > 0 else 1.0
    return np.asarray(np.clip(samples * gain, -1.0, 1.0), np.float32)


def _likelihoods(model: AcousticModel, cepstra: Floats, words: Sequence[WordSpan]) -> tuple[Floats, Floats]:
    senones = _senones(model, words)
    states = [
        (number, state, first, last)
        for number, phone in enumerate(phone for word in words for phone in word.phones)
        for state, (first, last) in enumerate(zip(phone.states, (*phone.states[1:], phone.end), strict=True))
    ]
    sums = np.zeros((len(senones), STATES, len(PHONES)), np.float64)
    context_free = []
    features = _with_differences(cepstra)
    for block in range(0, len(features), BLOCK):
        end = min(block + BLOCK, len(features))
        densities = model.densities(features[block:end])
        context_free.append(model.context_free(densities))
        for number, state, first, last in states:
            if first < end and last > block:
                part = densities.part(max(first, block) - block, min(last, end) - block)
                sums[number, state] += model.in_context(part, senones[number, :, state]).sum(axis=0)
    lengths = np.zeros((len(senones), STATES, 1))
    for number, state, first, last in states:
        lengths[number, state] = max(1, last - first)
    return np.asarray(sums / lengths, np.float32), np.concatenate(context_free)


def _senones(model: AcousticModel, words: Sequence[WordSpan]) -> NDArray[np.int64]:
    """For each phone of the text: of every phone in its context the senones, [phone, 39, state]."""
    found = []
    for number, word in enumerate(words):
        before = words[number - 1] if number and words[number - 1].end == word.start else None
        after = words[number + 1] if number + 1 < len(words) and words[number + 1].start == word.end else None
        names = [
            before.phones[-1].phone if before else SILENCE,
            *(phone.phone for phone in word.phones),
            after.phones[0].phone if after else SILENCE,
        ]
        last = len(word.phones) - 1
        for place in range(last + 1):
            position = SINGLE if last == 0 else BEGIN if place == 0 else END if place == last else INTERNAL
            found.append(model.senones(names[place], names[place + 2], position))
    return np.stack(found)


def _with_differences(cepstra: Floats) -> Floats:
    """Without their mean, with first and second differences as PocketSphinx's `1s_c_d_dd` makes them."""
    heard = cepstra[cepstra[:, 0] >= 0]
    cepstra = cepstra - (heard if len(heard) else cepstra).mean(axis=0)
    padded = np.pad(cepstra, ((3, 3), (0, 0)), mode="edge")
    n = len(cepstra)
    first = padded[5 : n + 5] - padded[1 : n + 1]
    second = (padded[6 : n + 6] - padded[2 : n + 2]) - (padded[4 : n + 4] - padded[0:n])
    return np.asarray(np.concatenate([cepstra, first, second], axis=1), np.float32)
