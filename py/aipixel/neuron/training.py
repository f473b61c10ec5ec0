"""Gradient descent inside the box [-4, 4], as projected gradient descent: each step, then a clip.

A single neuron's loss is convex, so plain gradient descent from zero finds its optimum. A network
with a hidden layer can be caught in a poor one, so several are trained side by side, from
different first weights, with momentum, and the best is kept.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from aipixel.neuron.encoding import LIMIT, Floats, Layout, to_bytes
from aipixel.neuron.network import gradients, losses, with_ones

BLOCK = 100  # epochs between two looks at the loss
PATIENCE = 200  # epochs without a change of the pixel after which training stops
STARTS = 16  # networks with a hidden layer that are trained side by side
MOMENTUM = 0.9

OnBlock = Callable[[int, float], object]
OnEpoch = Callable[[int], bool]


@dataclass(frozen=True)
class Run:
    """A training from its first epoch to its last, of X (N, n_inputs) and y (N,)."""

    layout: Layout
    X: Floats
    y: Floats
    parameters: Floats  # (epochs + 1, P): first weights, then those after each epoch

    @cached_property
    def losses(self) -> Floats:
        """(epochs + 1,): of those parameters."""
        return losses(self.layout, self.parameters, self.X, self.y)


def gradient_descent(
    layout: Layout,
    X: Floats,
    y: Floats,
    *,
    epochs: int,
    learning_rate: float,
    seed: int,
    patience: int = PATIENCE,
    on_block: OnBlock | None = None,
    on_epoch: OnEpoch | None = None,
) -> Run:
    """Train for at most `epochs` epochs of the whole data.

    X (N, n_inputs) in [0, 1], y (N,) of 0 and 1. It stops once the pixel has not changed for
    `patience` epochs, never with 0; and where `on_epoch`, which hears the number of each epoch,
    returns true. `on_block` hears the epoch and the loss every 100 epochs; what either raises ends
    the training. Only networks with a hidden layer have first weights that depend on `seed`.
    """
    now = _first_weights(layout, seed)
    kept = [now[None].copy()]  # each (epochs, models, P)
    done, changed = 0, 1
    steps = (_hidden_steps if layout.hidden else _neuron_steps)(
        layout, now, with_ones(X), y, learning_rate
    )
    stopped = False
    while done < epochs and not stopped:
        block = np.empty((min(BLOCK, epochs - done), *now.shape))
        for count, row in enumerate(itertools.islice(steps, len(block)), 1):
            block[count - 1] = row
            stopped = bool(on_epoch and on_epoch(done + count))
            if stopped:
                block = block[:count]
                break
        best = int(losses(layout, block[-1], X, y).argmin())
        last_changes = _last_changes(kept[-1][-1][best], block[:, best], done, changed)
        settled = np.flatnonzero(
            np.arange(done + 1, done + 1 + len(block)) - last_changes >= patience
        )
        if patience and len(settled):
            block, stopped = block[: settled[0] + 1], True
        kept.append(block)
        done, changed = done + len(block), int(last_changes[-1])
        final = losses(layout, block[-1], X, y)
        if on_block:
            on_block(done, float(final.min()))
    best = int(losses(layout, kept[-1][-1], X, y).argmin())
    return Run(layout, X, y, np.concatenate([block[:, best] for block in kept]))


def _first_weights(layout: Layout, seed: int) -> Floats:
    """(models, P): one neuron at zero, or networks at random."""
    if not layout.hidden:
        return np.zeros((1, layout.parameter_count))
    generator = np.random.default_rng(seed)
    return generator.uniform(-LIMIT / 2, LIMIT / 2, (STARTS, layout.parameter_count))


def _neuron_steps(
    _layout: Layout, now: Floats, ones: Floats, y: Floats, learning_rate: float
) -> Iterator[Floats]:
    """The parameters (1, P) after each epoch, in place.

    With sigmoid(z) = (1 + tanh(z / 2)) / 2 the gradient is one product with a matrix that is
    made once, and a constant: an epoch is two small products and a tanh, written in place.
    """
    half = 0.5 * ones
    matrix = half.T * (learning_rate / len(y))  # (P, N)
    constant = (ones.T @ (0.5 - y)) * (learning_rate / len(y))
    weights, active, change = now[0], np.empty(len(y)), np.empty(len(constant))
    while True:
        np.matmul(half, weights, out=active)
        np.tanh(active, out=active)
        np.matmul(matrix, active, out=change)
        change += constant
        weights -= change
        np.minimum(weights, LIMIT, out=weights)
        np.maximum(weights, -LIMIT, out=weights)
        yield now


def _hidden_steps(
    layout: Layout, now: Floats, ones: Floats, y: Floats, learning_rate: float
) -> Iterator[Floats]:
    """The parameters (models, P) after each epoch, in place."""
    velocity = np.zeros_like(now)
    while True:
        velocity *= MOMENTUM
        velocity -= learning_rate * gradients(layout, now, ones, y)
        now += velocity
        velocity[np.abs(now) > LIMIT] = 0
        np.clip(now, -LIMIT, LIMIT, out=now)
        yield now


def _last_changes(before: Floats, block: Floats, done: int, changed: int) -> Floats:
    """For each epoch of a block (epochs, P), in which one the pixel last changed.

    `changed` is that of the epoch before the block; what the first epoch finds counts as a change.
    """
    pixels = to_bytes(np.vstack([before, block]))
    numbers = np.arange(done + 1, done + 1 + len(block))
    changes = np.where((pixels[1:] != pixels[:-1]).any(axis=1), numbers, changed)
    result: Floats = np.maximum.accumulate(changes)
    return result
