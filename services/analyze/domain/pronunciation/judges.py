"""Everything learned that pronunciation needs, and what it says of a sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.analyze.domain.pronunciation.evidence import Evidence
from services.analyze.domain.pronunciation.learned import Network, Trees, log_softmax
from services.analyze.domain.pronunciation.phone_features import SOFTNESS, Segments, phone_features
from services.analyze.domain.pronunciation.phones import SILENCE_INDEX
from services.analyze.domain.pronunciation.spectrum import trajectories
from services.analyze.domain.pronunciation.spelling import Spelling
from services.analyze.domain.pronunciation.word_features import sentence_features, word_features

Floats = NDArray[np.float32]

SCALES = ("accuracy", "fluency", "prosodic", "total")
"""On which the experts of the corpus judged sentences, 0 to 10."""
BEST_PHONE, BEST_WORD = 2.0, 10.0


@dataclass(frozen=True, eq=False)
class Blend:
    """A weighted mean of judges. Trees were grown on the first of the columns and see no others."""

    members: Sequence[tuple[float, Trees | Network]]

    def __call__(self, inputs: Floats) -> Floats:
        return np.asarray(
            sum(weight * judge(inputs).reshape(-1) for weight, judge in self.members), np.float32
        )


@dataclass(frozen=True, eq=False)
class Judges:
    frames: Sequence[Network]
    phones: Blend
    words: Blend
    sentences: Mapping[str, Blend]
    spelling: Spelling
    # Words that are scored below this are shown as mispronounced; below the second, as a hint.
    mispronounced_below: float
    doubtful_below: float


@dataclass(frozen=True, eq=False)
class Judgement:
    """What is thought of a sentence."""

    # 0 to 2 for each phone, 0 to 10 for each word and each of SCALES: as the experts' labels.
    phones: Floats
    words: Floats
    scales: Mapping[str, float]
    # How much each phone sounds like each of the 39, [phone, 39].
    heard: Floats


def judge(evidence: Evidence, judges: Judges) -> Judgement:
    logs = frame_logs(evidence, judges.frames)
    own, vectors = phone_features(evidence, logs)
    phones = np.clip(judges.phones(np.concatenate([own, vectors], axis=1)), 0, BEST_PHONE)
    words = np.clip(judges.words(word_features(evidence, own, phones)), 0, BEST_WORD)
    whole = sentence_features(evidence, own, phones, words)[None]
    scales = {name: float(np.clip(judges.sentences[name](whole)[0], 0, BEST_WORD)) for name in SCALES}
    return Judgement(phones, words, scales, _heard(evidence, logs))


def frame_logs(evidence: Evidence, networks: Sequence[Network]) -> Floats:
    """Log probabilities of the phones, [frame, 40], as of the vocal tract that makes them clearest."""
    tracts = [trajectories(levels) for levels in (evidence.levels, *evidence.warped)]
    clearest = max(tracts, key=lambda tract: _clearness(evidence, log_softmax(networks[0](tract))))
    return np.asarray(np.mean([log_softmax(network(clearest)) for network in networks], axis=0), np.float32)


def _clearness(evidence: Evidence, logs: Floats) -> float:
    """Of what was said; the first of equals wins, which is the speaker's own."""
    return float(logs[evidence.words[0].start : evidence.words[-1].end].max(axis=1).mean())


def _heard(evidence: Evidence, logs: Floats) -> Floats:
    """What the network and the mixtures hear in each phone's place, half of each."""
    network = Segments(evidence).mean(np.exp(logs))[:, :SILENCE_INDEX]
    mixtures = np.exp(log_softmax(SOFTNESS * evidence.competitors.mean(axis=1)))
    return np.asarray((network / network.sum(axis=1, keepdims=True) + mixtures) / 2, np.float32)
