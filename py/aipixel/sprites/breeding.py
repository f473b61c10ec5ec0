"""What a child's drawing starts from: one run of the graph that crosses two parents."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aipixel.runtime import Session, dispose

SHARE = 0.4  # of the first parent's opaque pixels that are redrawn


async def crossed(
    graph: Session, parents: NDArray[np.uint8], halves: NDArray[np.float32], share: float
) -> NDArray[np.uint8]:
    """Tokens (N, 32, 32), the mask token where the network draws.

    parents: indices (2, N, 32, 32). halves: the upper and lower 16 bits of each seed (N, 2).
    Raises ValueError for a share outside 0 to 1, and for an empty parent.
    """
    if not 0 < share <= 1:
        raise ValueError(f"the share must be above 0 and at most 1, not {share:g}")
    if not parents.any((2, 3)).all():
        raise ValueError("a parent is empty: breeding needs two sprites with opaque pixels")
    outputs = await graph.run(
        {
            "parents": parents.astype(np.float32),
            "seeds": halves,
            "share": np.array([share], np.float32),
        }
    )
    given = await outputs["given"].numpy()
    dispose(*outputs.values())
    return given.astype(np.uint8).reshape(parents.shape[1:])
