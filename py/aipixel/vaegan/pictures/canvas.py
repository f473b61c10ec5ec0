"""What every family draws with: a canvas of palette indices, shapes, dithers, integer waves.

Everything is int64 or uint8: Pyodide's default integer has 32 bits, CPython's 64.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SIZE = 32

Indices = NDArray[np.uint8]  # (32, 32), values 0 to 5
Mask = NDArray[np.bool_]
Field = NDArray[np.int64]

_SIDE = np.arange(SIZE, dtype=np.int64)
Y = _SIDE[:, None].repeat(SIZE, axis=1)  # the row of every pixel
X = _SIDE[None, :].repeat(SIZE, axis=0)  # its column
V, U = 2 * Y - (SIZE - 1), 2 * X - (SIZE - 1)  # from the centre, in half pixels: -31, -29 ... 31

_BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], dtype=np.int64)
BAYER = np.tile(_BAYER, (SIZE // 4, SIZE // 4))  # thresholds 0 to 15 (Bayer 1973)

# 1024 sin(2 pi k / 64)
_QUARTER = (0, 100, 200, 297, 392, 483, 569, 650, 724, 792, 851, 903, 946, 980, 1004, 1019, 1024)
_HALF = (*_QUARTER, *_QUARTER[-2:0:-1])
SINE = np.array([*_HALF, *(-s for s in _HALF)], dtype=np.int64)
COSINE = np.roll(SINE, -16)

_SQUARES: Field = np.arange(1, 256, dtype=np.int64) ** 2


def filled(index: int) -> Indices:
    """A canvas of one colour."""
    return np.full((SIZE, SIZE), index, dtype=np.uint8)


def coloured(field: Field, colours: tuple[int, ...]) -> Indices:
    """A colour for each value, around and around."""
    painted: Indices = np.array(colours, dtype=np.uint8)[field % len(colours)]
    return painted


def root(squares: Field) -> Field:
    """Square roots, rounded down; of values below 65,536."""
    roots: Field = np.searchsorted(_SQUARES, squares, side="right")
    return roots.astype(np.int64)


def sector(v: Field, u: Field) -> Field:
    """The direction of (u, v) in 64ths of a turn, from the right, clockwise on the screen."""
    along = u[..., None] * COSINE + v[..., None] * SINE
    sectors: Field = along.argmax(axis=-1).astype(np.int64)
    return sectors


def dithered(level: Field, colours: tuple[int, ...]) -> Indices:
    """Colours in steps of 16 levels, ordered dither between; levels are cut to what there is."""
    level = level.clip(0, 16 * (len(colours) - 1))
    steps: Indices = np.array((*colours, colours[-1]), dtype=np.uint8)
    return steps[level // 16 + (level % 16 > BAYER)]


def disc(y: int, x: int, radius: int) -> Mask:
    """Pixels within a radius of a pixel."""
    mask: Mask = (Y - y) ** 2 + (X - x) ** 2 <= radius * radius + 1
    return mask


def box(top: int, left: int, bottom: int, right: int) -> Mask:
    """Pixels of rows top to bottom - 1 and columns left to right - 1."""
    mask: Mask = (top <= Y) & (bottom > Y) & (left <= X) & (right > X)
    return mask


def shifted(mask: Mask, down: int, right: int) -> Mask:
    """The mask moved; what leaves the canvas is lost."""
    moved = np.zeros_like(mask)
    height, width = mask.shape
    moved[max(0, down) : height + min(0, down), max(0, right) : width + min(0, right)] = mask[
        max(0, -down) : height - max(0, down), max(0, -right) : width - max(0, right)
    ]
    return moved


def grown(mask: Mask) -> Mask:
    """The mask and the four neighbours of each of its pixels."""
    return (
        mask | shifted(mask, 1, 0) | shifted(mask, -1, 0) | shifted(mask, 0, 1)
        | shifted(mask, 0, -1)
    )  # fmt: skip


def stroke(y0: int, x0: int, y1: int, x1: int) -> Mask:
    """A line of one pixel's width, both ends included."""
    mask = np.zeros((SIZE, SIZE), dtype=np.bool_)
    steps = max(abs(y1 - y0), abs(x1 - x0), 1)
    for k in range(steps + 1):
        y = y0 + ((y1 - y0) * k * 2 + steps) // (2 * steps)
        x = x0 + ((x1 - x0) * k * 2 + steps) // (2 * steps)
        if 0 <= y < SIZE and 0 <= x < SIZE:
            mask[y, x] = True
    return mask


def neighbours(cells: Field) -> Field:
    """The sum of each cell's eight neighbours, the edges joined."""
    column = cells + np.roll(cells, 1, 0) + np.roll(cells, -1, 0)
    total: Field = column + np.roll(column, 1, 1) + np.roll(column, -1, 1) - cells
    return total


def blurred(field: Field, radius: int) -> Field:
    """Sums over squares of side 2 radius + 1, the edges joined."""
    for axis in (0, 1):
        field = sum((np.roll(field, k, axis) for k in range(-radius, radius + 1)), 0 * field)
    return field
