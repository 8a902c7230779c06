"""A small feed-forward network trained in numpy: the same seed gives the same network."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.analyze.domain.pronunciation.learned import Network, log_softmax

Floats = NDArray[np.float32]
BATCH = 512
RATE = 1.5e-3
MOMENTS = (0.9, 0.999)


class Training:
    """Adam with a rate that falls to nothing, dropout on the hidden layers, weight decay."""

    def __init__(
        self, inputs: Floats, sizes: Sequence[int], *, seed: int, dropout: float = 0.1, decay: float = 1e-5
    ) -> None:
        self._random = np.random.default_rng(seed)
        self._dropout = dropout
        self._decay = decay
        self._mean = inputs.mean(axis=0, dtype=np.float64).astype(np.float32)
        self._scale = (1 / np.maximum(inputs.std(axis=0, dtype=np.float64), 1e-3)).astype(np.float32)
        ends = list(zip((inputs.shape[1], *sizes[:-1]), sizes, strict=True))
        self._weights = [self._initial(a, b) for a, b in ends]
        self._biases = [np.zeros(b, np.float32) for _, b in ends]
        self._moments = [[np.zeros_like(p), np.zeros_like(p)] for p in self._parameters]
        self._steps = 0

    @property
    def _parameters(self) -> list[Floats]:
        return [*self._weights, *self._biases]

    def epoch(self, inputs: Floats, targets: NDArray[np.generic], progress: tuple[float, float]) -> None:
        """Once over the rows in a new order; `progress` is the share of the training before and after."""
        order = self._random.permutation(len(inputs))
        batches = range(0, len(order), BATCH)
        for number, start in enumerate(batches):
            done = progress[0] + (progress[1] - progress[0]) * number / len(batches)
            rows = order[start : start + BATCH]
            values = np.clip((inputs[rows].astype(np.float32) - self._mean) * self._scale, -8, 8)
            self._step(values, targets[rows], RATE * (1 - done))

    def network(self) -> Network:
        return Network(self._mean, self._scale, tuple(self._weights), tuple(self._biases))

    def _initial(self, inputs: int, outputs: int) -> Floats:
        return self._random.normal(0, np.sqrt(2 / inputs), (inputs, outputs)).astype(np.float32)

    def _step(self, values: Floats, targets: NDArray[np.generic], rate: float) -> None:
        layers, masks = [values], []
        for weight, bias in zip(self._weights[:-1], self._biases[:-1], strict=True):
            values = values @ weight + bias
            mask = (values > 0) & (self._random.random(values.shape, np.float32) >= self._dropout)
            values = values * mask / (1 - self._dropout)
            layers.append(values)
            masks.append(mask)
        error = _slope(values @ self._weights[-1] + self._biases[-1], targets)
        slopes_w: list[Floats] = []
        slopes_b: list[Floats] = []
        for depth in reversed(range(len(self._weights))):
            slopes_w.insert(0, layers[depth].T @ error + self._decay * self._weights[depth])
            slopes_b.insert(0, error.sum(axis=0))
            if depth:
                error = (error @ self._weights[depth].T) * masks[depth - 1] / (1 - self._dropout)
        self._adam([*slopes_w, *slopes_b], rate)

    def _adam(self, slopes: Sequence[Floats], rate: float) -> None:
        self._steps += 1
        first, second = MOMENTS
        corrected = rate * np.sqrt(1 - second**self._steps) / (1 - first**self._steps)
        for parameter, slope, moment in zip(self._parameters, slopes, self._moments, strict=True):
            moment[0] += (1 - first) * (slope - moment[0])
            moment[1] += (1 - second) * (slope * slope - moment[1])
            step = np.float32(corrected) * moment[0] / (np.sqrt(moment[1]) + 1e-8)
            parameter[...] = parameter - step


def _slope(outputs: Floats, targets: NDArray[np.generic]) -> Floats:
    """Of the mean cross entropy for whole targets, else of the mean squared error."""
    if np.issubdtype(targets.dtype, np.integer):
        error = np.exp(log_softmax(outputs))
        error[np.arange(len(targets)), targets] -= 1
    else:
        error = outputs - targets.astype(np.float32).reshape(outputs.shape)
    return np.asarray(error / len(outputs), np.float32)
