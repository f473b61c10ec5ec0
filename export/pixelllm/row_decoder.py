"""Drawing a row of pixels in a few passes instead of 32: speculative decoding that changes nothing.

Every pixel's random number is fixed beforehand (`sampling.uniforms`), so a pixel is a function of
those before it. A pass takes a draft of the row and computes several pixels at once, each as if
the draft before it were right. Up to and with the first that differs from its draft, all of them
are what one pixel at a time would have given; the rest become the next pass's draft (the Jacobi
iteration of Song et al. 2021, arXiv:2002.03629, as speculative decoding in the sense of Leviathan
et al. 2023, arXiv:2211.17192). The loop over passes travels with the exported graph.

All inputs and outputs are float32, tokens and seeds included. Shapes as in `pixelllm.model`, and:
B sprites; G = 1, or 2 where each is asked for without its labels too, for guidance; N = G B;
M pixels a pass; F pixels of the row that are final; C = layers / 2; R rows before this one that
row layers see; Y rows above.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pixelllm.model import NEIGHBOURS, REACH, Attention, Block, SpriteTransformer
from pixelllm.sampling import GraphChoice, guided_logits, pick, probabilities, uniforms
from pixelllm.vocabulary import BOS, MASK, PAD, SIZE, TRANSPARENT, VOCABULARY

LEFT = [number for number, (dy, _) in enumerate(NEIGHBOURS) if dy == 0]
ABOVE = [number for number, (dy, _) in enumerate(NEIGHBOURS) if dy < 0]


class KeysValues(NamedTuple):
    """Of one layer, for the pixels that a pass can look back to."""

    keys: Tensor
    values: Tensor


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

    before: Tensor  # (B, 1): the pixel before the row's first, BOS at the top
    given: Tensor  # (B, 32) tokens, MASK where a pixel is free
    context: Tensor  # (G, B, 32, D), the neighbours above included
    past: list[KeysValues]  # (N, H, 32 R, S) along rows, (N, H, 32, Y, S) up columns, in turns


class RowStart(nn.Module):
    """From what the caller keeps of the rows above to what the passes need, and a first draft."""

    def __init__(self, model: SpriteTransformer) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, context: Tensor, above: Tensor, given: Tensor, row_past: Tensor, column_past: Tensor
    ) -> tuple[Tensor, Row]:
        """A draft of the row (B, 32), and the row.

        `context` (G, B, 32, D) as `Beginning` gives it; `above` (3, B, 32) the rows above, PAD
        where there is none; `given` (B, 32) tokens. `row_past` (R, C, 2, N, 32, D) and
        `column_past` (Y, C, 2, N, 32, D) are keys and values, row by row, as `row_end` gives
        them.
        """
        above, given = above.long().transpose(0, 1), given.long()  # (B, 3, 32), (B, 32)
        over, last = above[:, -1], above[:, -1, -1:]
        draft = torch.where(over == PAD, TRANSPARENT, over)
        draft = torch.where(given == MASK, draft, given)
        before = torch.where(last == PAD, BOS, last)
        context = context + self._neighbours_above(above)
        heads = (self.model.config.heads, -1)
        rows = row_past.unflatten(-1, heads).permute(1, 2, 3, 5, 0, 4, 6).flatten(4, 5)
        columns = column_past.unflatten(-1, heads).permute(1, 2, 3, 5, 4, 0, 6)
        past = [
            KeysValues(kind[layer, 0], kind[layer, 1])
            for layer in range(self.model.config.layers // 2)
            for kind in (rows, columns)
        ]
        return draft, Row(before, given, context, past)

    def _neighbours_above(self, above: Tensor) -> Tensor:
        """The embedding of all of them together: (B, 3, 32) -> (B, 32, D)."""
        framed = F.pad(above, (REACH, REACH), value=PAD)
        ids = []
        for number in ABOVE:
            dy, dx = NEIGHBOURS[number]
            shifted = framed[:, REACH + dy, REACH + dx : REACH + dx + SIZE]
            ids.append(shifted + number * VOCABULARY)
        return self.model.neighbour(torch.stack(ids, -1)).sum(-2)


class RowPass(nn.Module):
    """Computes some pixels of a row at once, each as if the draft left of it were right."""

    def __init__(self, model: SpriteTransformer) -> None:
        super().__init__()
        self.model = model

    def forward(
        self,
        places: Tensor,
        draft: Tensor,
        own: list[KeysValues],
        row: Row,
        uniform: Tensor,
        choice: GraphChoice,
    ) -> tuple[Tensor, Tensor, list[KeysValues]]:
        """The pixels (B, M), how many of them are final, and the row's keys and values.

        `places` (M,) are the next pixels F, F + 1, ...; `draft` (B, 32); `own` the keys and
        values of the row's final pixels (N, H, F, S), which come back with those of the M behind
        them (N, H, F + M, S); `uniform` (B, 32) a row of what `Beginning` gives.
        """
        x = row.context.index_select(2, places) + self._left(places, draft, row.before)
        x = x.flatten(0, 1)  # (N, M, D)
        grown = []
        for block, past, final in zip(self.model.blocks, row.past, own, strict=True):
            x, new = _advance(cast(Block, block), x, places, past, final)
            grown.append(new)
        logits = self.model.read(x).unflatten(0, row.context.shape[:2])  # (G, B, M, 64)
        logits = guided_logits(logits[0], logits[-1], choice.guidance)
        chances = probabilities(logits.flatten(0, 1), choice)
        numbers = uniform.index_select(1, places)
        pixels = pick(chances, numbers.flatten()).view(numbers.shape)
        fixed = row.given.index_select(1, places)
        pixels = torch.where(fixed == MASK, pixels, fixed)
        wrong = (pixels != draft.index_select(1, places)).long()
        right = (wrong.cumsum(1) == 0).sum(1).amin(0)  # before the first wrong one of any sprite
        return pixels, torch.minimum(right + 1, torch.tensor(places.shape[0])), grown

    def _left(self, places: Tensor, draft: Tensor, before: Tensor) -> Tensor:
        """The embedding of the pixels to the left in the same row: (B, M, D)."""
        previous = torch.cat([before, draft], 1).index_select(1, places)
        framed = F.pad(draft, (REACH, 0), value=PAD)
        ids = [
            framed.index_select(1, places + REACH + NEIGHBOURS[number][1]) + number * VOCABULARY
            for number in LEFT
        ]
        return self.model.embed(previous) + self.model.neighbour(torch.stack(ids, -1)).sum(-2)


def row_end(own: list[KeysValues]) -> tuple[Tensor, Tensor]:
    """A whole row's keys and values as the caller keeps them: (1, C, 2, N, 32, D) twice.

    First those of the row layers, then those of the column layers.
    """
    kept = torch.stack([torch.stack(layer) for layer in own]).transpose(3, 4).flatten(-2)
    return kept[None, 0::2], kept[None, 1::2]


def _advance(
    block: Block, x: Tensor, places: Tensor, past: KeysValues, final: KeysValues
) -> tuple[Tensor, KeysValues]:
    """One layer over M pixels of the row: (N, M, D) anew, and `final` grown by them."""
    attention: Attention = block.attention
    q, k, v = attention.project(block.norm_attention(x))  # (N, H, M, S)
    q = q * q.shape[-1] ** -0.5
    grown = KeysValues(torch.cat([final.keys, k], 2), torch.cat([final.values, v], 2))
    if attention.along_column:
        y = _up_the_column(q, k, v, places, past)
    else:
        y = _along_the_row(q, places, past, grown)
    x = x + attention.out(y.transpose(1, 2).flatten(2))
    return x + block.mlp(block.norm_mlp(x)), grown


def _along_the_row(q: Tensor, places: Tensor, past: KeysValues, own: KeysValues) -> Tensor:
    """A pixel sees the rows before, and of its own what is left of it and itself."""
    keys = torch.cat([past.keys, own.keys], 2)  # (N, H, 32 R + F + M, S)
    values = torch.cat([past.values, own.values], 2)
    columns = torch.arange(keys.shape[2]) - past.keys.shape[2]
    mask = torch.where(columns <= places[:, None], 0.0, -torch.inf)
    return (q @ keys.transpose(-1, -2) + mask).softmax(-1) @ values


def _up_the_column(q: Tensor, k: Tensor, v: Tensor, places: Tensor, past: KeysValues) -> Tensor:
    """A pixel sees those above it, and itself."""
    keys, values = (part.index_select(2, places) for part in past)  # (N, H, M, Y, S)
    above = (keys @ q[..., None])[..., 0]  # (N, H, M, Y)
    weights = torch.cat([above, (q * k).sum(-1, keepdim=True)], -1).softmax(-1)
    return (weights[..., None, :-1] @ values)[..., 0, :] + weights[..., -1:] * v
