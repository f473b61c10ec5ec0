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
FREER = (SPREAD, SPREAD / 2, SPREAD / 4)  # tried where weights end at their limit
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
    would. freer: narrower ranges, in which the same weights are steeper; each with what to multiply
    the learning rate by.
    """

    usual: Sequence[Features | None]
    freer: Sequence[tuple[Features, float]] = ()

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
        freer = [(described.standardised(X, s), (s / SPREAD) ** 2) for s in FREER]
        if fills_unit_range(X):
            return cls([as_they_are], freer)
        spreads = [SPREAD * (1 - step / (2 * RANGES)) for step in range(RANGES)]
        return cls([described.standardised(X, spread) for spread in spreads], freer[1:])


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
    for features, rate in ranges.freer:
        if not best.is_held_back or best.accuracy > 1 - GAIN or not goes_on():
            break
        freer = learned(features, rate)
        if freer.is_as_right_as_rounded and freer.accuracy > best.accuracy + GAIN:
            best = freer
    return best


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
