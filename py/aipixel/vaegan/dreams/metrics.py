"""Numbers that tell a lively dream from a collapsed one, from pictures alone.

Pictures are (N, 3, H, W) floats in [0, 1]; "the nine" are the originals being learned.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pictures = NDArray[np.float32]

LEAST = 1e-3  # that the nine are taken to differ by, and to have flat, where own ones do less
FLAT = 0.04  # neighbours nearer than this in every channel count as equal


@dataclass(frozen=True)
class DreamMetrics:
    """diversity: mean distance between dreams, over that between the nine (1 is as varied).
    present: how many of the nine are the nearest of two dreams or more.
    flatness: share of neighbouring pixels that are equal, over that in the nine.
    distance: mean absolute difference to the nearest of the nine (0 is a copy).
    """

    diversity: float
    present: int
    flatness: float
    distance: float


def mean_absolute_error(a: Pictures, b: Pictures) -> NDArray[np.float32]:
    """Per picture: (N, 3, H, W) twice -> (N,)."""
    return np.asarray(np.abs(a - b).mean(axis=(1, 2, 3)), dtype=np.float32)


def distances(a: Pictures, b: Pictures) -> NDArray[np.float32]:
    """Mean absolute difference of every picture of `a` to every one of `b`: (N, M)."""
    return np.stack([np.abs(a - one).mean(axis=(1, 2, 3)) for one in b], axis=1)


def _spread(pictures: Pictures) -> float:
    """Mean distance between two of the pictures; each pair counts once."""
    later = [np.abs(pictures[i + 1 :] - one).mean(axis=(1, 2, 3)) for i, one in enumerate(pictures)]
    return float(np.concatenate(later).mean())


def _flat_share(pictures: Pictures) -> float:
    steps = np.abs(pictures[..., 1:] - pictures[..., :-1]).max(axis=1)
    return float((steps < FLAT).mean())


class DreamJudge:
    """Judges dreams beside the nine, which are looked at once.

    nine_differ: False where all are the same picture, so that dreams are right to be alike.
    """

    def __init__(self, originals: Pictures) -> None:
        self._originals = originals
        spread = _spread(originals)
        self.nine_differ = spread > LEAST
        self._spread = max(spread, LEAST)
        self._flat_share = max(_flat_share(originals), LEAST)

    def metrics(self, dreams: Pictures) -> DreamMetrics:
        """The four numbers of a set of dreams, two at least."""
        to_originals = distances(dreams, self._originals)
        nearest = np.bincount(to_originals.argmin(axis=1), minlength=len(self._originals))
        return DreamMetrics(
            diversity=_spread(dreams) / self._spread,
            present=int((nearest >= 2).sum()),
            flatness=_flat_share(dreams) / self._flat_share,
            distance=float(to_originals.min(axis=1).mean()),
        )


def dream_metrics(dreams: Pictures, originals: Pictures) -> DreamMetrics:
    """The four numbers of a set of dreams; needs two dreams and two originals at least."""
    return DreamJudge(originals).metrics(dreams)
