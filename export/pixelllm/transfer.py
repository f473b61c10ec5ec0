"""A network that begins as another one: for other labels, in another palette.

What a colour meant goes to the colour of the new palette that is nearest to it in OKLab; a label
begins as one that is not told.
"""

from __future__ import annotations

import numpy as np
import torch
from aipixel.pixels.oklab import oklab
from torch import Tensor

from pixelllm.palette import Palette
from pixelllm.sprite_network import SpriteNetwork
from pixelllm.vocabulary import COLOURS, FIRST_LABEL, PAD

# Tables of the painting network that hold a row for each colour, over and over.
COLOUR_TABLES = {
    "paint.neighbour.weight": COLOURS,
    "paint.previous.weight": COLOURS + 2,
    "paint.within.weight": COLOURS + 1,
    "paint.hint.embedding.weight": COLOURS + 4,
    "paint.token.weight": 0,  # once, before marks and labels
}
LABEL_TABLES = ("paint.token.weight", "shape.label.weight")


def begin_as(model: SpriteNetwork, other: SpriteNetwork) -> None:
    """Give a new network the weights of another. Raises ValueError where their sizes differ."""
    if model.sizes != other.sizes:
        raise ValueError(
            "the network to begin from has other sizes: leave out --layers and the like"
        )
    weights = dict(other.state_dict())
    for name in LABEL_TABLES:
        weights[name] = _relabelled(weights[name], model.vocabulary.size)
    if model.vocabulary == other.vocabulary:
        weights |= {name: other.state_dict()[name] for name in LABEL_TABLES}
    if model.palette != other.palette:
        nearest = _nearest(model.palette, other.palette)
        for name, period in COLOUR_TABLES.items():
            weights[name] = _recoloured(weights[name], nearest, period)
    model.load_state_dict(weights)


def _relabelled(table: Tensor, rows: int) -> Tensor:
    """Colours and marks, then every label as one that is not told."""
    labels = table[PAD].expand(rows - FIRST_LABEL, -1)
    return torch.cat([table[:FIRST_LABEL], labels])


def _nearest(palette: Palette, other: Palette) -> Tensor:
    """For each index, 0 to 63, the index of the other palette whose meaning it takes."""
    own, theirs = (oklab(each.rgba[1:, :3]) for each in (palette, other))
    found = np.arange(COLOURS)
    found[1 : 1 + len(own)] = 1 + np.square(own[:, None] - theirs).sum(-1).argmin(1)
    return torch.from_numpy(found)


def _recoloured(table: Tensor, nearest: Tensor, period: int) -> Tensor:
    rows = torch.arange(len(table))
    within = rows % period if period else rows
    colours = within < COLOURS
    moved = rows - within + nearest[within.clamp(max=COLOURS - 1)]
    return table[torch.where(colours, moved, rows)]
