"""Gradient descent inside the box [-4, 4], as projected gradient descent: each step, then a clip.

A single neuron's loss is convex, so plain gradient descent from zero finds its optimum. A network
with a hidden layer can be caught in a poor one, so several are trained side by side, from
different first weights, with momentum, and the best is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from aipixel.neuron.encoding import LIMIT, Floats, Layout, to_bytes
from aipixel.neuron.network import gradients, losses, with_ones

BLOCK = 100  # epochs between two looks at the loss
PATIENCE = 200  # epochs without a change of the pixel after which training stops
STARTS = 16  # networks with a hidden layer that are trained side by side
MOMENTUM = 0.9

OnBlock = Callable[[int, float], None]


@dataclass(frozen=True)
class Run:
    """A training from its first epoch to its last."""

    parameters: Floats  # (epochs + 1, P): first weights, then those after each epoch
    losses: Floats  # (epochs + 1,)


def gradient_descent(
    layout: Layout,
    X: Floats,
    y: Floats,
    *,
    epochs: int,
    learning_rate: float,
    seed: int,
    stop_early: bool = True,
    on_block: OnBlock | None = None,
) -> Run:
    """Train for at most `epochs` epochs of the whole data.

    X (N, n_inputs) in [0, 1], y (N,) of 0 and 1. With `stop_early` it stops once the pixel has
    not changed for 200 epochs. `on_block` hears the epoch and the loss every 100 epochs; what it
    raises ends the training. Only networks with a hidden layer have first weights that depend
    on `seed`.
    """
    blocks = _hidden_blocks if layout.hidden else _neuron_blocks
    kept = [_first_weights(layout, seed)]  # each (epochs, models, P)
    done = unchanged = 0
    for block in blocks(layout, kept[0][0], with_ones(X), y, epochs, learning_rate):
        kept.append(block)
        done += len(block)
        final = losses(layout, block[-1], X, y)
        best = int(final.argmin())
        if on_block:
            on_block(done, float(final[best]))
        unchanged = _epochs_unchanged(kept[-2][-1][best], block[:, best], unchanged)
        if stop_early and unchanged >= PATIENCE:
            break
    best = int(losses(layout, kept[-1][-1], X, y).argmin())
    parameters = np.concatenate([block[:, best] for block in kept])
    return Run(parameters, losses(layout, parameters, X, y))


def _first_weights(layout: Layout, seed: int) -> Floats:
    """(1, models, P): one neuron at zero, or networks at random."""
    if not layout.hidden:
        return np.zeros((1, 1, layout.parameter_count))
    generator = np.random.default_rng(seed)
    return generator.uniform(-LIMIT / 2, LIMIT / 2, (1, STARTS, layout.parameter_count))


def _neuron_blocks(
    _layout: Layout, first: Floats, ones: Floats, y: Floats, epochs: int, learning_rate: float
) -> Iterator[Floats]:
    """Parameters (epochs of the block, 1, P).

    With sigmoid(z) = (1 + tanh(z / 2)) / 2 the gradient is one product with a matrix that is
    made once, and a constant: an epoch is two small products and a tanh, written in place.
    """
    half = 0.5 * ones
    matrix = half.T * (learning_rate / len(y))  # (P, N)
    constant = (ones.T @ (0.5 - y)) * (learning_rate / len(y))
    now, active, change = first[0].copy(), np.empty(len(y)), np.empty(len(constant))
    for start in range(0, epochs, BLOCK):
        block = np.empty((min(BLOCK, epochs - start), 1, len(now)))
        for row in block[:, 0]:
            np.matmul(half, now, out=active)
            np.tanh(active, out=active)
            np.matmul(matrix, active, out=change)
            change += constant
            now -= change
            np.minimum(now, LIMIT, out=now)
            np.maximum(now, -LIMIT, out=now)
            row[:] = now
        yield block


def _hidden_blocks(
    layout: Layout, first: Floats, ones: Floats, y: Floats, epochs: int, learning_rate: float
) -> Iterator[Floats]:
    """Parameters (epochs of the block, models, P)."""
    now, velocity = first.copy(), np.zeros_like(first)
    for start in range(0, epochs, BLOCK):
        block = np.empty((min(BLOCK, epochs - start), *now.shape))
        for row in block:
            velocity *= MOMENTUM
            velocity -= learning_rate * gradients(layout, now, ones, y)
            now += velocity
            outside = np.abs(now) > LIMIT
            velocity[outside] = 0
            np.clip(now, -LIMIT, LIMIT, out=now)
            row[:] = now
        yield block


def _epochs_unchanged(before: Floats, block: Floats, unchanged: int) -> int:
    """For how many epochs the pixel has been the same, at the end of a block (epochs, P)."""
    pixels = to_bytes(np.vstack([before, block]))
    changes = np.flatnonzero((pixels[1:] != pixels[:-1]).any(axis=1))
    return unchanged + len(block) if not len(changes) else len(block) - 1 - int(changes[-1])
