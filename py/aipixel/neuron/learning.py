"""From points to a pixel: gradient descent, then the search for the best pixel near its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from aipixel.neuron.encoding import LIMIT, Bytes, Floats, Layout, to_bytes, to_weights
from aipixel.neuron.features import Features, fills_unit_range
from aipixel.neuron.lattice import best_pixel
from aipixel.neuron.network import logits, losses
from aipixel.neuron.training import OnBlock, Run, gradient_descent

SPREAD = 0.5  # standard deviations from the mean to either end of a range that training chooses
RANGES = 16  # ranges that training tries at most, each narrower than the last, to half of SPREAD
FREER = (SPREAD, SPREAD / 2, SPREAD / 4)  # spreads that are tried where weights end at their limit
GAIN = 0.02  # of the rows, which one of these must get right more than the usual range
MOST_WORK = 200_000_000  # rows times epochs, after which no other range is tried

OnStep = Callable[[str, int], bool]
Scores = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Learned:
    """What a training found; `loss` and `accuracy` of `float`, `rounded` and `pixel`."""

    features: Features | None
    run: Run
    pixel: Bytes  # (P,)
    scores: Scores

    @property
    def accuracy(self) -> float:
        return self.scores["pixel"]["accuracy"]

    @property
    def is_as_right_as_rounded(self) -> bool:
        return self.accuracy >= self.scores["rounded"]["accuracy"]

    @property
    def is_held_back(self) -> bool:
        """Whether a weight ended at its limit."""
        return bool((np.abs(self.run.parameters[-1]) == LIMIT).any())


@dataclass(frozen=True)
class Ranges:
    """What inputs may mean.

    usual: in the order to try it, until the pixel gets no fewer points right than mere rounding
    would. free: what other ranges can be made of, where there is a choice.
    """

    usual: Sequence[Features | None]
    free: Features | None = None

    @classmethod
    def of(
        cls, X: Floats, class_names: tuple[str, str], given: Features | None, fit_ranges: bool
    ) -> Ranges:
        """Of X (N, n_inputs), of which own units alone leave a choice."""
        if given and not fit_ranges:
            return cls([given])
        described = given or Features.of(X, class_names=class_names)
        unnamed = not given and class_names == ("0", "1")
        as_they_are = None if unnamed else described.on_unit_range()
        if not fit_ranges and X.min() >= 0 and X.max() <= 1:
            return cls([as_they_are])
        if fills_unit_range(X):
            return cls([as_they_are], described)
        spreads = [SPREAD * (1 - step / (2 * RANGES)) for step in range(RANGES)]
        return cls([described.standardised(X, spread) for spread in spreads], described)


def learn(
    layout: Layout,
    X: Floats,
    y: Floats,
    ranges: Ranges,
    *,
    epochs: int,
    learning_rate: float,
    seed: int,
    patience: int,
    on_block: OnBlock | None,
    on_step: OnStep | None,
) -> Learned:
    """Learn from X (N, n_inputs) in own units and y (N,) of 0 and 1.

    The rest is as in `gradient_descent` and `PixelModel.train`.
    """
    steps = _Steps(on_step)
    work = 0

    def learned(features: Features | None, rate: float = 1.0) -> Learned:
        nonlocal work
        run = gradient_descent(
            layout,
            features.scale(X) if features else X,
            y,
            epochs=epochs,
            learning_rate=learning_rate * rate,
            seed=seed,
            patience=patience,
            on_block=on_block,
            on_epoch=steps.epoch,
        )
        rounded = to_bytes(run.parameters[-1])
        pixel = best_pixel(layout, rounded, run.X, y, steps.pixel)
        parameters = np.array([run.parameters[-1], to_weights(rounded), to_weights(pixel)])
        work += len(y) * len(run.parameters)
        return Learned(features, run, pixel, _scores(layout, parameters, run.X, y))

    def goes_on() -> bool:
        return not layout.hidden and not steps.ended and work <= MOST_WORK

    best = learned(ranges.usual[0])
    for features in ranges.usual[1:]:
        if best.is_as_right_as_rounded or not goes_on():
            break
        best = learned(features)
    if ranges.free is None or layout.hidden or not best.is_held_back:
        return best
    zero = best_cut(best, X, y)
    for spread in FREER:
        if zero is None or best.accuracy > 1 - GAIN or not goes_on():
            break
        features = ranges.free.standardised(X, spread, zero)
        freer = learned(features, (spread / SPREAD) ** 2)
        if freer.is_as_right_as_rounded and freer.accuracy > best.accuracy + GAIN:
            best = freer
    return best


def best_cut(learned: Learned, X: Floats, y: Floats) -> Floats | None:
    """(n_inputs,) in own units: a point on the line that gets most of X (N, n_inputs) right, of
    those that run as the learned one does. None where it has no direction.

    A range that begins there needs no bias, which is bounded as the weights are.
    """
    features = learned.features
    span = np.subtract(features.high, features.low) if features else np.ones(X.shape[1])
    mean, deviation = X.mean(axis=0), X.std(axis=0)
    span = np.where(span > 0, span, 1.0)  # of a constant feature, which deviates by nothing
    direction = learned.run.parameters[-1][:-1] / span * deviation
    length = direction @ direction
    with np.errstate(invalid="ignore", over="ignore"):
        heights = (X - mean) / np.where(deviation > 0, deviation, 1.0) @ direction
    if not length > 0 or not np.isfinite(heights).all():
        return None
    order = np.argsort(heights)
    heights, ones = heights[order], y[order]
    right = np.cumsum(1 - ones) + ones.sum() - np.cumsum(ones)  # with the line behind each point
    right[:-1][heights[:-1] == heights[1:]] = -1
    place = int(right[:-1].argmax())
    middle = (heights[place] + heights[place + 1]) / 2
    cut: Floats = mean + deviation * direction * (middle / length)
    return cut


class _Steps:
    """Tells `on_step` of every epoch and every look at pixels, until it has had enough."""

    def __init__(self, on_step: OnStep | None) -> None:
        self._on_step = on_step
        self.ended = False

    def epoch(self, number: int) -> bool:
        return self._tell("epoch", number)

    def pixel(self, count: int) -> bool:
        return self._tell("pixel", count)

    def _tell(self, what: str, count: int) -> bool:
        if self._on_step and not self.ended:
            self.ended = self._on_step(what, count)
        return self.ended


def _scores(layout: Layout, models: Floats, X: Floats, y: Floats) -> Scores:
    found = losses(layout, models, X, y)
    right = ((logits(layout, models, X) >= 0) == y).mean(axis=1)
    names = ("float", "rounded", "pixel")
    return {
        name: {"loss": float(loss), "accuracy": float(accuracy)}
        for name, loss, accuracy in zip(names, found, right, strict=True)
    }
