"""Sprites being gathered from images: labelled, duplicates dropped, origins kept."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixelllm.data.labels import Label
from pixelllm.data.manifest import Sprites
from pixelllm.data.zone_guess import guess_zone
from pixelllm.vocabulary import CATEGORIES, TRANSPARENT, ZONES

FEWEST_PIXELS = 12


class Collection:
    """Sprites in the order they came, and for each image where it came from."""

    def __init__(self) -> None:
        self.images: list[dict[str, Any]] = []
        self.duplicates = 0
        self.empty = 0
        self._seen: set[bytes] = set()
        self._rows: list[tuple[NDArray[np.uint8], int, int]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add_image(
        self, sprites: list[NDArray[np.uint8]], label: Label, origin: dict[str, Any]
    ) -> None:
        """Add an image's sprites, (32, 32) each, and its origin: all of the manifest's entry but
        the labels and the number of sprites kept.
        """
        before = len(self)
        for sprite in sprites:
            self._add(sprite, label)
        self.images.append({
            **origin,
            "zone": "by colours" if label.zone is None else ZONES[label.zone],
            "category": CATEGORIES[label.category],
            "sprites": len(self) - before,
        })  # fmt: skip

    def _add(self, sprite: NDArray[np.uint8], label: Label) -> None:
        if np.count_nonzero(sprite != TRANSPARENT) < FEWEST_PIXELS:
            self.empty += 1
        elif sprite.tobytes() in self._seen:
            self.duplicates += 1
        else:
            self._seen.add(sprite.tobytes())
            zone = guess_zone(sprite) if label.zone is None else label.zone
            self._rows.append((sprite, zone, label.category))

    def batch(self) -> Sprites:
        """All sprites; there must be one at least."""
        sprites, zones, categories = zip(*self._rows, strict=True)
        return Sprites(np.stack(sprites), np.array(zones, np.uint8), np.array(categories, np.uint8))
