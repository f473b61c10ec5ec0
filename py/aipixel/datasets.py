"""Four small sets of examples to learn from, each `(X, y, meta)`.

X is (N, 2) in [0, 1], y (N,) of 0 and 1; `meta` holds `name`, `description`, `feature_names`
(two) and `class_names` (of 0 and of 1). The points are the same on every call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
Rule = Callable[[Floats], Floats]

POINTS = 60
CORNER_POINTS = 20


class Meta(TypedDict):
    """What a set of examples is about."""

    name: str
    description: str
    feature_names: list[str]
    class_names: list[str]


Dataset = tuple[Floats, Labels, Meta]


def umbrella() -> Dataset:
    """Rain chance (0 to 100%) and wind (0 to 50 mph): bring an umbrella?"""
    meta = Meta(
        name="Umbrella",
        description="Should you bring an umbrella?",
        feature_names=["Rain chance", "Wind speed"],
        class_names=["Leave it", "Bring umbrella"],
    )
    return *_both_sides(11, lambda X: X @ [1.0, 0.4] - 0.7), meta


def sunscreen() -> Dataset:
    """UV index (0 to 11) and hours outside (0 to 8): wear sunscreen?"""
    meta = Meta(
        name="Sunscreen",
        description="Should you wear sunscreen?",
        feature_names=["UV index", "Hours outside"],
        class_names=["Skip it", "Wear sunscreen"],
    )
    return *_both_sides(12, lambda X: X @ [0.9, 0.7] - 0.75), meta


def escalate() -> Dataset:
    """A support ticket's sentiment (0 is angry) and severity: escalate it?"""
    meta = Meta(
        name="Escalate",
        description="Should this support ticket be escalated?",
        feature_names=["Sentiment", "Severity"],
        class_names=["Handle normally", "Escalate"],
    )
    return *_both_sides(13, lambda X: X @ [-0.8, 1.0] - 0.1), meta


def xor() -> Dataset:
    """Points in four corners, a class in each diagonal pair: no straight line parts them."""
    random = np.random.default_rng(15)
    corners = np.array([(0.2, 0.2), (0.8, 0.8), (0.2, 0.8), (0.8, 0.2)])
    X = np.repeat(corners, CORNER_POINTS, axis=0)
    X += random.uniform(-0.16, 0.16, X.shape)
    y = np.repeat([0, 0, 1, 1], CORNER_POINTS)
    order = random.permutation(len(y))
    meta = Meta(
        name="XOR",
        description="Is exactly one of the two high? One pixel cannot tell.",
        feature_names=["First", "Second"],
        class_names=["Both or neither", "Just one"],
    )
    return X[order], y[order], meta


def _both_sides(seed: int, rule: Rule, gap: float = 0.06) -> tuple[Floats, Labels]:
    """As many points where `rule` is above the gap as where it is below."""
    random = np.random.default_rng(seed)
    sides: list[list[Floats]] = [[], []]
    while min(len(side) for side in sides) < POINTS // 2:
        point = random.uniform(0, 1, 2)
        height = float(rule(point))
        if abs(height) > gap:
            sides[height > 0].append(point)
    X = np.array([*sides[0][: POINTS // 2], *sides[1][: POINTS // 2]])
    y = np.repeat([0, 1], POINTS // 2)
    order = random.permutation(POINTS)
    return X[order], y[order]
