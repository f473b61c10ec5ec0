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
        self._steps: list[int] = []

    @property
    def done(self) -> bool:
        """Whether every tile is there."""
        return len(self._steps) == len(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def next(self, count: int) -> Array:
        """The latents of the next tiles, up to `count`: (n, Z)."""
        done = len(self._steps)
        return self._all[done : done + count]

    def add(self, pictures: Array, step: int) -> None:
        """The pictures (n, 3, H, W) of what `next` gave, and the step that they were dreamed at."""
        self._parts.append(pictures)
        self._steps += [step] * len(pictures)

    @property
    def steps(self) -> list[int]:
        """The step that each of the N tiles was dreamed at, once done."""
        return self._steps[: len(self.latents)]

    def pictures(self) -> tuple[Array, Array]:
        """The tiles (N, 3, H, W) and the walk's (M, 3, H, W), once done."""
        every = np.concatenate(self._parts)
        return every[: len(self.latents)], every[len(self.latents) :]
