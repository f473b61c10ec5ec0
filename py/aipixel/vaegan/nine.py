"""The nine pictures that a network learns, wherever they are from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aipixel.vaegan.pictures import COUNT, SIZE, nine_pictures

SHAPE = (COUNT, SIZE, SIZE, 3)
LONGEST_NAME = 200  # characters, of what one picture shows
TWIN = 0.4  # of a byte: rounded off where a picture is shown


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

    def own(self, seed: int) -> list[int]:
        """Which of them are not the pictures of a seed."""
        theirs = Nine.of_seed(seed).rgb
        return [index for index in range(COUNT) if (self.rgb[index] != theirs[index]).any()]

    def planes(self) -> NDArray[np.float32]:
        """What the graphs take: (9, 3, 32, 32) floats in [0, 1]."""
        return self.rgb.transpose(0, 3, 1, 2).astype(np.float32) / np.float32(255)

    def palette(self, count: int) -> NDArray[np.float32]:
        """The colours of the nine (count, 3) in [0, 1]; where there are too many, the likest.

        The pictures of a seed have at most 48. Where there are fewer, twins fill up: too near to
        be told apart by the eye, too far to be the nearest colour of any pixel.
        """
        colours = np.unique(self.rgb.reshape(-1, 3), axis=0)
        if len(colours) > count:
            colours = _reduced(self.rgb, count)
        twins = np.resize(colours, (count - len(colours), 3)) + TWIN
        return np.concatenate([colours, twins]).astype(np.float32) / np.float32(255)


def _reduced(rgb: NDArray[np.uint8], count: int) -> NDArray[np.uint8]:
    from PIL import Image  # only photographs and the like have too many colours

    picture = Image.fromarray(rgb.reshape(-1, SIZE, 3))
    reduced = picture.quantize(count, Image.Quantize.MEDIANCUT, kmeans=3)
    return np.unique(np.array(reduced.convert("RGB")).reshape(-1, 3), axis=0)
