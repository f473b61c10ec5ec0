"""Ways between two latents."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

PARALLEL = 1e-4  # radians; nearer directions, or opposite ones, span no plane to turn in


def slerp(start: Array, end: Array, count: int) -> Array:
    """`count` latents (count, Z) from start (Z,) to end (Z,), both included.

    The direction turns evenly and the length changes evenly: in many dimensions the prior lies on
    a shell, and a straight line would leave it for the middle, where all dreams look alike.
    Raises ValueError for fewer than two.
    """
    if count < 2:
        raise ValueError(f"a walk has at least 2 pictures, not {count}")
    shares = np.linspace(0, 1, count, dtype=np.float64)[:, None]
    lengths = np.linalg.norm(start), np.linalg.norm(end)
    straight = (1 - shares) * start + shares * end
    if min(lengths) == 0:
        return straight.astype(np.float32)
    one, other = start / lengths[0], end / lengths[1]
    angle = np.arccos(np.clip(np.dot(one, other), -1, 1))
    if not PARALLEL < angle < np.pi - PARALLEL:
        return straight.astype(np.float32)
    turned = (np.sin((1 - shares) * angle) * one + np.sin(shares * angle) * other) / np.sin(angle)
    walk = turned * ((1 - shares) * lengths[0] + shares * lengths[1])
    return np.asarray(walk, dtype=np.float32)
