"""A sprite as 16 x 16 blocks of 2 x 2 pixels, in reading order, and what lies around a block.

Shapes: B sprites, N = 256 blocks. A block's pixels are in the order top left, top right, bottom
left, bottom right.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from pixelllm.vocabulary import SIZE

SIDE = 2  # pixels
GRID = SIZE // SIDE
BLOCKS = GRID * GRID
INSIDE = SIDE * SIDE  # pixels of a block


def to_blocks(pixels: Tensor) -> Tensor:
    """(B, 1024) in reading order -> (B, N, 4)."""
    rows = pixels.view(-1, GRID, SIDE, GRID, SIDE)
    return rows.transpose(2, 3).reshape(-1, BLOCKS, INSIDE)


def to_pixels(blocks: Tensor) -> Tensor:
    """(B, N, 4) -> (B, 1024) in reading order."""
    rows = blocks.view(-1, GRID, GRID, SIDE, SIDE)
    return rows.transpose(2, 3).reshape(-1, SIZE * SIZE)


def pixel_places() -> Tensor:
    """Where each block's pixels are in reading order: (N, 4)."""
    return to_blocks(torch.arange(SIZE * SIZE)[None])[0]


def places_around(offsets: Sequence[tuple[int, int]], step: int) -> Tensor:
    """What lies at each offset (dy, dx) from every block: (N, K), in reading order.

    With `step` 1 other blocks, 0 to 255; with 2 pixels, 0 to 1023, counted from a block's top left
    one. The number after the last stands for all that is off the canvas.
    """
    side = GRID * step
    y, x = (part[:, None] * step for part in _coordinates())
    dy, dx = torch.tensor(offsets).T
    inside = (y + dy >= 0) & (y + dy < side) & (x + dx >= 0) & (x + dx < side)
    return torch.where(inside, (y + dy) * side + x + dx, side * side)


def place_encoding(width: int) -> Tensor:
    """Sines and cosines of a block's row and column, a quarter of the width each: (N, D)."""
    frequency = torch.exp(-math.log(100.0) * torch.arange(width // 4) / (width // 4))
    y, x = _coordinates()
    angles = torch.cat([y[:, None] * frequency, x[:, None] * frequency], 1)
    return torch.cat([angles.sin(), angles.cos()], 1)


def rotation(head: int) -> Tensor:
    """Cosines and sines that turn queries and keys by a block's place: (N, 2, head / 2).

    Half of the angles grow with the row, half with the column, so that what two blocks have in
    common depends on how far apart they are (Su et al. 2021, arXiv:2104.09864, along two axes).
    """
    quarter = head // 4
    frequency = torch.exp(-math.log(2.0 * GRID) * torch.arange(quarter) / quarter)
    y, x = _coordinates()
    angles = torch.cat([y[:, None] * frequency, x[:, None] * frequency], 1)
    return torch.stack([angles.cos(), angles.sin()], 1)


def _coordinates() -> tuple[Tensor, Tensor]:
    """Row and column of each block, 0 to 15: (N,) twice."""
    place = torch.arange(BLOCKS)
    return place // GRID, place % GRID
