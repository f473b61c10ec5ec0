"""Pictures laid out as one: the wall as a single array of pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def arrange(tiles: NDArray[np.uint8], columns: int, scale: int) -> NDArray[np.uint8]:
    """Tiles (N, S, S, 3) row by row, black where the last row ends early: (H, W, 3)."""
    count, size = tiles.shape[:2]
    columns = min(columns, count)
    rows = -(-count // columns)
    grid = np.zeros((rows * columns, size, size, 3), np.uint8)
    grid[:count] = tiles
    sheet = grid.reshape(rows, columns, size, size, 3).swapaxes(1, 2)
    sheet = sheet.reshape(rows * size, columns * size, 3)
    return sheet.repeat(scale, axis=0).repeat(scale, axis=1)
