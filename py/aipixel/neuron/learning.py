"""From points to a pixel: gradient descent, then the search for the best pixel near its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from aipixel.neuron.encoding import Bytes, Floats, Layout, to_bytes, to_weights
from aipixel.neuron.features import Features, fills_unit_range
from aipixel.neuron.lattice import best_pixel
from aipixel.neuron.network import logits, losses
from aipixel.neuron.training import OnBlock, Run, gradient_descent

SPREAD = 0.5  # standard deviations from the mean to either end of a range that training chooses
RANGES = 16  # ranges that training tries at most, each narrower than the last, to half of SPREAD
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
    def is_as_right_as_rounded(self) -> bool:
        return self.scores["pixel"]["accuracy"] >= self.scores["rounded"]["accuracy"]


def learn(
    layout: Layout,
    X: Floats,
    y: Floats,
    ranges: Iterable[Features | None],
    *,
    epochs: int,
    learning_rate: float,
    seed: int,
    patience: int,
    on_block: OnBlock | None,
    on_step: OnStep | None,
) -> Learned:
    """Learn from X (N, n_inputs) in own units and y (N,) of 0 and 1.

    `ranges` are tried in turn until the pixel gets no fewer points right than mere rounding would.
    The rest is as in `gradient_descent` and `PixelModel.train`.
    """
    steps = _Steps(on_step)
    tried: list[Learned] = []
    for features in ranges:
        run = gradient_descent(
            layout,
            features.scale(X) if features else X,
            y,
            epochs=epochs,
            learning_rate=learning_rate,
            seed=seed,
            patience=patience,
            on_block=on_block,
            on_epoch=steps.epoch,
        )
        rounded = to_bytes(run.parameters[-1])
        pixel = best_pixel(layout, rounded, run.X, y, steps.pixel)
        parameters = np.array([run.parameters[-1], to_weights(rounded), to_weights(pixel)])
        tried.append(Learned(features, run, pixel, _scores(layout, parameters, run.X, y)))
        work = len(y) * sum(len(each.run.parameters) for each in tried)
        if layout.hidden or tried[-1].is_as_right_as_rounded or steps.ended or work > MOST_WORK:
            break
    return max(
        tried, key=lambda each: (each.is_as_right_as_rounded, each.scores["pixel"]["accuracy"])
    )


def ranges_to_try(
    X: Floats, class_names: tuple[str, str], given: Features | None, fit_ranges: bool
) -> Iterator[Features | None]:
    """What the inputs may mean, in the order to try it; own units alone leave a choice."""
    if given and not fit_ranges:
        yield given
        return
    described = given or Features.of(X, class_names=class_names)
    as_they_are = not fit_ranges and X.min() >= 0 and X.max() <= 1
    if as_they_are or fills_unit_range(X):
        unnamed = not given and class_names == ("0", "1")
        yield None if unnamed else described.on_unit_range()
    else:
        for step in range(RANGES):
            yield described.standardised(X, SPREAD * (1 - step / (2 * RANGES)))


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
