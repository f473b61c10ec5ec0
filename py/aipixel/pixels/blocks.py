"""Pixel art that was enlarged: the size of the blocks that were single pixels."""

from __future__ import annotations

from math import gcd
from typing import Any

import numpy as np
from numpy.typing import NDArray


def block_size(pixels: NDArray[Any]) -> int:
    """The largest k for which every k x k block of (H, W) or (H, W, channels) is of one value.

    1 where pixels are at their own size. A picture of one colour has the largest k that divides
    both sides.
    """
    return gcd(*(_common(changes(pixels, axis), pixels.shape[axis]) for axis in (0, 1)))


def changes(pixels: NDArray[Any], axis: int) -> NDArray[np.intp]:
    """The rows (axis 0) or columns (axis 1) that differ from the one before, ascending."""
    rows = np.moveaxis(pixels, axis, 0)
    differing = (rows[1:] != rows[:-1]).any(axis=tuple(range(1, rows.ndim)))
    return np.flatnonzero(differing) + 1


def _common(places: NDArray[np.intp], length: int) -> int:
    return int(np.gcd.reduce(places, initial=length))
