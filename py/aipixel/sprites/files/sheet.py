"""How a sheet is laid out: cells in rows, each a sprite within a border of transparent pixels."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from aipixel.sprites.files.origin import SIZE

PADDING = 1  # transparent pixels round each sprite, so that no neighbour bleeds in when scaled
CELL = SIZE + 2 * PADDING


def columns_of(count: int) -> int:
    """The columns of a sheet of so many sprites, which make it as near to a square as can be."""
    return math.isqrt(count - 1) + 1


def place(number: int, columns: int) -> tuple[int, int]:
    """The left and the top of a sprite's own pixels, by its number from 0."""
    row, column = divmod(number, columns)
    return column * CELL + PADDING, row * CELL + PADDING


def sheet(sprites: NDArray[np.uint8], columns: int | None = None) -> NDArray[np.uint8]:
    """Sprites (N, 32, 32), N at least 1, row by row: indices (H, W). columns: see `columns_of`."""
    count = len(sprites)
    columns = columns or columns_of(count)
    rows = -(-count // columns)
    grid = np.zeros((rows * columns, CELL, CELL), np.uint8)
    grid[:count, PADDING:-PADDING, PADDING:-PADDING] = sprites
    return grid.reshape(rows, columns, CELL, CELL).swapaxes(1, 2).reshape(rows * CELL, -1)


def cut(pixels: NDArray[np.uint8], count: int, columns: int) -> NDArray[np.uint8]:
    """The sprites (N, 32, 32) of a sheet. Raises ValueError if it isn't laid out for them."""
    rows = -(-count // columns)
    if pixels.shape != (rows * CELL, columns * CELL):
        height, width = pixels.shape
        raise ValueError(
            f"a sheet of {count} sprites has {columns * CELL} x {rows * CELL} pixels, this one has "
            f"{width} x {height}: choose the sheet as it was saved"
        )
    grid = pixels.reshape(rows, CELL, columns, CELL).swapaxes(1, 2).reshape(-1, CELL, CELL)
    return np.ascontiguousarray(grid[:count, PADDING:-PADDING, PADDING:-PADDING])
