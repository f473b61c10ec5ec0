"""The best pixel: a walk over the byte lattice to a pixel whose neighbours all have a higher loss.

Rounding each weight for itself is not the best rounding: the weights pull on each other.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from aipixel.neuron.encoding import Bytes, Floats, Layout, to_weights
from aipixel.neuron.network import logits, losses

Moves = NDArray[np.int64]
OnLook = Callable[[int], bool]

DISTANCES = (-12, -8, -4, 4, 8, 12)  # bytes, at which other minima are looked for
MOST_CHANGED = 2  # bytes that a move changes at once, where a network has more than one neuron
LOOK = 256  # moves that are compared before one is made
MOST_WORK = 250_000_000  # neurons computed in one search: some seconds


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


def best_pixel(
    layout: Layout, rounded: Bytes, X: Floats, y: Floats, on_look: OnLook | None = None
) -> Bytes:
    """The pixel to ship, near the rounded optimum (P,).

    X (N, n_inputs) in [0, 1], y (N,). Its loss is at most that of every neighbour. In a long
    valley several pixels are so, and the one of the lowest loss may get a point wrong that rounding
    got right by chance: then the best of those that do not is taken, where there is one.

    A large network or many rows bound the search before that: then it is the best so far, as it is
    where `on_look`, which hears how many pixels were looked at, returns true.
    """
    search = _Search(layout, X, y, on_look)
    best = search.descend(rounded.astype(np.int64))
    least = _right(layout, rounded[None], X, y)[0]
    if not layout.hidden and _right(layout, best[None], X, y)[0] < least:
        found = search.minima_around(best)
        as_right = found[_right(layout, found, X, y) >= least]
        if len(as_right):
            best = as_right[losses(layout, to_weights(as_right), X, y).argmin()]
    return best.astype(np.uint8)


class _Search:
    """Walks over the lattice that share one bound on the work."""

    def __init__(self, layout: Layout, X: Floats, y: Floats, on_look: OnLook | None) -> None:
        self._layout, self._X, self._y = layout, X, y
        self._on_look = on_look
        self._moves = neighbour_moves(layout)
        self._most = max(1, MOST_WORK // (len(X) * (1 + layout.hidden)))
        self._looked = 0
        self._ended = False

    def descend(self, here: Moves) -> Moves:
        """To the best of some neighbours, again and again, until none is better."""
        loss = float(self._losses(here[None])[0])
        place = unimproved = 0
        while unimproved < len(self._moves) and not self._ended:
            moves = self._moves[place : place + LOOK]
            around = _in_range(here + moves)
            found = self._losses(around)
            place = (place + LOOK) if place + LOOK < len(self._moves) else 0
            unimproved += len(moves)
            best = int(found.argmin()) if len(found) else 0
            if len(found) and found[best] < loss:
                here, loss, unimproved = around[best], float(found[best]), 0
        return here

    def minima_around(self, centre: Moves) -> Moves:
        """Where walks from a few steps away end, each once, and the centre: (M, P)."""
        axes = np.eye(len(centre), dtype=np.int64)
        starts = _in_range(np.vstack([centre + distance * axes for distance in DISTANCES]))
        ends = [centre]
        for start in starts:
            if self._ended:
                break
            ends.append(self.descend(start))
        return np.unique(ends, axis=0)

    def _losses(self, pixels: Moves) -> Floats:
        self._looked += len(pixels)
        enough = bool(self._on_look and self._on_look(self._looked))
        self._ended = enough or self._looked >= self._most
        return losses(self._layout, to_weights(pixels), self._X, self._y)


def _in_range(pixels: Moves) -> Moves:
    return pixels[np.all((pixels >= 0) & (pixels <= 255), axis=1)]


def _right(layout: Layout, pixels: Moves | Bytes, X: Floats, y: Floats) -> NDArray[np.int64]:
    """How many points each pixel gets right: (K, P) -> (K,)."""
    result: NDArray[np.int64] = ((logits(layout, to_weights(pixels), X) >= 0) == y).sum(axis=1)
    return result
