"""The mosaic while it learns: a film of it in a fixed amount of memory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aipixel.pixels.packing import pack, unpack
from aipixel.vaegan.pictures import SIZE

Bytes = NDArray[np.uint8]

MOST_FRAMES = 120
MOST_BYTES = 12 << 20  # 120 frames of 102 tiles, or 30 of 400

_TILE = SIZE * SIZE
# Steps: from here on frames lie ever further apart, as far as they are from the start.
_DENSE = 50


@dataclass(frozen=True, eq=False)
class Frame:
    """step: of the training. tiles: (N, 32, 32) indices into the recording's palette."""

    step: int
    tiles: Bytes


class Recording:
    """What the mosaic looked like, densest where training began; memory is taken once.

    palette: (colours, 3) sRGB bytes. Where there are more frames than fit, one goes whose
    neighbours are the nearest for the time of the training: the first and the last stay.
    """

    def __init__(self) -> None:
        self._memory = np.empty(MOST_BYTES, np.uint8)
        self.begin(np.zeros((1, 3), np.float32))

    def begin(self, palette: NDArray[np.float32]) -> None:
        """Forget all; what comes is of a network with this palette (colours, 3) in [0, 1]."""
        rounded = np.rint(palette.clip(0, 1) * 255).astype(np.uint8)
        self._packed = np.unique(pack(rounded))
        self.palette = unpack(self._packed)
        self._steps: list[int] = []
        self._counts: list[int] = []
        self._slots = self._memory[:0].reshape(0, 0)

    @property
    def frames(self) -> list[Frame]:
        """Copies of the frames, in their order."""
        tiles = zip(self._slots, self._counts, strict=False)
        pictures = [slot[: count * _TILE].copy().reshape(-1, SIZE, SIZE) for slot, count in tiles]
        return [Frame(step, each) for step, each in zip(self._steps, pictures, strict=True)]

    def add(self, step: int, pixels: Bytes) -> None:
        """What the mosaic is at a step no earlier than the last: (N, 32, 32, 3 or 4) bytes.

        A second time at one step takes the place of the first.
        """
        indices = self._indices(pixels.reshape(-1, pixels.shape[-1])[:, :3])
        if self._steps and self._steps[-1] == step:
            self._remove(len(self._steps) - 1)
        if indices.size > self._slots.shape[1]:
            self._widen(indices.size)
        while len(self._steps) >= len(self._slots):
            self._remove(self._dullest())
        self._slots[len(self._steps), : indices.size] = indices
        self._steps.append(step)
        self._counts.append(len(pixels))

    def go_back(self, step: int) -> None:
        """Forget what is of later steps."""
        while self._steps and self._steps[-1] > step:
            self._remove(len(self._steps) - 1)

    def _indices(self, rgb: Bytes) -> Bytes:
        packed = pack(rgb)
        indices = np.searchsorted(self._packed, packed).clip(max=len(self._packed) - 1)
        foreign = np.flatnonzero(self._packed[indices] != packed)
        if len(foreign):  # where two colours are equally likely, the network mixes them
            apart = rgb[foreign, None].astype(np.int64) - self.palette
            indices[foreign] = (apart * apart).sum(axis=2).argmin(axis=1)
        return indices.astype(np.uint8)

    def _dullest(self) -> int:
        if len(self._steps) < 3:
            return 0
        steps = np.array(self._steps, np.float64)
        return 1 + int(np.argmin((steps[2:] - steps[:-2]) / (steps[1:-1] + _DENSE)))

    def _remove(self, index: int) -> None:
        last = len(self._steps)
        self._slots[index : last - 1] = self._slots[index + 1 : last]
        del self._steps[index], self._counts[index]

    def _widen(self, size: int) -> None:
        """Make room for more tiles in each frame, for fewer frames where memory has an end."""
        most = min(MOST_FRAMES, MOST_BYTES // size)
        while len(self._steps) > most:
            self._remove(self._dullest())
        before, self._slots = self._slots, self._memory[: most * size].reshape(most, size)
        for index in reversed(range(len(self._steps))):  # the last first: it moves the furthest
            self._slots[index, : before.shape[1]] = before[index]
