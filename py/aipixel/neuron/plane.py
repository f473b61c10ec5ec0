"""A model seen over the square of its first two inputs, each from 0 to 1, the second upwards.

With one input the square's height means nothing; a third input is held at a value of its own.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from aipixel.neuron.encoding import Bytes, Floats, Layout
from aipixel.neuron.network import layers_of

Segment = tuple[float, float, float, float]  # x, y of one end, x, y of the other
Grid = NDArray[np.float32]

MOST_TICKS = 6


def probability_bytes(
    layout: Layout, parameters: Floats, width: int, height: int, third: float = 0.5
) -> Bytes:
    """(height, width): the probability of class 1, 0 to 255, at the middle of each place.

    parameters (P,). The first row is the square's upper edge. No neuron needs an exponential for
    each place: exp(ax + by + c) is exp(ax + c) times exp(by).
    """
    x, y = _middles(width), _middles(height)[::-1]
    neurons = _on_the_plane(layout, parameters, third)
    if not layout.hidden:
        chance = _sigmoids(neurons[0], x, y)
    else:
        output = layers_of(layout, parameters[None]).output[0].astype(np.float32)
        z = np.full((height, width), output[-1] - output[:-1].sum(), dtype=np.float32)
        for neuron, weight in zip(neurons, output[:-1], strict=True):
            active = _sigmoids(2 * neuron, x, y)  # tanh(z) = 2 sigmoid(2 z) - 1
            active *= 2 * weight
            z += active
        chance = _sigmoid(z)
    chance *= 255
    chance += 0.5
    return chance.astype(np.uint8)


def zero_lines(layout: Layout, parameters: Floats, third: float = 0.5) -> list[Segment | None]:
    """Where each neuron's sum is 0, inside the square: of the neuron, or of every hidden one.

    A single neuron's is its decision boundary. None where the line misses the square.
    """
    return [_clipped(*neuron) for neuron in _on_the_plane(layout, parameters, third).tolist()]


def ticks(low: float, high: float) -> list[tuple[float, str]]:
    """Round values from low to high, at most 6: each its place from 0 to 1, and its text."""
    span = high - low
    if not 0 < span < math.inf:
        return [(0.0, f"{low:g}")]
    power = 10.0 ** math.floor(math.log10(span / MOST_TICKS))
    step = next(s * power for s in (1, 2, 2.5, 5, 10, 20) if span / (s * power) < MOST_TICKS)
    numbers = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    return [((n * step - low) / span, f"{n * step:.6g}") for n in numbers]


def _middles(count: int) -> Grid:
    """(count,): of equal places along a side, from 0 to 1."""
    return ((np.arange(count) + 0.5) / count).astype(np.float32)


def _on_the_plane(layout: Layout, parameters: Floats, third: float) -> Floats:
    """(neurons, 3): weights of x and y, and what does not depend on them."""
    layers = layers_of(layout, parameters[None])
    rows = layers.hidden[0] if layout.hidden else layers.output
    result = np.zeros((len(rows), 3))
    seen = min(layout.n_inputs, 2)
    result[:, :seen] = rows[:, :seen]
    result[:, 2] = rows[:, -1]
    if layout.n_inputs > 2:
        result[:, 2] += third * rows[:, 2]
    return result


def _sigmoids(neuron: Floats, x: Grid, y: Grid) -> Grid:
    """(len(y), len(x)): a neuron's sigmoid everywhere."""
    a, b, c = neuron.astype(np.float32)
    result: Grid = np.outer(np.exp(-b * y), np.exp(-a * x - c))
    result += 1
    return np.reciprocal(result, out=result)


def _sigmoid(z: Grid) -> Grid:
    np.negative(z, out=z)
    np.exp(z, out=z)
    z += 1
    return np.reciprocal(z, out=z)


def _clipped(a: float, b: float, c: float) -> Segment | None:
    """The part of ax + by + c = 0 that is in the square."""
    ends = []
    if b:
        ends += [(x, -(a * x + c) / b) for x in (0.0, 1.0)]
    if a:
        ends += [(-(b * y + c) / a, y) for y in (0.0, 1.0)]
    inside = sorted({end for end in ends if 0 <= end[0] <= 1 and 0 <= end[1] <= 1})
    return (*inside[0], *inside[-1]) if len(inside) > 1 else None
