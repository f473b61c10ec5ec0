"""The best pixel: a walk over the byte lattice to a pixel whose neighbours all have a higher loss.

Rounding each weight for itself is not the best rounding: the weights pull on each other.
"""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from aipixel.neuron.encoding import Bytes, Floats, Layout, to_weights
from aipixel.neuron.network import logits, losses

Moves = NDArray[np.int64]

DISTANCES = (-12, -8, -4, 4, 8, 12)  # bytes, at which other minima are looked for
MOST_CHANGED = 2  # bytes that a move changes at once, where a network has more than one neuron


def neighbour_moves(layout: Layout) -> Moves:
    """(M, P) of -1, 0 and 1: all 26 or 80 of a neuron of 3 or 4 parameters; of larger networks
    those that change one byte or two.
    """
    count = layout.parameter_count
    if not layout.hidden:
        every = np.array(list(product((-1, 0, 1), repeat=count)))
        return every[np.any(every != 0, axis=1)]
    rows = []
    for changed in range(1, MOST_CHANGED + 1):
        for places in combinations(range(count), changed):
            for signs in product((-1, 1), repeat=changed):
                row = np.zeros(count, dtype=np.int64)
                row[list(places)] = signs
                rows.append(row)
    return np.array(rows)


def best_pixel(layout: Layout, rounded: Bytes, X: Floats, y: Floats) -> Bytes:
    """The pixel to ship, near the rounded optimum (P,).

    X (N, n_inputs) in [0, 1], y (N,). Its loss is at most that of every neighbour. In a long
    valley several pixels are so, and the one of the lowest loss may get a point wrong that rounding
    got right by chance: then the best of those that do not is taken, where there is one.
    """
    moves = neighbour_moves(layout)
    best = _descend(layout, moves, rounded.astype(np.int64), X, y)
    least = _right(layout, rounded[None], X, y)[0]
    if not layout.hidden and _right(layout, best[None], X, y)[0] < least:
        found = _minima_around(layout, moves, best, X, y)
        as_right = found[_right(layout, found, X, y) >= least]
        if len(as_right):
            best = as_right[losses(layout, to_weights(as_right), X, y).argmin()]
    return best.astype(np.uint8)


def _descend(layout: Layout, moves: Moves, here: Moves, X: Floats, y: Floats) -> Moves:
    """To the best neighbour, again and again, until none is better."""
    loss = float(losses(layout, to_weights(here)[None], X, y)[0])
    while True:
        around = _in_range(here + moves)
        found = losses(layout, to_weights(around), X, y)
        best = int(found.argmin())
        if not found[best] < loss:
            return here
        here, loss = around[best], float(found[best])


def _minima_around(layout: Layout, moves: Moves, centre: Moves, X: Floats, y: Floats) -> Moves:
    """Where walks from a few steps away end, each once: (M, P)."""
    axes = np.eye(layout.parameter_count, dtype=np.int64)
    starts = _in_range(np.vstack([centre + distance * axes for distance in DISTANCES]))
    return np.unique([_descend(layout, moves, start, X, y) for start in starts], axis=0)


def _in_range(pixels: Moves) -> Moves:
    return pixels[np.all((pixels >= 0) & (pixels <= 255), axis=1)]


def _right(layout: Layout, pixels: Moves | Bytes, X: Floats, y: Floats) -> NDArray[np.int64]:
    """How many points each pixel gets right: (K, P) -> (K,)."""
    result: NDArray[np.int64] = ((logits(layout, to_weights(pixels), X) >= 0) == y).sum(axis=1)
    return result
