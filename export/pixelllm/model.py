"""The sprite transformer: 1,024 pixels in reading order, each predicted from those before it.

References: Vaswani et al. 2017 (arXiv:1706.03762); Parmar et al. 2018, local attention over
images (arXiv:1802.05751); Ho et al. 2019, attention along columns (arXiv:1912.12180); Henry et
al. 2020, normalised queries and keys (arXiv:2010.04245); Ho and Salimans 2022, a label that is
sometimes absent in training, for guidance (arXiv:2207.12598).

Position i predicts pixel i. Its input is a sum: the pixel before it (BOS at first), the pixels
around it that are already drawn, its place on the canvas, the zone and the category (PAD where
unconditional), and a *hint*: what is given of the finished sprite around it, ahead as well as
behind, MASK where a pixel is free. Layers take turns: half look back over the last rows, half
up their own column; together they reach every earlier pixel and cost a sixth of full attention.

Shapes: B sprites, T = 1,024 pixels, D width, H heads, S = D / H, K neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pixelllm.vocabulary import BOS, COLOURS, MASK, PAD, PIXELS, SIZE, VOCABULARY

# (dy, dx) of the neighbours already drawn when a pixel is predicted; (0, -1) is the token itself.
NEIGHBOURS = (
    (0, -2), (0, -3),
    (-1, -2), (-1, -1), (-1, 0), (-1, 1), (-1, 2),
    (-2, -1), (-2, 0), (-2, 1), (-3, 0),
)  # fmt: skip
REACH = 3  # the largest offset among them

BLOCK = 64  # pixels (two rows): a row layer sees its own block and the one before


LIMITS = {"layers": (2, 64), "width": (4, 2048), "heads": (1, 64), "hint_width": (1, 1024)}


@dataclass(frozen=True)
class Config:
    """Sizes of the network. Half of the layers look along rows, half up columns."""

    layers: int = 6
    width: int = 192
    heads: int = 6
    hint_width: int = 32

    def __post_init__(self) -> None:
        """Raises ValueError for sizes that make no network, or one that no machine here holds."""
        for name, value in vars(self).items():
            least, most = LIMITS[name]
            if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
                raise ValueError(f"the {name} must be a whole number from {least} to {most}")
        if self.layers % 2:
            raise ValueError(f"the layers come in pairs, so {self.layers} can't be their number")
        if self.width % self.heads or self.width % 4:
            raise ValueError(
                f"the width {self.width} must be divisible by 4 and by the heads, {self.heads}"
            )


class Cache(NamedTuple):
    """Keys and values of every layer for the pixels drawn so far."""

    keys: Tensor  # (layers, B, H, T, S)
    values: Tensor  # (layers, B, H, T, S)


def place_encoding(width: int) -> Tensor:
    """Sines and cosines of row and column of each pixel, a quarter of the width each: (T, D)."""
    frequency = torch.exp(-math.log(1000.0) * torch.arange(width // 4) / (width // 4))
    place = torch.arange(PIXELS)
    y, x = place // SIZE, place % SIZE
    angles = torch.cat([y[:, None] * frequency, x[:, None] * frequency], 1)  # (T, D/2)
    return torch.cat([angles.sin(), angles.cos()], 1)


def frame(pixels: Tensor) -> Tensor:
    """Pixels with a border of PAD wide enough for every neighbour: (B, T) -> (B, 35, 38)."""
    return F.pad(pixels.view(-1, SIZE, SIZE), (REACH, REACH, REACH, 0), value=PAD)


def neighbours(framed: Tensor) -> Tensor:
    """The drawn pixels around each pixel: (B, 35, 38) -> (B, T, K)."""
    shifted = [
        framed[:, REACH + dy : REACH + dy + SIZE, REACH + dx : REACH + dx + SIZE]
        for dy, dx in NEIGHBOURS
    ]
    return torch.stack(shifted, -1).flatten(1, 2)


def neighbours_at(framed: Tensor, place: int) -> Tensor:
    """The drawn pixels around one pixel: (B, 35, 38) -> (B, K)."""
    y, x = divmod(place, SIZE)
    return torch.stack([framed[:, REACH + y + dy, REACH + x + dx] for dy, dx in NEIGHBOURS], -1)


def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> Tensor:
    """Softmax attention over short windows; `mask` is added to the scores: (..., Q, S).

    Written out, since torch's fused kernel takes three to six times as long in bfloat16 on a
    CPU for windows this short.
    """
    scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)  # (..., Q, K)
    if mask is not None:
        scores = scores + mask.to(scores.dtype)
    return scores.softmax(-1) @ v


class Attention(nn.Module):
    """Causal attention of every pixel over one window: the last rows, or the column above."""

    mask: Tensor

    def __init__(self, config: Config, along_column: bool) -> None:
        super().__init__()
        self.heads = config.heads
        self.along_column = along_column
        self.qkv = nn.Linear(config.width, 3 * config.width, bias=False)
        self.norm_q = nn.LayerNorm(config.width // config.heads, bias=False)
        self.norm_k = nn.LayerNorm(config.width // config.heads, bias=False)
        self.out = nn.Linear(config.width, config.width, bias=False)
        nn.init.zeros_(self.out.weight)
        self.register_buffer("mask", _column_mask() if along_column else _row_mask(), False)

    def project(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Queries, keys and values, each (B, H, T, S)."""
        b, t, d = x.shape
        qkv = self.qkv(x).view(b, t, 3, self.heads, d // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        return self.norm_q(q).to(v.dtype), self.norm_k(k).to(v.dtype), v

    def forward(self, x: Tensor) -> Tensor:  # (B, T, D)
        q, k, v = self.project(x)
        if self.along_column:
            q, k, v = (a.unflatten(2, (SIZE, SIZE)).transpose(2, 3) for a in (q, k, v))
            y = attend(q, k, v, self.mask).transpose(2, 3)  # (B, H, y, x, S)
        else:
            q, k, v = (a.unflatten(2, (-1, BLOCK)) for a in (q, k, v))
            y = attend(q, _with_previous(k), _with_previous(v), self.mask)  # (B, H, T/64, 64, S)
        return self.out(y.flatten(2, 3).transpose(1, 2).flatten(2))

    def step(self, x: Tensor, keys: Tensor, values: Tensor, place: int) -> Tensor:
        """One pixel for every sprite, (B, 1, D), entering its key and value into (B, H, T, S)."""
        q, k, v = self.project(x)
        keys[:, :, place], values[:, :, place] = k[:, :, 0], v[:, :, 0]
        if self.along_column:
            window = slice(place % SIZE, place + 1, SIZE)
        else:
            window = slice(max(place // BLOCK - 1, 0) * BLOCK, place + 1)
        y = attend(q, keys[:, :, window], values[:, :, window])
        return self.out(y.transpose(1, 2).flatten(2))


def _column_mask() -> Tensor:
    return torch.full((SIZE, SIZE), -torch.inf).triu(1)


def _row_mask() -> Tensor:
    """A block sees all of the block before, which the first lacks: (T/64, 64, 128)."""
    mask = torch.full((BLOCK, 2 * BLOCK), -torch.inf).triu(BLOCK + 1)
    mask = mask.repeat(PIXELS // BLOCK, 1, 1)
    mask[0, :, :BLOCK] = -torch.inf
    return mask


def _with_previous(blocks: Tensor) -> Tensor:
    """Each block behind the one before it: (B, H, N, 64, S) -> (B, H, N, 128, S)."""
    previous = F.pad(blocks[:, :, :-1], (0, 0, 0, 0, 1, 0))
    return torch.cat([previous, blocks], 3)


class MLP(nn.Module):
    """Two layers with a squared ReLU between (So et al. 2021, arXiv:2109.08668)."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.up = nn.Linear(config.width, 4 * config.width, bias=False)
        self.down = nn.Linear(4 * config.width, config.width, bias=False)
        nn.init.zeros_(self.down.weight)

    def forward(self, x: Tensor) -> Tensor:
        return self.down(F.relu(self.up(x)).square())


class Block(nn.Module):
    """Attention, then MLP, each added to what came in (pre-norm)."""

    def __init__(self, config: Config, along_column: bool) -> None:
        super().__init__()
        self.norm_attention = nn.LayerNorm(config.width)
        self.attention = Attention(config, along_column)
        self.norm_mlp = nn.LayerNorm(config.width)
        self.mlp = MLP(config)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(self.norm_attention(x))
        return x + self.mlp(self.norm_mlp(x))

    def step(self, x: Tensor, keys: Tensor, values: Tensor, place: int) -> Tensor:
        x = x + self.attention.step(self.norm_attention(x), keys, values, place)
        return x + self.mlp(self.norm_mlp(x))


class Hint(nn.Module):
    """What is given of the sprite, seen from every pixel within 11 of it: (B, T) -> (B, T, D)."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        c = config.hint_width
        self.embedding = nn.Embedding(MASK + 1, c)
        self.convs = nn.ModuleList(
            nn.Conv2d(c, c, 3, padding=dilation, dilation=dilation) for dilation in (1, 2, 4, 4)
        )
        self.out = nn.Linear(c, config.width, bias=False)

    def forward(self, given: Tensor) -> Tensor:
        x = self.embedding(given.view(-1, SIZE, SIZE)).permute(0, 3, 1, 2)  # (B, C, 32, 32)
        for conv in self.convs:
            x = x + F.relu(conv(x))
        return self.out(x.permute(0, 2, 3, 1).flatten(1, 2))


class SpriteTransformer(nn.Module):
    """The whole network. `forward` trains; `context` once and `step` 1,024 times draw."""

    place: Tensor
    table: Tensor

    def __init__(self, config: Config | None = None) -> None:
        super().__init__()
        self.config = config = config or Config()
        self.token = nn.Embedding(VOCABULARY, config.width)
        self.neighbour = nn.Embedding(len(NEIGHBOURS) * VOCABULARY, config.width)
        self.hint = Hint(config)
        self.blocks = nn.ModuleList(
            Block(config, along_column=bool(i % 2)) for i in range(config.layers)
        )
        self.norm = nn.LayerNorm(config.width)
        self.register_buffer("place", place_encoding(config.width), False)
        self.register_buffer("table", torch.arange(len(NEIGHBOURS)) * VOCABULARY, False)
        nn.init.normal_(self.token.weight, std=0.02)
        nn.init.normal_(self.neighbour.weight, std=0.1)

    def context(self, given: Tensor, labels: Tensor) -> Tensor:
        """What is known of each pixel before anything is drawn: (B, T, D).

        `given` (B, T) holds the colours that are fixed and MASK elsewhere; `labels` (B, 2) the
        tokens of zone and category, or PAD twice.
        """
        return self.place + self.hint(given) + self.embed(labels).sum(-2)[..., None, :]

    def forward(self, pixels: Tensor, given: Tensor, labels: Tensor) -> Tensor:
        """Logits of the 64 colours for each pixel: (B, T), (B, T), (B, 2) -> (B, T, 64)."""
        previous = F.pad(pixels[:, :-1], (1, 0), value=BOS)
        x = self.context(given, labels) + self.drawn(previous, neighbours(frame(pixels)))
        for block in self.blocks:
            x = block(x)
        return self.read(x)

    def step(
        self, previous: Tensor, around: Tensor, context: Tensor, cache: Cache, place: int
    ) -> Tensor:
        """Logits of pixel `place` from the pixel before it (B,) and its neighbours (B, K).

        `context` (B, D) is that pixel's; the cache is filled up to `place`. Returns (B, 64).
        """
        x = (context + self.drawn(previous, around))[:, None]  # (B, 1, D)
        for block, keys, values in zip(cast(Iterable[Block], self.blocks), *cache, strict=True):
            x = block.step(x, keys, values, place)
        return self.read(x)[:, 0]

    def empty_cache(self, sprites: int) -> Cache:
        """A cache for that many sprites, nothing drawn yet."""
        c = self.config
        shape = (c.layers, sprites, c.heads, PIXELS, c.width // c.heads)
        zeros = torch.zeros(shape, device=self.place.device)
        return Cache(zeros, zeros.clone())

    def embed(self, tokens: Tensor) -> Tensor:
        """Scaled, since the same small weights read the colours out (Vaswani et al., 3.4)."""
        return self.token(tokens) * self.config.width**0.5

    def drawn(self, previous: Tensor, around: Tensor) -> Tensor:
        around = around + self.table
        if torch.compiler.is_exporting():  # the exporter knows no shape of a bag
            return self.embed(previous) + self.neighbour(around).sum(-2)
        bag = F.embedding_bag(around.flatten(0, -2), self.neighbour.weight, mode="sum")
        return self.embed(previous) + bag.view(*previous.shape, -1)

    def read(self, x: Tensor) -> Tensor:
        return F.linear(self.norm(x), self.token.weight[:COLOURS])


def free_loss(logits: Tensor, pixels: Tensor, given: Tensor) -> Tensor:
    """Sum of the cross-entropy, in nats, over the pixels that are not given: a scalar."""
    targets = torch.where(given == MASK, pixels, -100)
    return F.cross_entropy(
        logits.float().flatten(0, 1), targets.flatten(), ignore_index=-100, reduction="sum"
    )
