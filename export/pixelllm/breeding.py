"""A child of two sprites: a part of one, redrawn by the network with colours of the other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from aipixel.sprites.breeding import SHARE
from aipixel.sprites.choice import Choice
from aipixel.sprites.files.sheet import CELL, PADDING
from numpy.typing import NDArray
from torch import Tensor, nn

from pixelllm.data.pictures import keyed, open_picture
from pixelllm.data.quantize import quantize, to_sprite
from pixelllm.palette import Palette
from pixelllm.sampling import draw, uniforms
from pixelllm.sprite_network import SpriteNetwork
from pixelllm.vocabulary import MASK, PIXELS, SIZE, TRANSPARENT

SEEDED = 0.15  # of the second parent's pixels there that the network starts from

_STRETCH = 64  # parts of one in which the sides of a hole are counted: whole, so without ties
_FAR = 2.0**20  # farther than any pixel

Sprite = NDArray[np.uint8]


def read_parent(path: Path, palette: Palette, fit: bool = False) -> Sprite:
    """A sprite file as indices (32, 32). With `fit`, any picture is brought to the palette.

    Raises ValueError for a file that is no sprite of the palette, or an empty one; OSError.
    """
    picture = _without_border(open_picture(path))
    if fit:
        sprite = to_sprite(keyed(picture), palette)
    elif picture.shape[:2] != (SIZE, SIZE) or not _in_palette(picture, palette):
        raise ValueError(
            f"{path}: not a {SIZE} x {SIZE} sprite in the palette: --fit brings it there, as "
            "python -m pixelllm.data sheet does for many"
        )
    else:
        sprite = quantize(picture, palette)
    if not sprite.any():
        raise ValueError(f"{path}: the sprite is empty")
    return sprite


def _without_border(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The sprite of a sheet of one, which has a border of transparent pixels."""
    inner = picture[PADDING:-PADDING, PADDING:-PADDING]
    alone = picture.shape[:2] == (CELL, CELL)
    return inner if alone and picture[..., 3].sum() == inner[..., 3].sum() else picture


def _in_palette(picture: NDArray[np.uint8], palette: Palette) -> bool:
    """Every pixel is either wholly transparent or exactly one of the palette's colours."""
    opaque = picture[..., 3] != 0
    return bool((palette.rgba[quantize(picture, palette)][opaque] == picture[opaque]).all())


class Crossing(nn.Module):
    """The graph of what the network starts from, the same for the same seed everywhere."""

    def forward(self, parents: Tensor, seeds: Tensor, share: Tensor) -> Tensor:
        """Tokens (B, 1024), MASK where the network draws, all float32.

        The first parent outside the hole; inside, some of the second parent's opaque pixels.
        `parents` (2, B, 32, 32) indices, none empty; `seeds` (B, 2) the upper and lower 16 bits
        of each; `share` (1,), above 0 and at most 1.
        """
        first, second = parents.flatten(2)
        high, low = seeds.long().unbind(1)
        # Numbers that drawing with the same seed does not use.
        numbers = uniforms(high * 2**16 + low, PIXELS, 2 + PIXELS)
        free = hole(first, share, numbers[:, :2])
        seeded = free & (second != TRANSPARENT) & (numbers[:, 2:] < SEEDED)
        return torch.where(seeded, second, torch.where(free, MASK, first))


def hole(sprites: Tensor, share: Tensor, numbers: Tensor) -> Tensor:
    """A rectangle over at least that share of the opaque pixels, and little more: (B, 1024) bool.

    It grows round one of them, since the network learned to fill rectangles. `sprites` (B, 1024),
    `share` (1,), two `numbers` in [0, 1) of each sprite (B, 2).
    """
    opaque = sprites != TRANSPARENT
    count = opaque.sum(1, keepdim=True)
    chosen = (numbers[:, :1] * count).floor() + 1  # counted from 1, among the opaque
    centre = ((opaque.cumsum(1) == chosen) & opaque).float().argmax(1, keepdim=True)
    places = torch.arange(PIXELS, device=sprites.device)
    down = (places // SIZE - centre // SIZE).abs()
    across = (places % SIZE - centre % SIZE).abs()
    stretch = numbers[:, 1:] - 0.5
    reach = torch.maximum(
        down * (_STRETCH * torch.exp(-stretch)).round(),
        across * (_STRETCH * torch.exp(stretch)).round(),
    )
    nearest = torch.where(opaque, reach, _FAR).sort(1).values
    last = (share * count).ceil().long() - 1
    return reach <= nearest.gather(1, last)


def given_of(parents: Tensor, seeds: NDArray[np.integer], share: float) -> Tensor:
    """What the network starts from: (2, B, 32, 32), (B,) -> tokens (B, 1024)."""
    halves = torch.from_numpy(np.stack(np.divmod(seeds, 2**16), 1).astype(np.float32))
    return Crossing()(parents.float(), halves, torch.tensor([share])).long()


def breed(
    model: SpriteNetwork,
    parents: Sprite,
    labels: Tensor,
    seeds: NDArray[np.integer],
    share: float = SHARE,
    choice: Choice | None = None,
) -> Sprite:
    """Children of pairs of parents (2, B, 32, 32), as indices (B, 32, 32).

    The same for the same seeds (B,). `labels` (B, A) are tokens, PAD for what is not told. Raises
    ValueError for a share outside 0 to 1.
    """
    if not 0 < share <= 1:
        raise ValueError(f"--share must be above 0 and at most 1, not {share}")
    given = given_of(torch.from_numpy(parents), seeds, share)
    return draw(model, labels, seeds, choice, given)
