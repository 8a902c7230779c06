"""Networks that tell phones apart in frames, learned from what the experts heard as well said."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from services.analyze.domain.pronunciation.learned import Network
from services.analyze.domain.pronunciation.phones import PHONE_INDEX, SILENCE_INDEX
from services.analyze.domain.pronunciation.spectrum import trajectories
from training.examples import Example
from training.network import Training

Floats = NDArray[np.float32]

HIDDEN = (400, 160)
EPOCHS = 9
WELL_SAID = 1.6
"""Of 2: the experts' mean from which a phone's frames show how it sounds."""
SHARE, SILENT_SHARE = 0.6, 0.2
"""Of the frames, looked at in each epoch: neighbours say nearly the same, and silence is easy."""
_NEITHER = -1


def frame_network(examples: Sequence[Example], seed: int) -> Network:
    """Each epoch hears every sentence as of one vocal tract, drawn anew."""
    random = np.random.default_rng(seed)
    targets = [frame_targets(example) for example in examples]
    training: Training | None = None
    for epoch in range(EPOCHS):
        inputs, wanted = _drawn(examples, targets, random)
        training = training or Training(inputs, [*HIDDEN, SILENCE_INDEX + 1], seed=seed)
        training.epoch(inputs, wanted, (epoch / EPOCHS, (epoch + 1) / EPOCHS))
    assert training is not None
    return training.network()


def held_out_networks(
    examples: Sequence[Example], fold: Mapping[str, int], say: Callable[[str], object]
) -> list[Network]:
    """For each fold the network that has heard none of its speakers."""
    networks = []
    for number in sorted(set(fold.values())):
        others = [example for example in examples if fold[example.sentence.speaker] != number]
        networks.append(frame_network(others, seed=number))
        say(f"frame network {number + 1} is trained\n")
    return networks


def frame_targets(example: Example) -> NDArray[np.int64]:
    """The phone of each frame; silence outside of words; neither where the experts heard something else."""
    words = example.evidence.words
    targets = np.full(example.evidence.frames, SILENCE_INDEX)
    labels = iter(example.phone_labels.tolist())
    for word in words:
        for phone in word.phones:
            badly = next(labels) < WELL_SAID
            targets[phone.start : phone.end] = _NEITHER if badly else PHONE_INDEX[phone.phone]
    return targets


def _drawn(
    examples: Sequence[Example], targets: Sequence[NDArray[np.int64]], random: np.random.Generator
) -> tuple[Floats, NDArray[np.int64]]:
    inputs, wanted = [], []
    for example, target in zip(examples, targets, strict=True):
        share = np.where(target == SILENCE_INDEX, SILENT_SHARE, SHARE)
        chosen = (target != _NEITHER) & (random.random(len(target)) < share)
        tracts = (example.evidence.levels, *example.evidence.warped)
        inputs.append(trajectories(tracts[random.integers(len(tracts))])[chosen])
        wanted.append(target[chosen])
    return np.concatenate(inputs), np.concatenate(wanted)
