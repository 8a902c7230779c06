"""Regressions of scikit-learn as the plain arrays that the product evaluates."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import Ridge
from sklearn.preprocessing import StandardScaler

from services.analyze.domain.pronunciation.learned import Network, Trees
from training.network import Training

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Forest:
    """Boosted trees on the first `columns` of the inputs, or on all."""

    trees: int
    leaves: int
    in_leaf: int = 40
    columns: int | None = None

    def fit(self, inputs: Floats, targets: Floats) -> Trees:
        grown = HistGradientBoostingRegressor(
            max_iter=self.trees,
            learning_rate=0.04,
            max_leaf_nodes=self.leaves,
            min_samples_leaf=self.in_leaf,
            l2_regularization=5.0,
            max_features=0.3,
            early_stopping=False,
            random_state=0,
        )
        grown.fit(inputs[:, : self.columns], targets)
        return _trees(grown)


@dataclass(frozen=True)
class Line:
    """Ridge regression on standardised inputs."""

    penalty: float

    def fit(self, inputs: Floats, targets: Floats) -> Network:
        scaler = StandardScaler().fit(inputs)
        fitted = Ridge(self.penalty).fit(scaler.transform(inputs), targets)
        scale = 1 / np.maximum(scaler.scale_, 1e-6)
        weights = fitted.coef_.reshape(-1, 1).astype(np.float32)
        bias = np.array([fitted.intercept_], np.float32)
        return Network(scaler.mean_.astype(np.float32), scale.astype(np.float32), (weights,), (bias,))


@dataclass(frozen=True)
class Net:
    """A small network."""

    hidden: tuple[int, ...]
    epochs: int
    dropout: float = 0.5
    decay: float = 3e-3
    seed: int = 0

    def fit(self, inputs: Floats, targets: Floats) -> Network:
        training = Training(inputs, [*self.hidden, 1], seed=self.seed, dropout=self.dropout, decay=self.decay)
        mean, deviation = float(targets.mean()), float(targets.std())
        normal = ((targets - mean) / deviation).astype(np.float32)[:, None]
        for epoch in range(self.epochs):
            training.epoch(inputs, normal, (epoch / self.epochs, (epoch + 1) / self.epochs))
        network = training.network()
        last = (network.weights[-1] * deviation, network.biases[-1] * deviation + mean)
        return Network(
            network.mean,
            network.scale,
            (*network.weights[:-1], last[0].astype(np.float32)),
            (*network.biases[:-1], last[1].astype(np.float32)),
        )


def _trees(grown: HistGradientBoostingRegressor) -> Trees:
    """All trees in one table; the leaves point at themselves."""
    tables = [predictor[0].nodes for predictor in grown._predictors]
    begins = np.cumsum([0, *(len(table) for table in tables[:-1])])
    nodes = np.concatenate(tables)
    begin = np.repeat(begins, [len(table) for table in tables])
    itself = np.arange(len(nodes))
    leaf = nodes["is_leaf"].astype(bool)
    return Trees(
        roots=begins.astype(np.int32),
        feature=np.where(leaf, 0, nodes["feature_idx"]).astype(np.int32),
        threshold=np.where(leaf, 0, nodes["num_threshold"]).astype(np.float32),
        left=np.where(leaf, itself, begin + nodes["left"]).astype(np.int32),
        right=np.where(leaf, itself, begin + nodes["right"]).astype(np.int32),
        value=np.where(leaf, nodes["value"], 0).astype(np.float32),
        baseline=float(np.ravel(grown._baseline_prediction)[0]),
        depth=int(nodes["depth"].max()),
    )
