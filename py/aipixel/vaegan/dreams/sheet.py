"""Pictures laid out as one: the wall as a single array of pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def arrange(
    tiles: NDArray[np.uint8], columns: int, scale: int, empty: int = 0
) -> NDArray[np.uint8]:
    """Tiles (N, S, S) or (N, S, S, channels) row by row: (H, W) or (H, W, channels).

    empty: what fills the last row where it ends early.
    """
    count, size = tiles.shape[:2]
    channels = tiles.shape[3:]
    columns = min(columns, count)
    rows = -(-count // columns)
    grid = np.full((rows * columns, size, size, *channels), empty, np.uint8)
    grid[:count] = tiles
    sheet = grid.reshape(rows, columns, size, size, *channels).swapaxes(1, 2)
    sheet = sheet.reshape(rows * size, columns * size, *channels)
    return sheet.repeat(scale, axis=0).repeat(scale, axis=1)
