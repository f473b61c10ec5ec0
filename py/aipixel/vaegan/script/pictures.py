"""Pictures as a script shows them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aipixel.display import show
from aipixel.pixels.png import encode
from aipixel.vaegan.dreams.sheet import arrange

COLUMNS = 9
SCALE = 2


def show_pictures(pictures: NDArray[np.float32], description: str) -> None:
    """Show pictures (N, 3, 32, 32) in [0, 1], nine in a row.

    description: what they show, in words.
    """
    tiles = np.rint(np.clip(pictures, 0, 1) * 255).astype(np.uint8).transpose(0, 2, 3, 1)
    show(encode(arrange(tiles, COLUMNS, SCALE)), description)
