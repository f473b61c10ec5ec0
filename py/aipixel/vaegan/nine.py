"""The nine pictures that a network learns, wherever they are from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aipixel.vaegan.pictures import COUNT, SIZE, nine_pictures

SHAPE = (COUNT, SIZE, SIZE, 3)


@dataclass(frozen=True, eq=False)
class Nine:
    """rgb: (9, 32, 32, 3) sRGB bytes. names: what each shows, in words."""

    rgb: NDArray[np.uint8]
    names: tuple[str, ...]

    @classmethod
    def of_seed(cls, seed: int) -> Nine:
        """The pictures of a seed (0 to 2**32 - 1; ValueError outside)."""
        pictures = nine_pictures(seed)
        rgb = np.stack([picture.rgb() for picture in pictures])
        return cls(rgb, tuple(picture.description for picture in pictures))

    def replaced(self, own: Sequence[tuple[str, NDArray[np.uint8]]]) -> Nine:
        """These with the first ones replaced by up to nine of one's own: name, (32, 32, 3).

        Raises ValueError for more than nine.
        """
        if len(own) > COUNT:
            raise ValueError(f"{len(own)} pictures were given; the network learns {COUNT}")
        rgb = self.rgb.copy()
        for index, (_, picture) in enumerate(own):
            rgb[index] = picture
        return Nine(rgb, (*(name for name, _ in own), *self.names[len(own) :]))

    def planes(self) -> NDArray[np.float32]:
        """What the graphs take: (9, 3, 32, 32) floats in [0, 1]."""
        return self.rgb.transpose(0, 3, 1, 2).astype(np.float32) / np.float32(255)
