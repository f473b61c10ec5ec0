"""Colours as single numbers, which are quickly sorted and compared."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def pack(rgb: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """One number for each colour of (N, 3), in the order of R, then G, then B."""
    packed: NDArray[np.uint32] = rgb.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    return packed


def unpack(packed: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """The colours (N, 3) of the numbers (N,)."""
    shifts = np.array([16, 8, 0], np.uint32)
    return (packed[:, None] >> shifts & 255).astype(np.uint8)
