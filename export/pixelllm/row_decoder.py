"""Drawing a row of pixels in a few passes instead of 32: speculative decoding that changes nothing.

Every pixel's random number is fixed beforehand (`sampling.uniforms`), so a pixel is a function of
those before it. A pass takes a draft of the row and computes several pixels at once, each as if
the draft before it were right. Up to and with the first that differs from its draft, all of them
are what one pixel at a time would have given; the rest become the next pass's draft (the Jacobi
iteration of Song et al. 2021, arXiv:2002.03629, as speculative decoding in the sense of Leviathan
et al. 2023, arXiv:2211.17192). The loop over passes travels with the exported graph.

Sprites begin together but are drawn one by one: a matrix product gains nothing from more rows than
a pass has, and sprites that wait for each other's drafts lose much.

All inputs and outputs are float32, tokens and seeds included. Shapes as in `pixelllm.model`, and:
B sprites; G = 1, or 2 where a sprite is asked for without its labels too, for guidance; M pixels
a pass; F pixels of the row that are final; C = layers / 2; R rows before this one that row layers
see; Y rows above.
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
    """Of one layer, for some pixels."""

    keys: Tensor
    values: Tensor


class Beginning(nn.Module):
    """What is known of every row before any is drawn."""

    def __init__(self, model: SpriteTransformer) -> None:
        super().__init__()
        self.model = model

    def forward(self, seeds: Tensor, labels: Tensor, given: Tensor) -> tuple[Tensor, Tensor]:
        """Rows of the network's context (B, 32, 32, G, D) and of random numbers (B, 32, 32).

        `seeds` (B, 2) are the upper and lower 16 bits of each seed; `labels` (G, B, 2) tokens,
        PAD in the second of two; `given` (B, 1024) tokens, MASK where a pixel is free.
        """
        high, low = seeds.long().unbind(1)
        context = self.model.context(given.long(), labels.long())  # (G, B, T, D)
        numbers = uniforms(high * 2**16 + low)
        rows = (SIZE, SIZE)
        return context.permute(1, 2, 0, 3).unflatten(1, rows), numbers.unflatten(1, rows)


class Row(NamedTuple):
    """What the passes over one row have in common."""

    before: Tensor  # (1,): the pixel before the row's first, BOS at the top
    given: Tensor  # (32,) tokens, MASK where a pixel is free
    context: Tensor  # (32, G, D), the neighbours above included
    past: list[KeysValues]  # (G, H, 32 R, S) along rows, (32, G, H, Y, S) up columns, in turns


class RowStart(nn.Module):
    """From what the caller keeps of the rows above to what the passes need, and a first draft."""

    def __init__(self, model: SpriteTransformer) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, context: Tensor, above: Tensor, given: Tensor, row_past: Tensor, column_past: Tensor
    ) -> tuple[Tensor, Row]:
        """A draft of the row (32,), and the row.

        `context` (32, G, D) is a row of what `Beginning` gives; `above` (3, 32) the rows above,
        PAD where there is none; `given` (32,) tokens. `row_past` (R, C, 2, 32, G, D) and
        `column_past` (Y, C, 2, 32, G, D) are keys and values, row by row, as `row_end` gives
        them.
        """
        above, given = above.long(), given.long()
        over, last = above[-1], above[-1, -1:]
        draft = torch.where(over == PAD, TRANSPARENT, over)
        draft = torch.where(given == MASK, draft, given)
        before = torch.where(last == PAD, BOS, last)
        context = context + self._neighbours_above(above)[:, None]
        heads = (self.model.config.heads, -1)
        rows = row_past.unflatten(-1, heads).permute(1, 2, 4, 5, 0, 3, 6).flatten(4, 5)
        columns = column_past.unflatten(-1, heads).permute(1, 2, 3, 4, 5, 0, 6)
        past = [
            KeysValues(kind[layer, 0], kind[layer, 1])
            for layer in range(self.model.config.layers // 2)
            for kind in (rows, columns)
        ]
        return draft, Row(before, given, context, past)

    def _neighbours_above(self, above: Tensor) -> Tensor:
        """The embedding of all of them together: (3, 32) -> (32, D)."""
        framed = F.pad(above, (REACH, REACH), value=PAD)
        ids = []
        for number in ABOVE:
            dy, dx = NEIGHBOURS[number]
            shifted = framed[REACH + dy, REACH + dx : REACH + dx + SIZE]
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
        """The pixels (M,), how many of them are final, and the row's keys and values.

        `places` (M,) are the next pixels F, F + 1, ...; `draft` (32,); `own` the keys and values
        of the row's final pixels (F, G, H, S), which come back with those of the M behind them
        (F + M, G, H, S); `uniform` (32,) a row of what `Beginning` gives.
        """
        left = self._left(draft, row.before)[:, None]
        x = (row.context + left).index_select(0, places)  # (M, G, D)
        earlier = row.past[0].keys.shape[2]
        columns = torch.arange(earlier + len(own[0].keys) + len(places)) - earlier
        ahead = torch.where(columns <= places[:, None], 0.0, -torch.inf)
        grown = []
        for block, past, final in zip(self.model.blocks, row.past, own, strict=True):
            x, new = _advance(cast(Block, block), x, places, past, final, ahead)
            grown.append(new)
        logits = self.model.read(x)  # (M, G, 64)
        logits = guided_logits(logits[:, 0], logits[:, -1], choice.guidance)
        chances = probabilities(logits, choice)
        pixels = pick(chances, uniform.index_select(0, places))
        fixed = row.given.index_select(0, places)
        pixels = torch.where(fixed == MASK, pixels, fixed)
        wrong = (pixels != draft.index_select(0, places)).long()
        right = (wrong.cumsum(0) == 0).sum()  # before the first wrong one
        return pixels, torch.minimum(right + 1, torch.tensor(places.shape[0])), grown

    def _left(self, draft: Tensor, before: Tensor) -> Tensor:
        """The embedding of the pixels to the left in the same row: (32, D)."""
        previous = torch.cat([before, draft[:-1]])
        framed = F.pad(draft, (REACH, 0), value=PAD)
        ids = []
        for number in LEFT:
            first = REACH + NEIGHBOURS[number][1]
            ids.append(framed[first : first + SIZE] + number * VOCABULARY)
        return self.model.embed(previous) + self.model.neighbour(torch.stack(ids, -1)).sum(-2)


def row_end(own: list[KeysValues]) -> tuple[Tensor, Tensor]:
    """A whole row's keys and values as the caller keeps them: (C, 2, 32, G, D) twice.

    First those of the row layers, then those of the column layers.
    """
    kept = torch.stack([torch.stack(layer) for layer in own]).flatten(-2)
    return kept[0::2], kept[1::2]


def _advance(
    block: Block, x: Tensor, places: Tensor, past: KeysValues, final: KeysValues, ahead: Tensor
) -> tuple[Tensor, KeysValues]:
    """One layer over M pixels of the row: (M, G, D) anew, and `final` grown by them."""
    attention: Attention = block.attention
    qkv = attention.qkv(block.norm_attention(x)).chunk(3, -1)
    q, k, v = (part.unflatten(-1, (attention.heads, -1)) for part in qkv)  # (M, G, H, S)
    q, k = attention.norm_q(q) * q.shape[-1] ** -0.5, attention.norm_k(k)
    grown = KeysValues(torch.cat([final.keys, k]), torch.cat([final.values, v]))
    if attention.along_column:
        y = _up_the_column(q, k, v, places, past)
    else:
        y = _along_the_row(q, past, grown, ahead)
    x = x + attention.out(y.flatten(-2))
    return x + block.mlp(block.norm_mlp(x)), grown


def _along_the_row(q: Tensor, past: KeysValues, own: KeysValues, ahead: Tensor) -> Tensor:
    """A pixel sees the rows before, and of its own what is left of it and itself.

    `ahead` (M, 32 R + F + M) is added to the scores: minus infinity where a pixel may not look.
    """
    keys, values = (
        torch.cat([earlier, new.permute(1, 2, 0, 3)], 2)  # (G, H, 32 R + F + M, S)
        for earlier, new in zip(past, own, strict=True)
    )
    scores = q.permute(1, 2, 0, 3) @ keys.transpose(-1, -2) + ahead
    return (scores.softmax(-1) @ values).permute(2, 0, 1, 3)


def _up_the_column(q: Tensor, k: Tensor, v: Tensor, places: Tensor, past: KeysValues) -> Tensor:
    """A pixel sees those above it, and itself."""
    keys, values = (part.index_select(0, places) for part in past)  # (M, G, H, Y, S)
    above = (keys @ q.unsqueeze(-1)).squeeze(-1)  # (M, G, H, Y)
    weights = torch.cat([above, (q * k).sum(-1, keepdim=True)], -1).softmax(-1)
    seen = (weights[..., :-1].unsqueeze(-2) @ values).squeeze(-2)
    return seen + weights[..., -1:] * v
