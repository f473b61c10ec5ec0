"""Random choices as a counted integer hash: the same in every Python, and cheap to begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")

_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15
_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


def _mixed(value: int) -> int:
    """SplitMix64's finalizer (Steele, Lea & Flood 2014)."""
    value = ((value ^ (value >> 30)) * _FIRST) & _MASK
    value = ((value ^ (value >> 27)) * _SECOND) & _MASK
    return value ^ (value >> 31)


class Draws:
    """A stream of draws, independent for each (seed, stream...). Integers in, integers out."""

    def __init__(self, seed: int, *stream: int) -> None:
        key = 0
        for part in (seed, *stream):
            key = _mixed(key + _STEP + part & _MASK)
        self._state = key

    def below(self, limit: int) -> int:
        """0 to limit - 1, each alike."""
        self._state = (self._state + _STEP) & _MASK
        return ((_mixed(self._state) >> 32) * limit) >> 32

    def between(self, first: int, last: int) -> int:
        """first to last, both included."""
        return first + self.below(last - first + 1)

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred."""
        return self.below(100) < percent

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, each alike."""
        return options[self.below(len(options))]

    def weighted(self, weights: Mapping[T, int]) -> T:
        """One of the keys, each as likely as its weight."""
        left = self.below(sum(weights.values()))
        for option, weight in weights.items():
            left -= weight
            if left < 0:
                return option
        raise AssertionError("weights are positive")

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """The options in a random order (Fisher & Yates)."""
        order = list(options)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order

    def array(self, limit: int, *shape: int) -> NDArray[np.int64]:
        """An array of draws from 0 to limit - 1; the same as so many calls of `below`."""
        count = 1
        for side in shape:
            count *= side
        value = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(_STEP) + np.uint64(self._state)
        self._state = (self._state + count * _STEP) & _MASK
        value = (value ^ (value >> np.uint64(30))) * np.uint64(_FIRST)
        value = (value ^ (value >> np.uint64(27))) * np.uint64(_SECOND)
        value = ((value ^ (value >> np.uint64(31))) >> np.uint64(32)) * np.uint64(limit)
        return (value >> np.uint64(32)).astype(np.int64).reshape(shape)
