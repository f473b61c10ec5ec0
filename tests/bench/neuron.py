"""Milliseconds to train one pixel on 60 points for 2,000 epochs, beside the plain algorithm.

The plain algorithm is the one that a tutorial writes: a loop that computes loss, gradient, clip
and the encoded pixel in every epoch. Ours also searches the pixel's neighbours; it runs once for
all 2,000 epochs, and once as it comes, stopping when the pixel has settled. Every variant takes
its turn in each round. Ratios are to the plain algorithm; losses are of the pixels made.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from aipixel import PixelModel
from aipixel.datasets import escalate, sunscreen, umbrella
from aipixel.neuron.encoding import Layout, to_weights
from aipixel.neuron.network import losses
from harness import report, summary

ROUNDS = 15
EPOCHS = 2000
RATE = 1.0
MOST_TIME = 0.5  # of the plain algorithm's
SETS = {"umbrella": umbrella, "sunscreen": sunscreen, "escalate": escalate}

Points = tuple[Any, Any]
Variant = Callable[[Points], tuple[int, ...]]  # returns the pixel


def plain(points: Points) -> tuple[int, ...]:
    X, y = points
    ones = np.column_stack([X, np.ones(len(X))])
    parameters = np.zeros(ones.shape[1])
    history = []
    for _ in range(EPOCHS):
        chance = 1 / (1 + np.exp(-(ones @ parameters)))
        history.append(-np.mean(y * np.log(chance) + (1 - y) * np.log(1 - chance)))
        gradient = ones.T @ (chance - y) / len(y)
        parameters = np.clip(parameters - RATE * gradient, -4, 4)
        pixel = np.rint((parameters + 4) / 8 * 255).astype(np.uint8)
    return tuple(pixel.tolist())


def whole(points: Points) -> tuple[int, ...]:
    return PixelModel().train(*points, EPOCHS, RATE, stop_early=False).to_pixel()


def as_it_comes(points: Points) -> tuple[int, ...]:
    return PixelModel().train(*points, EPOCHS, RATE).to_pixel()


VARIANTS: dict[str, Variant] = {
    "plain": plain,
    "aipixel, all epochs": whole,
    "aipixel, stops when settled": as_it_comes,
}


def measure(points: Points) -> dict[str, tuple[list[float], float]]:
    """Of each variant the milliseconds of every round, and the loss of its pixel."""
    samples: dict[str, list[float]] = {name: [] for name in VARIANTS}
    found = {}
    for number in range(-1, ROUNDS):  # the first round warms up
        for name, train in VARIANTS.items():
            began = time.perf_counter()
            pixel = train(points)
            milliseconds = (time.perf_counter() - began) * 1000
            if number >= 0:
                samples[name].append(milliseconds)
            found[name] = float(losses(Layout(2), to_weights([pixel]), *points)[0])
    return {name: (samples[name], found[name]) for name in VARIANTS}


def main() -> int:
    """Measure and report; 1 where ours takes longer than half of plain, or has a higher loss."""
    rows, failed = [], False
    for name, make in SETS.items():
        X, y, _ = make()
        measured = measure((X, y.astype(np.float64)))
        times, plain_loss = measured["plain"]
        base = summary(times)["median"]
        for variant, (values, loss) in measured.items():
            found = summary(values)
            ratio = found["median"] / base
            rows.append(
                (name, variant, found["median"], found["min"], found["max"], ratio, f"{loss:.6f}")
            )
            if variant != "plain":
                failed |= ratio > MOST_TIME or loss > plain_loss + 1e-12
    report("neuron", ("points", "variant", "ms", "least", "most", "ratio", "loss"), rows)
    if failed:
        print(f"aipixel took more than {MOST_TIME:.0%} of the time, or has a higher loss")
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
