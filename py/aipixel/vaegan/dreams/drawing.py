"""A mosaic in the making: its tiles are dreamed a few at a time, not to hold training up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


class Drawing:
    """The tiles of latents (N, Z) and, behind them, of a walk's (M, Z), at a depth."""

    def __init__(self, latents: Array, walk: Array, depth: int) -> None:
        self.depth = depth
        self.latents = latents
        self._all = np.concatenate([latents, walk])
        self._parts: list[Array] = []
        self._count = 0

    @property
    def done(self) -> bool:
        """Whether every tile is there."""
        return self._count == len(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def next(self, count: int) -> Array:
        """The latents of the next tiles, up to `count`: (n, Z)."""
        return self._all[self._count : self._count + count]

    def add(self, pictures: Array) -> None:
        """The pictures (n, 3, H, W) of what `next` gave."""
        self._parts.append(pictures)
        self._count += len(pictures)

    def pictures(self) -> tuple[Array, Array]:
        """The tiles (N, 3, H, W) and the walk's (M, 3, H, W), once done."""
        every = np.concatenate(self._parts)
        return every[: len(self.latents)], every[len(self.latents) :]
