"""What was learned, evaluated: networks, trees and lines as plain arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Network:
    """Layers with rectified linear units between them; the inputs are standardised first."""

    mean: Floats
    scale: Floats
    weights: Sequence[Floats]
    biases: Sequence[Floats]

    def __call__(self, inputs: Floats) -> Floats:
        values = np.clip((inputs - self.mean) * self.scale, -8, 8)
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            values = np.maximum(values @ weight + bias, 0)
        return np.asarray(values @ self.weights[-1] + self.biases[-1], np.float32)


@dataclass(frozen=True, eq=False)
class Trees:
    """Boosted regression trees: node 0 of each is its root, a leaf is its own child."""

    # Where each tree's nodes begin.
    roots: Integers
    feature: Integers
    threshold: Floats
    left: Integers
    right: Integers
    value: Floats
    baseline: float
    depth: int

    def __call__(self, inputs: Floats) -> Floats:
        """The rows go down all trees at once, a level at a time."""
        rows = np.arange(len(inputs))[:, None]
        nodes = np.broadcast_to(self.roots, (len(inputs), len(self.roots)))
        for _ in range(self.depth):
            goes_left = inputs[rows, self.feature[nodes]] <= self.threshold[nodes]
            nodes = np.where(goes_left, self.left[nodes], self.right[nodes])
        return np.asarray(self.baseline + self.value[nodes].sum(axis=1), np.float32)


def log_softmax(values: Floats) -> Floats:
    shifted = values - values.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), np.float32)
