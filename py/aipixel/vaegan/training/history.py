"""The losses of a training, moment by moment, in a bounded room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_MOMENTS = 600


@dataclass(frozen=True)
class Moment:
    """The losses after a step, in the order of the manifest's loss names."""

    step: int
    losses: tuple[float, ...]


class LossHistory:
    """At most one moment for each `gap` steps; the gap doubles as the training grows.

    Which moments are kept depends on the steps alone, so that a training that was broken off
    and went on keeps the same ones.
    """

    def __init__(self, moments: Iterable[Moment] = ()) -> None:
        self.moments = list(moments)

    def add(self, step: int, losses: Sequence[float]) -> None:
        """Remember the losses after a step, unless that step or a later one is known."""
        if self.moments and step <= self.moments[-1].step:
            return
        gap = _gap(step)
        kept: dict[int, Moment] = {}
        for moment in (*self.moments, Moment(step, tuple(losses))):
            kept.setdefault(moment.step // gap, moment)
        self.moments = list(kept.values())


def _gap(step: int) -> int:
    """The least power of two of which `step` holds less than MOST_MOMENTS."""
    gap = 1
    while step // gap >= MOST_MOMENTS:
        gap *= 2
    return gap
