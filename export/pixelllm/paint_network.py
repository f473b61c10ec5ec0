"""The second pass: colours inside a silhouette, one block of 2 x 2 pixels after another.

A decoder over those blocks alone that hold an opaque pixel: background is neither computed nor
attended to. Each block attends to all before it. Six layers say what a block is about; a smaller
head then picks its pixels one after the other, each from those before (the two levels of Yu et
al. 2023, arXiv:2305.07185). A *hint* tells what is given, ahead as well as behind: the whole
silhouette, and colours that are to stay. Labels are sometimes withheld in training, for guidance
(Ho and Salimans 2022, arXiv:2207.12598).

Shapes: B sprites, N = 256 blocks, T of them with an opaque pixel, D width, A axes of labels, K
pixels around a block, P opaque pixels of all sprites together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

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
)
from pixelllm.transformer import MLP, Decoder, Hint, KeysValues, Layout, Sizes, bag
from pixelllm.vocabulary import BOS, COLOURS, MASK, TRANSPARENT

# (dy, dx) from a block's top left pixel to those drawn before that it sees directly.
NEIGHBOURS = (
    (0, -1), (0, -2), (0, -3), (1, -1), (1, -2), (1, -3),
    (-1, -3), (-1, -2), (-1, -1), (-1, 0), (-1, 1), (-1, 2), (-1, 3), (-1, 4),
    (-2, -2), (-2, -1), (-2, 0), (-2, 1), (-2, 2), (-2, 3),
    (-3, 0), (-3, 1),
)  # fmt: skip
SEEN = INSIDE - 1  # pixels of its own block that one can see


@dataclass(frozen=True)
class PaintSizes(Sizes):
    """Of the network that paints."""

    layers: int = 6
    width: int = 192
    heads: int = 6
    hint_channels: int = 64


class Tokens(NamedTuple):
    """The blocks of each sprite that hold an opaque pixel, in reading order.

    A sprite with fewer than T repeats block 255; `real` says which are none of those.
    """

    places: Tensor  # (B, T), 0 to 255
    real: Tensor  # (B, T) bool


class Painted(NamedTuple):
    """The pixels that the network paints, opaque and not given, sprite by sprite: (P,) each."""

    token: Tensor  # number of their block among all B * T
    pixel: Tensor  # place in the block, 0 to 3


class PaintNetwork(nn.Module):
    """`forward` trains; `context` once, then `block_at` and `choose` for each block draw.

    colours: of the palette, 1 to 63; the network answers for no others.
    """

    place: Tensor
    turn: Tensor
    table: Tensor
    around: Tensor

    def __init__(self, sizes: PaintSizes, vocabulary: int, colours: int = COLOURS - 1) -> None:
        super().__init__()
        width = sizes.width
        self.colours = colours
        self.token = nn.Embedding(vocabulary, width)
        self.neighbour = nn.Embedding(len(NEIGHBOURS) * COLOURS, width)
        self.previous = nn.Embedding(INSIDE * (BOS + 1), width)
        self.within = nn.Embedding(INSIDE * SEEN * (COLOURS + 1), width)
        self.hint = Hint(MASK + 1, sizes.hint_channels, width)
        self.decoder = Decoder(sizes.layers, width, sizes.heads)
        self.norm_head = nn.LayerNorm(width)
        self.head = MLP(width)
        self.norm = nn.LayerNorm(width)
        for name, buffer in (
            ("place", place_encoding(width)),
            ("turn", rotation(width // sizes.heads)),
            ("table", torch.arange(len(NEIGHBOURS)) * COLOURS),
            ("around", places_around(NEIGHBOURS, 2)),
        ):
            self.register_buffer(name, buffer, False)
        nn.init.normal_(self.token.weight, std=0.02)
        for table in (self.neighbour, self.previous, self.within):
            nn.init.normal_(table.weight, std=0.1)

    def context(self, given: Tensor, labels: Tensor) -> Tensor:
        """What is known of each block before any is painted: (B, 1024), (B, A) -> (B, N, D).

        `given` holds colours that stay, TRANSPARENT outside and MASK where a colour is free.
        """
        scale = self.token.embedding_dim**0.5  # small weights, since they read colours out too
        return self.place + self.hint(given) + self.token(labels).sum(1)[:, None] * scale

    def forward(self, pixels: Tensor, given: Tensor, labels: Tensor, tokens: Tokens) -> Tensor:
        """Logits of the P pixels that `painted` lists: (P, colours)."""
        around = F.pad(pixels, (0, 1), value=TRANSPARENT)[:, self.around]  # (B, N, K)
        own = _at(to_blocks(pixels), tokens.places)  # (B, T, 4)
        before = F.pad(own[:, :-1], (0, 0, 1, 0), value=BOS)
        x = _at(
            self.context(given, labels) + bag(self.neighbour, around + self.table), tokens.places
        )
        x = x + self._previous(before)
        real = tokens.real.flatten().nonzero()[:, 0]
        x = self.decoder(x.flatten(0, 1)[real], Layout(self.turn[tokens.places], real))
        token, pixel = painted(pixels, given, tokens)
        number = tokens.real.flatten().cumsum(0) - 1  # of each token among the real ones
        return self.choose(x[number[token]], own.flatten(0, 1)[token], pixel)

    def block_at(
        self,
        place: Tensor,
        canvas: Tensor,
        before: Tensor,
        context: Tensor,
        past: list[KeysValues],
    ) -> tuple[Tensor, list[KeysValues]]:
        """What `choose` takes of the block at each sprite's `place` (B,): (..., B, D).

        `canvas` (B, 1024) holds what is painted before it, `before` (B, 4) the block painted
        last, BOS at first; `context` (..., B, D) is the block's. Also returns the past grown by it.
        """
        around = F.pad(canvas, (0, 1), value=TRANSPARENT).gather(1, self.around[place])
        x = context + (bag(self.neighbour, around + self.table) + self._previous(before))
        return self.decoder.step(x, self.turn[place], past)

    def choose(self, x: Tensor, own: Tensor, pixel: Tensor) -> Tensor:
        """Logits (..., P, colours) of pixels (P,) of blocks (P, 4), from their `x` (..., P, D).

        The pixels of a block from the one asked for on may hold anything.
        """
        places = torch.arange(SEEN, device=own.device)
        seen = torch.where(places < pixel[:, None], own[:, :SEEN], COLOURS)  # (P, 3)
        x = x + bag(self.within, (pixel[:, None] * SEEN + places) * (COLOURS + 1) + seen)
        x = x + self.head(self.norm_head(x))
        return F.linear(self.norm(x), self.token.weight[1 : 1 + self.colours])

    def _previous(self, blocks: Tensor) -> Tensor:
        """The embedding of the block painted before each: (..., 4) -> (..., D)."""
        places = torch.arange(INSIDE, device=blocks.device) * (BOS + 1)
        return bag(self.previous, blocks + places)


def tokens_of(opaque: Tensor) -> Tokens:
    """The blocks to paint: (B, 1024) bool."""
    wanted = to_blocks(opaque).any(-1)  # (B, N)
    count = wanted.sum(1)
    order = torch.argsort((~wanted).long(), dim=1, stable=True)[:, : int(count.max())]
    real = torch.arange(order.shape[1], device=order.device) < count[:, None]
    return Tokens(torch.where(real, order, BLOCKS - 1), real)


def painted(pixels: Tensor, given: Tensor, tokens: Tokens) -> Painted:
    """Of sprites (B, 1024) and what is given of them."""
    free = (pixels != TRANSPARENT) & (given == MASK)
    wanted = _at(to_blocks(free), tokens.places) & tokens.real[:, :, None]
    return Painted(*wanted.flatten(0, 1).nonzero(as_tuple=True))


def painted_colours(pixels: Tensor, tokens: Tokens, chosen: Painted) -> Tensor:
    """The colours of the painted pixels, counted from 0 as logits are: (P,)."""
    return _at(to_blocks(pixels), tokens.places).flatten(0, 1)[chosen.token, chosen.pixel] - 1


def paint_given(given: Tensor, opaque: Tensor) -> Tensor:
    """Given colours, MASK where a pixel of the silhouette has none, TRANSPARENT outside."""
    return torch.where(opaque, torch.where(given == TRANSPARENT, MASK, given), TRANSPARENT)


def _at(blocks: Tensor, places: Tensor) -> Tensor:
    """(B, N, C) at (B, T) -> (B, T, C)."""
    return blocks.gather(1, places[:, :, None].expand(-1, -1, blocks.shape[-1]))
