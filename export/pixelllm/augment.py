"""Many sprites of one: flipped, shifted, in other colours. For art of which there is little."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pixelllm.palette import Palette
from pixelllm.vocabulary import SIZE, TRANSPARENT

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Augmentation:
    """What may be changed of a training sprite.

    flip: left and right, in half of all. shift: pixels at most, up, down and sideways, as far as
    nothing leaves the canvas. recolour: the share in which one ramp of the palette takes the place
    of another, light for light, 0 to 1.
    """

    flip: bool = False
    shift: int = 0
    recolour: float = 0.0

    def apply(self, sprite: Pixels, palette: Palette, rng: np.random.Generator) -> Pixels:
        """Another sprite (32, 32) of one that is not empty."""
        if self.flip and rng.random() < 0.5:
            sprite = sprite[:, ::-1]
        if self.recolour and rng.random() < self.recolour:
            sprite = recoloured(sprite, palette, rng)
        return shifted(sprite, self.shift, rng) if self.shift else sprite


UNCHANGED = Augmentation()


def colour_of(sprite: Pixels, palette: Palette) -> int:
    """The number of the ramp that most of a sprite is painted in, its darkest lights left out."""
    darkest = [ramp[0] for ramp in palette.ramps if len(ramp) > 1]
    painted = sprite[(sprite != TRANSPARENT) & ~np.isin(sprite, darkest)]
    return int(np.bincount(palette.ramp_numbers[painted], minlength=1).argmax())


def shifted(sprite: Pixels, most: int, rng: np.random.Generator) -> Pixels:
    """Moved by up to `most` pixels each way, so that all of it stays on the canvas."""
    moved = sprite
    for axis in (0, 1):
        filled = np.flatnonzero((sprite != TRANSPARENT).any(1 - axis))
        before, after = min(most, filled[0]), min(most, SIZE - 1 - filled[-1])
        moved = np.roll(moved, rng.integers(-before, after + 1), axis)
    return moved


def recoloured(sprite: Pixels, palette: Palette, rng: np.random.Generator) -> Pixels:
    """With the commonest ramp, or another that is there, in the colours of one that is not."""
    ramp_of = palette.ramp_numbers
    counts = np.bincount(ramp_of[sprite[sprite != TRANSPARENT]], minlength=len(palette.ramps))
    there, others = np.flatnonzero(counts), np.flatnonzero(counts == 0)
    if not len(others):
        return sprite
    chances = np.sqrt(counts[there])
    old = rng.choice(there, p=chances / chances.sum())
    before, after = palette.ramps[old], palette.ramps[rng.choice(others)]
    table = np.arange(len(palette.colours) + 1, dtype=np.uint8)
    for place, index in enumerate(before):
        table[index] = after[min(place * len(after) // len(before), len(after) - 1)]
    return table[sprite]
