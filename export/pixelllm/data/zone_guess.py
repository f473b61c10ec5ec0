"""The zone a sprite's colours speak of, for art that names a category alone."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pixelllm.synthetic import draw_batch
from pixelllm.vocabulary import COLOURS, ZONES

_SAMPLES = 36 * 6


def guess_zone(sprite: NDArray[np.uint8]) -> int:
    """The zone, 0 to 5, whose drawn creatures use colours most like those of a (32, 32) sprite."""
    return int(np.linalg.norm(_zone_means() - _shares(sprite), axis=1).argmin())


@lru_cache(maxsize=1)
def _zone_means() -> NDArray[np.float64]:
    """(6, 63): the mean colour shares of each zone's creatures."""
    sprites, labels = draw_batch(range(_SAMPLES))
    shares = np.stack([_shares(sprite) for sprite in sprites])
    return np.stack([shares[labels[:, 0] == zone].mean(axis=0) for zone in range(len(ZONES))])


def _shares(sprite: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The root of each opaque colour's share, which keeps large areas from drowning small ones."""
    counts = np.bincount(sprite.ravel(), minlength=COLOURS)[1:]
    return np.asarray(np.sqrt(counts / max(counts.sum(), 1)))
