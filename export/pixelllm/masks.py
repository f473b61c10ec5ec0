"""Which pixels of a sprite are given in training, so that the network learns to complete.

Half of the sprites have nothing given. The others have one of four kinds of mask, with a tenth to
seven tenths of the canvas (or, for the last kind, of the animal) given.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pixelllm.vocabulary import SIZE, TRANSPARENT

NOTHING_GIVEN = 0.5
SHARE = (0.1, 0.7)
BREEDING_SHARE = 0.6  # breeding masks 40% of a parent's pixels


def draw_mask(sprite: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.bool_]:
    """True where the pixel is given: (32, 32) indices -> (32, 32)."""
    if rng.random() < NOTHING_GIVEN:
        return np.zeros((SIZE, SIZE), bool)
    share = rng.uniform(*SHARE)
    match rng.integers(4):
        case 0:
            return rng.random((SIZE, SIZE)) < share
        case 1:
            return _rectangle(share, rng)
        case 2:
            return ~_rectangle(1 - share, rng)
        case _:
            return (sprite != TRANSPARENT) & (rng.random((SIZE, SIZE)) < BREEDING_SHARE)


def _rectangle(share: float, rng: np.random.Generator) -> NDArray[np.bool_]:
    """One rectangle that covers about that share of the canvas."""
    aspect = np.exp(rng.uniform(-0.7, 0.7))
    area = share * SIZE * SIZE
    height = int(np.clip(round(np.sqrt(area * aspect)), 1, SIZE))
    width = int(np.clip(round(area / height), 1, SIZE))
    y, x = rng.integers(SIZE - height + 1), rng.integers(SIZE - width + 1)
    mask = np.zeros((SIZE, SIZE), bool)
    mask[y : y + height, x : x + width] = True
    return mask
