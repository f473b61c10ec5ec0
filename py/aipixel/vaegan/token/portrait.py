"""The one picture that stands for a token: what its network dreams after a fixed training.

Drawn on one thread of WebAssembly it is the same in every browser: nothing but the seed decides.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aipixel.pixels.packing import pack, unpack
from aipixel.pixels.png import encode_indexed
from aipixel.vaegan.dreams.mosaic import Mosaic
from aipixel.vaegan.dreams.sheet import arrange
from aipixel.vaegan.pictures import SIZE
from aipixel.vaegan.training.loop import TrainingLoop

Rgb = NDArray[np.uint8]

STEPS = 200  # of training, about 15 s on one thread of WebAssembly: the nine are just learned
DEPTH = 3  # raw enough to be dreams, deep enough to be more than noise on a small picture
COLUMNS = 5  # and as many rows
SIDE = COLUMNS * SIZE  # pixels
GROUND = (16, 18, 21)  # round the picture, as in the room at night


async def draw_portrait(loop: TrainingLoop) -> NDArray[np.float32]:
    """Train a loop that has made no step, and dream the portrait's tiles (25, 3, 32, 32).

    Raises Diverged where training goes wrong, ValueError for a loop that has made steps.
    """
    if loop.trainer.step_count:
        raise ValueError("a portrait begins with the first step; reset the network before it")
    await loop.train_to(STEPS)
    mosaic = Mosaic(loop.trainer.seed, loop.trainer.model.manifest.latent, COLUMNS**2)
    return await loop.dreams(mosaic.latents, DEPTH)


def hang(tiles: Rgb) -> Rgb:
    """The tiles (25, 32, 32, channels) as one picture (160, 160, channels)."""
    return arrange(tiles, COLUMNS, 1)


def enlarged_png(picture: Rgb, side: int, seed: int) -> bytes:
    """A PNG, `side` pixels square, of a picture (160, 160, 3), every pixel as large as fits.

    Whole multiples alone: what is left over is ground, alike on all sides. Raises PngError for
    more than 255 colours.
    """
    scale = side // SIDE
    colours, indices = np.unique(pack(picture.reshape(-1, 3)), return_inverse=True)
    square = (indices.astype(np.uint8) + 1).reshape(SIDE, SIDE)
    before = (side - scale * SIDE) // 2
    after = side - scale * SIDE - before
    sheet = np.pad(square.repeat(scale, axis=0).repeat(scale, axis=1), (before, after))
    palette = np.concatenate([np.array([GROUND], np.uint8), unpack(colours)])
    texts = {
        "Title": "Dreams of nine pictures",
        "Software": "aipixel",
        "Description": f"Dreamed by a VAE-GAN after {STEPS} steps from seed {seed}.",
    }
    return encode_indexed(sheet, palette, texts)
