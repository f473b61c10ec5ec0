"""Which pixels stand together: the usual notions of pixel art, on arrays of palette indices."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Offsets = tuple[tuple[int, int], ...]

FOUR: Offsets = ((-1, 0), (0, -1), (0, 1), (1, 0))
EIGHT: Offsets = (*FOUR, (-1, -1), (-1, 1), (1, -1), (1, 1))


def orphans(indices: NDArray[Any], around: Offsets = EIGHT) -> NDArray[np.bool_]:
    """Which pixels, not 0, have no neighbour of their own index: (..., H, W) of (..., H, W).

    Orphans proper have eight neighbours to ask; `FOUR` asks those at the sides alone.
    """
    height, width = indices.shape[-2:]
    beside = [(0, 0)] * (indices.ndim - 2)
    padded = np.pad(indices, [*beside, (1, 1), (1, 1)])
    kin = np.zeros(indices.shape, np.bool_)
    for dy, dx in around:
        kin |= padded[..., 1 + dy : 1 + dy + height, 1 + dx : 1 + dx + width] == indices
    return np.asarray((indices != 0) & ~kin)


def groups(opaque: NDArray[np.bool_]) -> int:
    """How many groups of pixels (H, W) hang together by eight neighbours."""
    left = set(map(tuple, np.argwhere(opaque).tolist()))
    count = 0
    while left:
        count += 1
        reached = [left.pop()]
        while reached:
            y, x = reached.pop()
            beside = {(y + dy, x + dx) for dy, dx in EIGHT} & left
            left -= beside
            reached += beside
    return count
