"""A child of two sprites: a part of one, redrawn by the network with colours of the other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from aipixel.sprites.choice import Choice
from numpy.typing import NDArray
from torch import Tensor

from pixelllm.data.pictures import keyed, open_picture
from pixelllm.data.quantize import quantize, to_sprite
from pixelllm.model import SpriteTransformer
from pixelllm.palette import RGBA
from pixelllm.sampling import draw
from pixelllm.vocabulary import MASK, PIXELS, SIZE, TRANSPARENT

SHARE = 0.4  # of the first parent's opaque pixels that are redrawn
SEEDED = 0.15  # of the second parent's pixels there that the network starts from

Sprite = NDArray[np.uint8]


def read_parent(path: Path, fit: bool = False) -> Sprite:
    """A sprite file as indices (32, 32). With `fit`, any picture is brought to the palette.

    Raises ValueError for a file that is no sprite of the palette, or an empty one; OSError.
    """
    picture = open_picture(path)
    if fit:
        sprite = to_sprite(keyed(picture))
    elif picture.shape[:2] != (SIZE, SIZE) or not _in_palette(picture):
        raise ValueError(
            f"{path}: not a {SIZE} x {SIZE} sprite in the palette: --fit brings it there, as "
            "python -m pixelllm.data sheet does for many"
        )
    else:
        sprite = quantize(picture)
    if not sprite.any():
        raise ValueError(f"{path}: the sprite is empty")
    return sprite


def _in_palette(picture: NDArray[np.uint8]) -> bool:
    """Every pixel is either wholly transparent or exactly one of the 63 colours."""
    opaque = picture[..., 3] != 0
    return bool((RGBA[quantize(picture)][opaque] == picture[opaque]).all())


def hole(sprite: Sprite, share: float, rng: np.random.Generator) -> NDArray[np.bool_]:
    """A rectangle over at least that share of the opaque pixels, and little more: (32, 32).

    It grows round one of them, since the network learned to fill rectangles.
    """
    opaque = np.argwhere(sprite != TRANSPARENT)
    centre = opaque[rng.integers(len(opaque))]
    stretch = np.exp(rng.uniform(-0.5, 0.5) * np.array([1, -1]))
    places = np.moveaxis(np.indices((SIZE, SIZE)), 0, -1)
    reach = (np.abs(places - centre) / stretch).max(-1)
    needed = np.sort(reach[sprite != TRANSPARENT])[int(np.ceil(share * len(opaque))) - 1]
    return np.asarray(reach <= needed)


def given_of(first: Sprite, second: Sprite, share: float, rng: np.random.Generator) -> Tensor:
    """What the network starts from, MASK where it draws: (1, 1024) tokens.

    The first parent outside the hole; inside, some of the second parent's opaque pixels.
    """
    free = hole(first, share, rng)
    seeds = free & (second != TRANSPARENT) & (rng.random(free.shape) < SEEDED)
    given = np.where(free, MASK, first)
    given[seeds] = second[seeds]
    return torch.from_numpy(given.astype(np.int64)).view(1, PIXELS)


def breed(
    model: SpriteTransformer,
    parents: tuple[Sprite, Sprite],
    labels: Tensor,
    seed: int,
    share: float = SHARE,
    choice: Choice | None = None,
) -> Sprite:
    """The child of two parents (32, 32), as indices (32, 32); the same for the same seed.

    `labels` (1, 2) are tokens of zone and category, or PAD twice. Raises ValueError for a share
    outside 0 to 1.
    """
    if not 0 < share <= 1:
        raise ValueError(f"--share must be above 0 and at most 1, not {share}")
    given = given_of(*parents, share, np.random.default_rng(seed))
    return draw(model, labels, np.array([seed]), choice, given)[0]
