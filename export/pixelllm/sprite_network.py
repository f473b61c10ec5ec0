"""The whole model: a network for the silhouette and one for the colours inside, and its labels.

The two learn side by side from the same sprites and share nothing but what they learn from.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

import torch.nn.functional as F
from torch import Tensor, nn

from pixelllm.grid import to_blocks
from pixelllm.paint_network import (
    PaintNetwork,
    PaintSizes,
    paint_given,
    painted,
    painted_colours,
    tokens_of,
)
from pixelllm.palette import OWN_PALETTE, Palette
from pixelllm.shape_network import FREE, ShapeNetwork, ShapeSizes, masks_of, shape_given
from pixelllm.vocabulary import SEA, TRANSPARENT, Vocabulary


@dataclass(frozen=True)
class Sizes:
    """Of both networks."""

    shape: ShapeSizes = field(default_factory=ShapeSizes)
    paint: PaintSizes = field(default_factory=PaintSizes)

    def as_data(self) -> dict[str, dict[str, int]]:
        """For a file; `from_data` is its inverse."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Any) -> Sizes:
        """Raises TypeError or KeyError for what `as_data` can't have written."""
        return cls(ShapeSizes(**data["shape"]), PaintSizes(**data["paint"]))


class Logits(NamedTuple):
    """What a training compares: of the masks (B, N, 16), and of the painted pixels (P, colours)."""

    shape: Tensor
    paint: Tensor


class Targets(NamedTuple):
    """What they should say: masks (B, N) and colours from 0 (P,); and how many masks are free."""

    shape: Tensor
    paint: Tensor
    free: int


class SpriteNetwork(nn.Module):
    """Both networks. `sampling.draw` draws with them."""

    def __init__(
        self,
        sizes: Sizes | None = None,
        vocabulary: Vocabulary = SEA,
        palette: Palette = OWN_PALETTE,
    ) -> None:
        super().__init__()
        self.sizes, self.vocabulary, self.palette = sizes or Sizes(), vocabulary, palette
        self.shape = ShapeNetwork(self.sizes.shape, vocabulary.size)
        self.paint = PaintNetwork(self.sizes.paint, vocabulary.size, len(palette.colours))

    def forward(self, pixels: Tensor, given: Tensor, labels: Tensor) -> Logits:
        """Of sprites (B, 1024), given colours of them, MASK where free, and labels (B, A)."""
        opaque = pixels != TRANSPARENT
        shape = self.shape(masks_of(opaque), shape_given(given), labels)
        paint = self.paint(pixels, paint_given(given, opaque), labels, tokens_of(opaque))
        return Logits(shape, paint)


def targets(pixels: Tensor, given: Tensor) -> Targets:
    """Of the same sprites."""
    opaque = pixels != TRANSPARENT
    tokens = tokens_of(opaque)
    colours = painted_colours(pixels, tokens, painted(pixels, paint_given(given, opaque), tokens))
    free = int((to_blocks(shape_given(given)) == FREE).any(-1).sum())
    return Targets(masks_of(opaque), colours, free)


class Losses(NamedTuple):
    """Cross-entropies in nats, summed over sprites: of the silhouettes, and of the colours."""

    shape: Tensor
    paint: Tensor


def losses(logits: Logits, wanted: Targets) -> Losses:
    """What is given costs nothing."""
    shape = F.cross_entropy(logits.shape.flatten(0, 1), wanted.shape.flatten(), reduction="sum")
    paint = F.cross_entropy(logits.paint.float(), wanted.paint, reduction="sum")
    return Losses(shape, paint)
