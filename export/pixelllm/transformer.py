"""The parts that the networks of both passes are made of.

References: Vaswani et al. 2017 (arXiv:1706.03762); Henry et al. 2020, normalised queries and keys
(arXiv:2010.04245); Su et al. 2021, rotary places (arXiv:2104.09864); So et al. 2021, the squared
ReLU (arXiv:2109.08668); Yu and Koltun 2016, dilated convolutions (arXiv:1511.07122).

Shapes: B sprites, T tokens of each in order, R of those of all sprites that are real (the others
only fill up), D width, H heads, S = D / H.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pixelllm.grid import GRID, INSIDE, SIDE

MLP_RATIO = 3
LIMITS = {"layers": (1, 64), "width": (4, 2048), "heads": (1, 64), "hint_channels": (4, 1024)}


@dataclass(frozen=True)
class Sizes:
    """Of a network. Raises ValueError for what makes none, or one that no machine here holds."""

    layers: int
    width: int
    heads: int
    hint_channels: int

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            least, most = LIMITS[name]
            if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
                raise ValueError(f"the {name} must be a whole number from {least} to {most}")
        if self.width % (4 * self.heads):
            raise ValueError(
                f"the width {self.width} must be divisible by four times the heads, {self.heads}"
            )
        if self.hint_channels % INSIDE:
            raise ValueError(f"the hint's channels come in fours, not {self.hint_channels}")


class KeysValues(NamedTuple):
    """Of one layer, for the tokens so far: (..., H, T, S) each."""

    keys: Tensor
    values: Tensor


class Layout(NamedTuple):
    """Where tokens are. Products are computed of real ones only, attention of whole sprites."""

    turn: Tensor  # (B, T, 2, S / 2), of `grid.rotation`
    real: Tensor  # (R,), places of the real tokens among all B * T


class Attention(nn.Module):
    """Every token attends to itself and to all before it."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        # Of queries, which hold the scale of the scores, and keys.
        self.gain = nn.Parameter(torch.ones(2, 1, width // heads))
        self.gain.data[0] *= (width // heads) ** -0.5
        nn.init.zeros_(self.out.weight)

    def project(self, qkv: Tensor, turn: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Queries, keys and values, each (..., H, T, S), from (..., T, 3 D)."""
        parts = qkv.unflatten(-1, (3, self.heads, -1))  # (..., T, 3, H, S)
        qk = F.layer_norm(parts[..., :2, :, :], parts.shape[-1:]) * self.gain
        a, b = qk.to(qkv.dtype).chunk(2, -1)
        cos, sin = turn.to(qkv.dtype)[..., None, None, :].unbind(-4)  # (..., T, 1, 1, S / 2)
        q, k = torch.cat([a * cos - b * sin, a * sin + b * cos], -1).unbind(-3)
        return q.transpose(-3, -2), k.transpose(-3, -2), parts[..., 2, :, :].transpose(-3, -2)

    def forward(self, x: Tensor, layout: Layout) -> Tensor:  # (R, D)
        qkv = self.qkv(x)
        b, t = layout.turn.shape[:2]
        everywhere = qkv.new_zeros(b * t, qkv.shape[-1]).index_copy(0, layout.real, qkv)
        q, k, v = self.project(everywhere.view(b, t, -1), layout.turn)
        ahead = torch.full((t, t), -torch.inf, dtype=v.dtype, device=v.device).triu(1)
        return self.out(_attend(q, k, v, ahead).flatten(0, 1).index_select(0, layout.real))

    def step(self, x: Tensor, turn: Tensor, past: KeysValues) -> tuple[Tensor, KeysValues]:
        """The next token of each sprite, (..., 1, D), and the past grown by it."""
        q, k, v = self.project(self.qkv(x), turn)
        keys, values = torch.cat([past.keys, k], -2), torch.cat([past.values, v], -2)
        return self.out(_attend(q, keys, values)), KeysValues(keys, values)


def _attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> Tensor:
    """Softmax attention, (..., H, T, S) -> (..., T, D); `mask` is added to the scores.

    Written out, since torch's fused kernel takes several times as long in bfloat16 on a CPU for
    so few tokens.
    """
    scores = q @ k.transpose(-1, -2)
    if mask is not None:
        scores = scores + mask
    return (scores.softmax(-1) @ v).transpose(-3, -2).flatten(-2)


class MLP(nn.Module):
    """Two layers with a squared ReLU between."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.up = nn.Linear(width, MLP_RATIO * width, bias=False)
        self.down = nn.Linear(MLP_RATIO * width, width, bias=False)
        nn.init.zeros_(self.down.weight)

    def forward(self, x: Tensor) -> Tensor:
        return self.down(F.relu(self.up(x)).square())


class Block(nn.Module):
    """Attention, then MLP, each added to what came in (pre-norm)."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.norm_attention = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.norm_mlp = nn.LayerNorm(width)
        self.mlp = MLP(width)

    def forward(self, x: Tensor, layout: Layout) -> Tensor:  # (R, D)
        x = x + self.attention(self.norm_attention(x), layout)
        return x + self.mlp(self.norm_mlp(x))

    def step(self, x: Tensor, turn: Tensor, past: KeysValues) -> tuple[Tensor, KeysValues]:
        """As `forward`, for the next token alone."""
        y, grown = self.attention.step(self.norm_attention(x), turn, past)
        x = x + y
        return x + self.mlp(self.norm_mlp(x)), grown


class Decoder(nn.Module):
    """Blocks one after another."""

    def __init__(self, layers: int, width: int, heads: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.heads, self.width = heads, width

    def forward(self, x: Tensor, layout: Layout) -> Tensor:  # (R, D)
        for layer in self.layers:
            x = layer(x, layout)
        return x

    def step(
        self, x: Tensor, turn: Tensor, past: list[KeysValues]
    ) -> tuple[Tensor, list[KeysValues]]:
        """The next token of each sprite, (..., D), with its `turn`, (2, S / 2) or one for each."""
        x, grown = x[..., None, :], []
        for layer, kept in zip(cast(Iterable[Block], self.layers), past, strict=True):
            x, new = layer.step(x, turn[..., None, :, :], kept)
            grown.append(new)
        return x[..., 0, :], grown

    def nothing(self, *sprites: int) -> list[KeysValues]:
        """The past before the first token, for so many sprites."""
        none = torch.zeros(*sprites, self.heads, 0, self.width // self.heads)
        return [KeysValues(none, none) for _ in self.layers]


class Hint(nn.Module):
    """What is given of the sprite, ahead as well as behind, as every block sees it.

    `given` (B, 1024) of `kinds` numbers -> (B, N, D). Convolutions over the blocks reach 16 of
    them to each side, which is the whole canvas.
    """

    def __init__(self, kinds: int, channels: int, width: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(kinds, channels // INSIDE)
        self.mix = nn.Conv2d(channels, channels, 1)
        self.convs = nn.ModuleList(
            nn.Conv2d(channels, channels, 3, padding=dilation, dilation=dilation)
            for dilation in (1, 2, 4, 8, 1)
        )
        self.out = nn.Linear(channels, width, bias=False)

    def forward(self, given: Tensor) -> Tensor:
        cells = self.embedding(given.view(-1, GRID, SIDE, GRID, SIDE))  # (B, 16, 2, 16, 2, C / 4)
        x = self.mix(cells.permute(0, 2, 4, 5, 1, 3).flatten(1, 3))  # (B, C, 16, 16)
        for conv in self.convs:
            x = x + F.relu(conv(x))
        return self.out(x.permute(0, 2, 3, 1).flatten(1, 2))


def bag(table: nn.Embedding, numbers: Tensor) -> Tensor:
    """The sum of the embeddings of the last dimension's numbers: (..., K) -> (..., D)."""
    if torch.compiler.is_exporting():  # the exporter knows no shape of a bag
        return table(numbers).sum(-2)
    summed = F.embedding_bag(numbers.flatten(0, -2), table.weight, mode="sum")
    return summed.view(*numbers.shape[:-1], table.embedding_dim)
