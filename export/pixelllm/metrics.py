"""Numbers about sets of sprites, each (N, 32, 32) palette indices with 0 transparent."""

from __future__ import annotations

import hashlib
from itertools import combinations

import numpy as np
from aipixel.pixels.neighbours import FOUR, Offsets, orphans
from numpy.typing import NDArray

from pixelllm.vocabulary import TRANSPARENT

FEWEST = 20  # opaque pixels: below it a sprite counts as empty
SMALLEST = 1e-4  # of a real rate that another is divided by

Pixels = NDArray[np.uint8]


def empty(sprites: Pixels) -> NDArray[np.bool_]:
    """Which sprites have fewer than 20 opaque pixels: (N,)."""
    return np.asarray((sprites != TRANSPARENT).sum((1, 2)) < FEWEST)


def isolated(sprites: Pixels, around: Offsets = FOUR) -> float:
    """The share of opaque pixels with no neighbour of their own index, 0 to 1.

    With `EIGHT` neighbours these are orphans proper, of which the generator's sprites have none;
    with four, the real share is above 0 and another can be measured by it.
    """
    return float(orphans(sprites, around).sum() / max(1, np.count_nonzero(sprites)))


def colours(sprites: Pixels) -> float:
    """The mean number of opaque colours of a sprite."""
    counts = [np.count_nonzero(np.unique(sprite)) for sprite in sprites]
    return float(np.mean(counts))


def digests(sprites: Pixels) -> set[bytes]:
    """A hash of each sprite: two are equal if and only if the sprites are."""
    return {_digest(sprite) for sprite in sprites}


def copies(sprites: Pixels, known: set[bytes]) -> float:
    """The share of sprites that are among the known ones, 0 to 1."""
    return float(np.mean([_digest(sprite) in known for sprite in sprites]))


def _digest(sprite: Pixels) -> bytes:
    return hashlib.blake2b(sprite.tobytes(), digest_size=12).digest()


def nearest(sprites: Pixels, others: Pixels) -> float:
    """The mean, over sprites, of the share of pixels in which the most alike other differs."""
    return float(np.mean([_differing(sprite, others).min() for sprite in sprites]))


def diversity(sprites: Pixels) -> float:
    """The mean share of pixels in which two of the sprites differ, 0 to 1; 0 for one sprite."""
    pairs = [float((a != b).mean()) for a, b in combinations(sprites, 2)]
    return float(np.mean(pairs)) if pairs else 0.0


def _differing(sprite: Pixels, others: Pixels) -> NDArray[np.float64]:
    flat = others.reshape(len(others), -1) != sprite.ravel()
    return np.asarray(np.count_nonzero(flat, axis=1) / flat.shape[1])


def ratio(value: float, real: float) -> float:
    """A value by that of real data, which counts as one in ten thousand at least."""
    return value / max(real, SMALLEST)
