"""Which features tell two classes apart best: greedy forward selection with the pixel itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aipixel.neuron.encoding import MOST_INPUTS, Floats
from aipixel.neuron.features import Features
from aipixel.neuron.learning import SPREAD
from aipixel.neuron.model import PixelModel

MOST_CANDIDATES = 30  # columns that are tried; of more, those that correlate most with the class
MOST_ROWS = 150  # of each class
EPOCHS = 1000


def best_features(X: Floats, y: NDArray[np.int64]) -> list[int]:
    """Three columns of X (N, columns), in the file's order.

    The column whose trained pixel has the lowest loss; then the one that lowers it most beside
    it; then a third. No value may be missing; of many rows, `sample` draws some.
    """
    candidates = _most_correlated(X, y)
    chosen: list[int] = []
    while len(chosen) < MOST_INPUTS:
        rest = [index for index in candidates if index not in chosen]
        chosen.append(min(rest, key=lambda index: _loss(X[:, [*chosen, index]], y)))
    return sorted(chosen)


def sample(y: NDArray[np.int64]) -> NDArray[np.int64]:
    """Up to 150 row numbers of each class, the same on every call."""
    random = np.random.default_rng(0)
    drawn = [random.permutation(np.flatnonzero(y == index))[:MOST_ROWS] for index in (0, 1)]
    return np.sort(np.concatenate(drawn))


def _most_correlated(X: Floats, y: NDArray[np.int64]) -> list[int]:
    if X.shape[1] <= MOST_CANDIDATES:
        return list(range(X.shape[1]))
    centred, target = X - X.mean(axis=0), y - y.mean()
    length = np.sqrt((centred * centred).sum(axis=0))
    strength = np.abs(target @ centred) / np.where(length > 0, length, 1.0)
    best: list[int] = np.argsort(-strength, kind="stable")[:MOST_CANDIDATES].tolist()
    return best


def _loss(X: Floats, y: NDArray[np.int64]) -> float:
    described = Features.of(X).standardised(X, SPREAD)
    model = PixelModel(X.shape[1]).train(X, y, EPOCHS, features=described)
    loss: float = model.quantization_report()["pixel"]["loss"]
    return loss
