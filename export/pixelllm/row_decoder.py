"""Drawing a row of pixels in a few passes instead of 32: speculative decoding that changes nothing.

Every pixel's random number is fixed beforehand (`sampling.uniforms`), so a pixel is a function of
those before it. A pass takes a draft of the row and computes several pixels at once, each as if
the draft before it were right. Up to and with the first that differs from its draft, all of them
are what one pixel at a time would have given; the rest become the next pass's draft (the Jacobi
iteration of Song et al. 2021, arXiv:2002.03629, as speculative decoding in the sense of Leviathan
et al. 2023, arXiv:2211.17192). The loop over passes travels with the exported graph.

All inputs and outputs are float32, tokens and seeds included. Shapes as in `pixelllm.model`, and:
B sprites; G = 1, or 2 where each is asked for without its labels too, for guidance; N = G B;
M pixels a pass; R rows before this one that row layers see; Y rows above; C = layers / 2.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pixelllm.model import NEIGHBOURS, REACH, Attention, Block, SpriteTransformer
from pixelllm.sampling import GraphChoice, guided_logits, pick, probabilities, uniforms
from pixelllm.vocabulary import BOS, MASK, PAD, SIZE, TRANSPARENT


class Beginning(nn.Module):
    """What is known of every row before any is drawn."""

    def __init__(self, model: SpriteTransformer) -> None:
        super().__init__()
        self.model = model

    def forward(self, seeds: Tensor, labels: Tensor, given: Tensor) -> tuple[Tensor, Tensor]:
        """Rows of the network's context (32, G, B, 32, D) and of random numbers (32, B, 32).

        `seeds` (B, 2) are the upper and lower 16 bits of each seed; `labels` (G, B, 2) tokens,
        PAD in the second of two; `given` (B, 1024) tokens, MASK where a pixel is free.
        """
        high, low = seeds.long().unbind(1)
        context = self.model.context(given.long(), labels.long())
        numbers = uniforms(high * 2**16 + low)
        return (
            context.unflatten(2, (SIZE, SIZE)).permute(2, 0, 1, 3, 4),
            numbers.unflatten(1, (SIZE, SIZE)).transpose(0, 1),
        )


class Row(NamedTuple):
    """What the passes over one row have in common."""

    last: Tensor  # (B, 1): the pixel before the row's first, BOS at the top
    framed: Tensor  # (B, 3, 38): the rows above, PAD at both sides
    given: Tensor  # (B, 32) tokens, MASK where a pixel is free
    row_keys_values: Tensor  # (C, 2, N, H, R * 32, S)
    column_keys_values: Tensor  # (C, 2, N, H, 32, Y, S)


class RowStart(nn.Module):
    """From what the caller keeps of the rows above to what the passes need, and a first draft."""

    def __init__(self, model: SpriteTransformer) -> None:
        super().__init__()
        self.heads = model.config.heads

    def forward(
        self, above: Tensor, given: Tensor, row_past: Tensor, column_past: Tensor
    ) -> tuple[Tensor, Row]:
        """A draft of the row (B, 32), and the row.

        `above` (3, B, 32) are the rows above, PAD where there is none; `given` (B, 32) tokens.
        `row_past` (R, C, 2, N, 32, D) and `column_past` (Y, C, 2, N, 32, D) are keys and values,
        row by row, as `RowEnd` returns them: (1, C, 2, N, 32, D).
        """
        above, given = above.long().transpose(0, 1), given.long()  # (B, 3, 32), (B, 32)
        last, over = above[:, -1, -1:], above[:, -1]
        draft = torch.where(over == PAD, TRANSPARENT, over)
        rows = row_past.unflatten(-1, (self.heads, -1))
        columns = column_past.unflatten(-1, (self.heads, -1))
        return torch.where(given == MASK, draft, given), Row(
            torch.where(last == PAD, BOS, last),
            F.pad(above, (REACH, REACH), value=PAD),
            given,
            rows.permute(1, 2, 3, 5, 0, 4, 6).flatten(4, 5),
            columns.permute(1, 2, 3, 5, 4, 0, 6),
        )


class RowPass(nn.Module):
    """Computes some pixels of a row at once, each as if the draft left of it were right."""

    def __init__(self, model: SpriteTransformer) -> None:
        super().__init__()
        self.model = model

    def forward(
        self,
        places: Tensor,
        draft: Tensor,
        own: Tensor,
        row: Row,
        context: Tensor,
        uniform: Tensor,
        choice: GraphChoice,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """How many more pixels are final, the draft anew, and the row's keys and values anew.

        `places` (M,) are neighbours in the row, and those before them final; `draft` (B, 32);
        `own` (2 C, 2, N, H, 32, S); `context` (G, B, 32, D) and `uniform` (B, 32) are rows of
        what `Beginning` gives.
        """
        previous = torch.cat([row.last, draft[:, :-1]], 1).index_select(1, places)
        around = _neighbours(row.framed, draft).index_select(1, places)
        drawn = self.model.drawn(previous, around)  # (B, M, D)
        x = (context.index_select(2, places) + drawn).flatten(0, 1)  # (N, M, D)
        keys_values = []
        for number, block in enumerate(self.model.blocks):
            past = (row.column_keys_values if number % 2 else row.row_keys_values)[number // 2]
            x, new = _advance(cast(Block, block), x, past, own[number], places)
            keys_values.append(new)
        logits = self.model.read(x).unflatten(0, context.shape[:2])  # (G, B, M, 64)
        logits = guided_logits(logits[0], logits[-1], choice.guidance)
        chances = probabilities(logits.flatten(0, 1), choice)
        numbers = uniform.index_select(1, places)
        pixels = pick(chances, numbers.flatten()).view(numbers.shape)
        fixed = row.given.index_select(1, places)
        pixels = torch.where(fixed == MASK, pixels, fixed)
        wrong = (pixels != draft.index_select(1, places)).long()
        right = (wrong.cumsum(1) == 0).sum(1).amin(0)  # before the first wrong one of any sprite
        final = torch.minimum(right + 1, torch.tensor(places.shape[0]))
        return final, draft.index_copy(1, places, pixels), torch.stack(keys_values)


def row_end(draft: Tensor, own: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The row (B, 32) and its keys and values for row and column layers (1, C, 2, N, 32, D)."""
    kept = own.transpose(3, 4).flatten(-2)[None]
    return draft.float(), kept[:, 0::2], kept[:, 1::2]


def _neighbours(above: Tensor, row: Tensor) -> Tensor:
    """The drawn pixels around each of a row: (B, 3, 38), (B, 32) -> (B, 32, K)."""
    rows = torch.cat([above, F.pad(row, (REACH, REACH), value=PAD)[:, None]], 1)
    parts = [rows[:, REACH + dy, REACH + dx : REACH + dx + SIZE] for dy, dx in NEIGHBOURS]
    return torch.stack(parts, -1)


def _advance(
    block: Block, x: Tensor, past: Tensor, own: Tensor, places: Tensor
) -> tuple[Tensor, Tensor]:
    """One layer over the pixels `places` of the row.

    Returns (N, M, D) and the row's own keys and values (2, N, H, 32, S), both anew.
    """
    attention: Attention = block.attention
    q, k, v = attention.project(block.norm_attention(x))  # (N, H, M, S)
    own = own.index_copy(3, places, torch.stack([k, v]))
    q = q * q.shape[-1] ** -0.5
    if attention.along_column:
        y = _up_the_column(q, k, v, past.index_select(3, places))
    else:
        y = _along_the_row(q, torch.cat([past, own], 3), places)
    x = x + attention.out(y.transpose(1, 2).flatten(2))
    return x + block.mlp(block.norm_mlp(x)), own


def _along_the_row(q: Tensor, keys_values: Tensor, places: Tensor) -> Tensor:
    """Of the row, the last 32 of the keys, a pixel sees itself and what is left of it."""
    keys, values = keys_values.unbind(0)  # (N, H, R * 32 + 32, S)
    ahead = torch.where(torch.arange(SIZE) <= places[:, None], 0.0, -torch.inf)  # (M, 32)
    mask = F.pad(ahead, (keys.shape[2] - SIZE, 0))
    return (q @ keys.transpose(-1, -2) + mask).softmax(-1) @ values


def _up_the_column(q: Tensor, k: Tensor, v: Tensor, past: Tensor) -> Tensor:
    """Of the row a pixel sees itself alone, and the pixels above it (2, N, H, M, Y, S)."""
    keys, values = past.unbind(0)
    above = (keys @ q[..., None])[..., 0]  # (N, H, M, Y)
    scores = torch.cat([above, (q * k).sum(-1, keepdim=True)], -1)
    weights = scores.softmax(-1)
    return (weights[..., None, :-1] @ values)[..., 0, :] + weights[..., -1:] * v
