"""Drawing sprites: first the silhouette, then the colours inside, each sprite from its own seed.

The silhouette is drawn at temperature 1, whatever is asked for the colours: sharpening "still
background" a thousand times over is what makes cold samples empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import torch
from aipixel.sprites.choice import Choice
from numpy.typing import NDArray
from torch import Tensor

from pixelllm.grid import BLOCKS, INSIDE, pixel_places
from pixelllm.paint_network import PaintNetwork, paint_given, tokens_of
from pixelllm.shape_network import ShapeNetwork, opaque_of, shape_given
from pixelllm.sprite_network import SpriteNetwork
from pixelllm.transformer import KeysValues
from pixelllm.vocabulary import BOS, MASK, PAD, PIXELS, SIZE

WORD, GOLDEN_RATIO = 2**32, 0x9E3779B9
SHAPE_NUMBERS = 4 * PIXELS  # random numbers from there on are the silhouette's
BATCH = 72  # sprites drawn at once


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
    in any batch and wherever the graph runs (the mixer is C. Wellons' `lowbias32`). The first
    1,024 are for the colours, one for each pixel.
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
    """Of the colours, after temperature and cuts: (N, colours) -> same, rows sum to 1."""
    chances = (logits / choice.temperature).softmax(1)
    ranked = chances.sort(1, descending=True).values
    last = torch.as_tensor(choice.top_k, device=logits.device).long().view(1) - 1
    last = last.clamp(max=logits.shape[1] - 1)
    floor = torch.maximum(choice.min_p * ranked[:, :1], ranked.index_select(1, last))
    return chances.masked_fill(chances < floor, 0.0)


def pick(chances: Tensor, uniform: Tensor) -> Tensor:
    """The index whose stretch of the cumulated chances holds the number: (N, C), (N,) -> (N,).

    Chances need not sum to 1.
    """
    heaps = chances.cumsum(1)
    below = (heaps <= uniform[:, None] * heaps[:, -1:]).sum(1)
    # Rounding can leave the number at the whole sum: then the last index that has a chance at all.
    places = torch.arange(chances.shape[1], device=chances.device)
    return torch.minimum(below, torch.where(chances > 0, places, 0).amax(1))


def guided_logits(with_labels: Tensor, without: Tensor, guidance: float | Tensor) -> Tensor:
    """Logits that lean on the labels: 1 is the network as trained, 0 ignores them."""
    return without + guidance * (with_labels - without)


class ShapeStep(NamedTuple):
    """What is carried from one block of a silhouette to the next."""

    masks: Tensor  # (B, N), drawn up to here
    past: list[KeysValues]


def shape_step(
    network: ShapeNetwork,
    place: Tensor,
    drawn: ShapeStep,
    context: Tensor,
    possible: Tensor,
    uniform: Tensor,
    choice: Choice | GraphChoice,
) -> ShapeStep:
    """Draws the block at `place` (1,) of every silhouette.

    `context` (G, B, N, D), G = 2 where the second is without labels, for guidance; `possible`
    (B, N, 16); `uniform` (B, N).
    """
    here = context.index_select(2, place)[:, :, 0]
    logits, past = network.logits_at(place, drawn.masks, here, drawn.past)
    logits = guided_logits(logits[0], logits[-1], choice.guidance) / choice.edge_temperature
    allowed = possible.index_select(1, place)[:, 0]
    chances = logits.masked_fill(~allowed, -torch.inf).softmax(1)
    mask = pick(chances, uniform.index_select(1, place)[:, 0])
    chosen = torch.arange(BLOCKS, device=mask.device) == place
    return ShapeStep(torch.where(chosen, mask[:, None], drawn.masks), past)


class PaintStep(NamedTuple):
    """What is carried from one block of the colours to the next."""

    canvas: Tensor  # (B, 1024), painted up to here, given colours and background included
    before: Tensor  # (B, 4), the block painted last
    past: list[KeysValues]


def paint_step(
    network: PaintNetwork,
    place: Tensor,
    painted: PaintStep,
    context: Tensor,
    given: Tensor,
    uniform: Tensor,
    choice: Choice | GraphChoice,
) -> PaintStep:
    """Paints the block at each sprite's `place` (B,), or none where that is negative.

    `context` (G, B, N, D) as in `shape_step`; `given` (B, 1024) as `paint_given` makes it;
    `uniform` (B, 1024).
    """
    canvas, before, past = painted
    real = place >= 0
    place = place.clamp(min=0)
    groups, width = context.shape[0], context.shape[3]
    here = context.gather(2, place[None, :, None, None].expand(groups, -1, 1, width))
    x, past = network.block_at(place, canvas, before, here[:, :, 0], past)
    pixels = pixel_places().to(place.device)[place]  # (B, 4)
    fixed, numbers = given.gather(1, pixels), uniform.gather(1, pixels)
    block = canvas.gather(1, pixels)
    for number in range(INSIDE):
        logits = network.choose(x, block, torch.full_like(place, number))
        logits = guided_logits(logits[0], logits[-1], choice.guidance)
        colour = 1 + pick(probabilities(logits, choice), numbers[:, number])
        colour = torch.where((fixed[:, number] == MASK) & real, colour, block[:, number])
        block = torch.cat([block[:, :number], colour[:, None], block[:, number + 1 :]], 1)
    canvas = canvas.scatter(1, pixels, block)
    return PaintStep(canvas, torch.where(real[:, None], block, before), past)


@torch.inference_mode()
def draw(
    model: SpriteNetwork,
    labels: Tensor,
    seeds: NDArray[np.integer],
    choice: Choice | None = None,
    given: Tensor | None = None,
    silhouettes: Tensor | None = None,
) -> NDArray[np.uint8]:
    """Sprites for tokens of labels (N, A) and seeds (N,): indices (N, 32, 32).

    `given` (N, 1024) holds colours that stay as they are, TRANSPARENT where background does, MASK
    elsewhere. `silhouettes` (N, 1024) bool: what is opaque, where that is known already. The same
    seed, labels and choice give the same sprite in any batch, but for a rounding that meets a
    boundary of the choice to seven digits.
    """
    choice, device = choice or Choice(), model.paint.place.device
    numbers = torch.from_numpy(seeds.astype(np.int64)).to(device)
    given = torch.full((len(labels), PIXELS), MASK) if given is None else given
    labels, given = labels.to(device), given.to(device)
    groups = torch.stack([labels, torch.full_like(labels, PAD)][: 1 + (choice.guidance != 1.0)])
    if silhouettes is None:
        silhouettes = draw_shapes(model.shape, groups, numbers, choice, shape_given(given))
    sprites = paint(model.paint, groups, numbers, choice, paint_given(given, silhouettes))
    return sprites.view(-1, SIZE, SIZE).to(torch.uint8).cpu().numpy()


def draw_shapes(
    network: ShapeNetwork, labels: Tensor, seeds: Tensor, choice: Choice, given: Tensor
) -> Tensor:
    """Silhouettes (N, 1024) bool for labels (G, N, A); `given` (N, 1024), FREE where it is."""
    context = torch.stack([network.context(given, each) for each in labels])
    possible = network.possible(given)
    uniform = uniforms(seeds, SHAPE_NUMBERS, BLOCKS)
    groups, count = labels.shape[:2]
    masks = torch.zeros(count, BLOCKS, dtype=torch.long, device=given.device)
    drawn = ShapeStep(masks, network.decoder.nothing(groups, count))
    for number in range(BLOCKS):
        place = torch.tensor([number], device=given.device)
        drawn = shape_step(network, place, drawn, context, possible, uniform, choice)
    return opaque_of(drawn.masks)


def paint(
    network: PaintNetwork, labels: Tensor, seeds: Tensor, choice: Choice, given: Tensor
) -> Tensor:
    """Sprites (N, 1024) for labels (G, N, A) and what `paint_given` made."""
    context = torch.stack([network.context(given, each) for each in labels])
    groups, count = labels.shape[:2]
    before = torch.full((count, INSIDE), BOS, device=given.device)
    painted = PaintStep(given, before, network.decoder.nothing(groups, count))
    places, real = tokens_of(given > 0)
    uniform = uniforms(seeds)
    for place in torch.where(real, places, -1).T:
        painted = paint_step(network, place, painted, context, given, uniform, choice)
    return painted.canvas


def draw_in_batches(
    model: SpriteNetwork,
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
