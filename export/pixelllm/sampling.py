"""Drawing sprites pixel by pixel, many at once, each from its own seed.

A choice is made in two: background or colour at temperature 1, whatever is asked; then which
colour, at the temperature asked. Sharpening the first choice a thousand times over ("still
background") is what makes cold samples empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import torch
from aipixel.sprites.choice import Choice
from numpy.typing import NDArray
from torch import Tensor

from pixelllm.model import REACH, SpriteTransformer, frame, neighbours_at
from pixelllm.vocabulary import BOS, COLOURS, MASK, PAD, PIXELS, SIZE, TRANSPARENT

WORD, GOLDEN_RATIO = 2**32, 0x9E3779B9
BATCH = 72  # sprites drawn at once: each keeps 9 MB of keys and values


class GraphChoice(NamedTuple):
    """A `Choice` whose values are inputs of a graph: float32 (1,) each."""

    temperature: Tensor
    top_k: Tensor
    min_p: Tensor
    guidance: Tensor
    edge_temperature: Tensor


def uniforms(seeds: Tensor, first: int = 0, count: int = PIXELS) -> Tensor:
    """`count` numbers in [0, 1) for each seed, 0 to 2^32 - 1: int64 (N,) -> (N, count).

    Counted, not drawn: number i, from `first` on, is a hash of (seed, i), so a sprite is the same
    in any batch and wherever the graph runs (the mixer is C. Wellons' `lowbias32`). Drawing uses
    the first 1,024, one for each pixel.
    """
    places = torch.arange(first, first + count, device=seeds.device)
    counted = _mix(seeds)[:, None] + places * GOLDEN_RATIO
    return (_mix(counted % WORD) // 2**8).float() * 2.0**-24


def _mix(x: Tensor) -> Tensor:
    x = _times(x ^ (x // 2**16), 0x7FEB352D)
    x = _times(x ^ (x // 2**15), 0x846CA68B)
    return x ^ (x // 2**16)


def _times(x: Tensor, factor: int) -> Tensor:
    """The product modulo 2^32, in halves so that no product overflows."""
    high, low = x // 2**16, x % 2**16
    return (high * factor % 2**16 * 2**16 + low * factor) % WORD


def probabilities(logits: Tensor, choice: Choice | GraphChoice) -> Tensor:
    """Of the 64 indices, after temperature and cuts: (N, 64) -> (N, 64), rows sum to 1."""
    colours = logits[:, 1:]
    # Background against any colour, as one logit.
    edge = logits[:, :1] - colours.logsumexp(1, keepdim=True)
    background = torch.sigmoid(edge / choice.edge_temperature)
    chances = (colours / choice.temperature).softmax(1)
    ranked = chances.sort(1, descending=True).values
    last = torch.as_tensor(choice.top_k, device=logits.device).long().view(1) - 1
    floor = torch.maximum(choice.min_p * ranked[:, :1], ranked.index_select(1, last))
    chances = chances.masked_fill(chances < floor, 0.0)
    chances = chances / chances.sum(1, keepdim=True)
    return torch.cat([background, (1 - background) * chances], 1)


def pick(chances: Tensor, uniform: Tensor) -> Tensor:
    """The index whose stretch of the cumulated chances holds the number: (N, 64), (N,) -> (N,)."""
    below = (chances.cumsum(1) <= uniform[:, None]).sum(1)
    # Rounding can leave the sum just under 1: then the last index that has a chance at all.
    last = torch.where(chances > 0, torch.arange(COLOURS, device=chances.device), 0).amax(1)
    return torch.minimum(below, last)


def guided_logits(with_labels: Tensor, without: Tensor, guidance: float | Tensor) -> Tensor:
    """Logits that lean on zone and category: 1 is the network as trained, 0 ignores them."""
    return without + guidance * (with_labels - without)


@torch.inference_mode()
def draw(
    model: SpriteTransformer,
    labels: Tensor,
    seeds: NDArray[np.integer],
    choice: Choice | None = None,
    given: Tensor | None = None,
) -> NDArray[np.uint8]:
    """Sprites for tokens of zone and category (N, 2) and seeds (N,): indices (N, 32, 32).

    `given` (N, 1024) holds colours that stay as they are, MASK elsewhere. The same seed, labels
    and choice give the same sprite in any batch, but for a rounding that meets a boundary of
    the choice to seven digits.
    """
    choice = choice or Choice()
    n, device = len(labels), model.place.device
    numbers = uniforms(torch.from_numpy(seeds.astype(np.int64)).to(device))
    given = torch.full((n, PIXELS), MASK) if given is None else given
    labels, given = labels.to(device), given.to(device)
    guided = choice.guidance != 1.0
    if guided:  # the second half of every batch is the same sprites without their labels
        labels = torch.cat([labels, torch.full_like(labels, PAD)])
        given = torch.cat([given, given])

    context = model.context(given, labels)
    cache = model.empty_cache(len(labels))
    canvas = frame(torch.full((len(labels), PIXELS), TRANSPARENT, device=device))
    previous = torch.full((len(labels),), BOS, device=device)
    for place in range(PIXELS):
        around = neighbours_at(canvas, place)
        logits = model.step(previous, around, context[:, place], cache, place)
        if guided:
            with_labels, without = logits.chunk(2)
            logits = guided_logits(with_labels, without, choice.guidance)
        chosen = pick(probabilities(logits.float(), choice), numbers[:, place])
        if guided:
            chosen = torch.cat([chosen, chosen])
        previous = torch.where(given[:, place] == MASK, chosen, given[:, place])
        y, x = divmod(place, SIZE)
        canvas[:, REACH + y, REACH + x] = previous
    return canvas[:n, REACH:, REACH : REACH + SIZE].to(torch.uint8).cpu().numpy()


def draw_in_batches(
    model: SpriteTransformer,
    labels: Tensor,
    seeds: NDArray[np.integer],
    choice: Choice | None = None,
    done: Callable[[int, int], None] = lambda _count, _total: None,
) -> Iterator[NDArray[np.uint8]]:
    """As `draw`, for many: yields (up to 72, 32, 32) and tells how many of all are done."""
    for start in range(0, len(labels), BATCH):
        part = slice(start, start + BATCH)
        yield draw(model, labels[part], seeds[part], choice)
        done(min(start + BATCH, len(labels)), len(labels))
