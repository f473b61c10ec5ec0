"""Sprites being gathered from images: labelled, duplicates dropped, origins kept."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixelllm.data.labels import Names
from pixelllm.data.zone_guess import guess_zone
from pixelllm.dataset import Sprites
from pixelllm.vocabulary import NOT_TOLD, SEA, TRANSPARENT, Vocabulary

FEWEST_PIXELS = 12


class Collection:
    """Sprites in the order they came, and for each image where it came from."""

    def __init__(self, vocabulary: Vocabulary = SEA) -> None:
        self.vocabulary = vocabulary
        self.images: list[dict[str, Any]] = []
        self.duplicates = 0
        self.empty = 0
        self._seen: set[bytes] = set()
        self._rows: list[tuple[NDArray[np.uint8], list[int]]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add_image(
        self, sprites: list[NDArray[np.uint8]], names: Names, origin: dict[str, Any]
    ) -> None:
        """Add an image's sprites, (32, 32) each, and its origin: all of the manifest's entry but
        the labels and the number of sprites kept.
        """
        before = len(self)
        for sprite in sprites:
            self._add(sprite, self.vocabulary.label(names))
        told = zip(self.vocabulary.axes, names, strict=True)
        self.images.append({
            **origin,
            **{axis.name: name or self._untold for axis, name in told},
            "sprites": len(self) - before,
        })  # fmt: skip

    @property
    def _untold(self) -> str | None:
        return "by colours" if self.vocabulary == SEA else None

    def _add(self, sprite: NDArray[np.uint8], label: list[int]) -> None:
        if np.count_nonzero(sprite != TRANSPARENT) < FEWEST_PIXELS:
            self.empty += 1
        elif sprite.tobytes() in self._seen:
            self.duplicates += 1
        else:
            self._seen.add(sprite.tobytes())
            if self.vocabulary == SEA and label[0] == NOT_TOLD:
                label = [guess_zone(sprite), label[1]]
            self._rows.append((sprite, label))

    def batch(self) -> Sprites:
        """All sprites; there must be one at least."""
        sprites, labels = zip(*self._rows, strict=True)
        return Sprites(np.stack(sprites), np.array(labels, np.int8))
