"""The first pass: the silhouette, one block of 2 x 2 pixels after another, each one of 16 masks.

A small decoder that sees all blocks before the next one, the labels, and what is given of the
shape, ahead as well as behind.

Shapes: B sprites, N = 256 blocks, D width, A axes of labels.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pixelllm.grid import (
    BLOCKS,
    INSIDE,
    place_encoding,
    places_around,
    rotation,
    to_blocks,
    to_pixels,
)
from pixelllm.transformer import Decoder, Hint, KeysValues, Layout, Sizes, bag
from pixelllm.vocabulary import MASK, TRANSPARENT

MASKS = 2**INSIDE  # of a block: bit p is set where its pixel p is opaque
FREE = 2  # of a pixel whose shape is not given; else it is 0, transparent, or 1, opaque

# (dy, dx) of the blocks drawn before whose masks a block sees directly.
NEIGHBOURS = ((0, -1), (0, -2), (-1, -2), (-1, -1), (-1, 0), (-1, 1), (-1, 2), (-2, 0))


@dataclass(frozen=True)
class ShapeSizes(Sizes):
    """Of the network that draws silhouettes."""

    layers: int = 4
    width: int = 96
    heads: int = 3
    hint_channels: int = 32


class ShapeNetwork(nn.Module):
    """`forward` trains; `context` once, then `logits_at` for each block draw."""

    place: Tensor
    turn: Tensor
    masks: Tensor
    table: Tensor
    around: Tensor

    def __init__(self, sizes: ShapeSizes, vocabulary: int) -> None:
        super().__init__()
        width = sizes.width
        self.label = nn.Embedding(vocabulary, width)
        self.neighbour = nn.Embedding(len(NEIGHBOURS) * (MASKS + 1), width)
        self.hint = Hint(FREE + 1, sizes.hint_channels, width)
        self.decoder = Decoder(sizes.layers, width, sizes.heads)
        self.norm = nn.LayerNorm(width)
        self.read = nn.Linear(width, MASKS)
        for name, buffer in (
            ("place", place_encoding(width)),
            ("turn", rotation(width // sizes.heads)),
            ("masks", _bits()),
            ("table", torch.arange(len(NEIGHBOURS)) * (MASKS + 1)),
            ("around", places_around(NEIGHBOURS, 1)),
        ):
            self.register_buffer(name, buffer, False)
        nn.init.normal_(self.label.weight, std=0.3)
        nn.init.normal_(self.neighbour.weight, std=0.1)

    def context(self, given: Tensor, labels: Tensor) -> Tensor:
        """What is known of each block before any is drawn: (B, 1024), (B, A) -> (B, N, D)."""
        return self.place + self.hint(given) + self.label(labels).sum(1)[:, None]

    def possible(self, given: Tensor) -> Tensor:
        """Which masks agree with what is given: (B, 1024) -> bool (B, N, 16)."""
        cells = to_blocks(given)[:, :, None]  # (B, N, 1, 4)
        return ((cells == FREE) | (cells == self.masks)).all(-1)

    def forward(self, masks: Tensor, given: Tensor, labels: Tensor) -> Tensor:
        """Logits of the masks: (B, N), (B, 1024), (B, A) -> (B, N, 16)."""
        x = self.context(given, labels) + self._drawn(masks, self.around)
        everything = torch.arange(len(x) * BLOCKS, device=x.device)
        layout = Layout(self.turn.expand(len(x), -1, -1, -1), everything)
        x = self.decoder(x.flatten(0, 1), layout).view(len(x), BLOCKS, -1)
        return self.read(self.norm(x)).float().masked_fill(~self.possible(given), -torch.inf)

    def logits_at(
        self, place: Tensor, masks: Tensor, context: Tensor, past: list[KeysValues]
    ) -> tuple[Tensor, list[KeysValues]]:
        """Logits (..., B, 16) of the block at `place` (1,), from those before it: `masks` (B, N).

        `context` (..., B, D) is that block's. Also returns the past grown by it.
        """
        x = context + self._drawn(masks, self.around[place])[:, 0]
        x, grown = self.decoder.step(x, self.turn[place], past)
        return self.read(self.norm(x)), grown

    def _drawn(self, masks: Tensor, around: Tensor) -> Tensor:
        """The embedding of the masks around some blocks: (B, N), (M, K) -> (B, M, D)."""
        framed = F.pad(masks, (0, 1), value=MASKS)
        return bag(self.neighbour, framed[:, around] + self.table)


def masks_of(opaque: Tensor) -> Tensor:
    """The mask of each block: (B, 1024) bool -> (B, N), 0 to 15."""
    return (to_blocks(opaque.long()) * 2 ** torch.arange(INSIDE, device=opaque.device)).sum(-1)


def opaque_of(masks: Tensor) -> Tensor:
    """The inverse of `masks_of`: (B, N) -> (B, 1024) bool."""
    return to_pixels(_bits().to(masks.device)[masks]) == 1


def _bits() -> Tensor:
    """What each mask holds, 0 or 1: (16, 4)."""
    return torch.arange(MASKS)[:, None] // 2 ** torch.arange(INSIDE) % 2


def shape_given(given: Tensor) -> Tensor:
    """What given colours, and MASK where a pixel is free, say of the shape: (B, 1024) -> same."""
    return torch.where(given == MASK, FREE, (given != TRANSPARENT).long())
