"""Ramps found among colours: the darks and lights that a painter would give one material."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aipixel.pixels.assignment import assign
from aipixel.pixels.oklab import oklab

IDEAL = 0.12  # of lightness between a colour and the next lighter one
APART, STEP = 0.03, 0.45  # of lightness, at least and at most
SURE = 0.05  # chroma from which on a hue is one; that of greys is anything
CHROMA = 5.0  # radians of hue that a difference of chroma is worth
WIDE = 0.25  # what too wide a step costs, of one as much too narrow
LISTED = 0.5  # of the cost, of two that stand side by side: palettes are listed in ramps
DEAREST = 0.9  # about the radians that the hue may turn in a step: a dearer one is none

GREY, VIVID = 0.03, 0.11  # chroma at most and at least: such two are never neighbours ...
BETWEEN = (0.2, 0.95)  # ... but where the grey is black or white, its lightness outside these

_NEVER = 1e3


def find_ramps(colours: Sequence[tuple[int, int, int]]) -> tuple[tuple[int, ...], ...]:
    """The places of the colours, 0 to n - 1, each in one ramp, from dark to light.

    Each colour has at most one next lighter one and is that of at most one: of all such choices
    the cheapest, where a step costs the turn of its hue, its change of chroma, and how far its
    lightness is from a painter's step. A colour that goes with no other is a ramp of its own.
    The same for the same list, which does not matter but where two stand side by side in it.
    """
    count = len(colours)
    # What is left out gains nothing: half the columns are of no next colour.
    gains = np.hstack([_costs(colours) - DEAREST, np.zeros((count, count))])
    lighter = {
        place: int(column)
        for place, column in enumerate(assign(gains))
        if column < count and gains[place, column] < 0
    }
    darkest = [place for place in range(count) if place not in set(lighter.values())]
    return tuple(_from(place, lighter) for place in darkest)


def _from(place: int, lighter: dict[int, int]) -> tuple[int, ...]:
    ramp = [place]
    while ramp[-1] in lighter:
        ramp.append(lighter[ramp[-1]])
    return tuple(ramp)


def _costs(colours: Sequence[tuple[int, int, int]]) -> NDArray[np.float64]:
    """What it costs that the second is the next lighter one of the first: (n, n)."""
    light, a, b = np.moveaxis(oklab(np.array(colours, np.uint8).reshape(-1, 3)), -1, 0)
    chroma, hue = np.hypot(a, b), np.arctan2(b, a)
    step = light - light[:, None]
    turn = abs((hue - hue[:, None] + np.pi) % (2 * np.pi) - np.pi)
    sure = np.minimum(np.minimum(chroma, chroma[:, None]) / SURE, 1)
    off = np.square(step / IDEAL - 1) * np.where(step < IDEAL, 1, WIDE)
    costs = turn * sure + CHROMA * abs(chroma - chroma[:, None]) + off
    places = np.arange(len(light))
    costs = np.where(abs(places - places[:, None]) == 1, LISTED * costs, costs)
    grey = (chroma <= GREY) & (light >= BETWEEN[0]) & (light <= BETWEEN[1])
    parted = grey & (chroma[:, None] >= VIVID)
    fits = (step >= APART) & (step <= STEP) & ~(parted | parted.T)
    costs = np.where(fits, costs, _NEVER)
    return np.asarray(costs.round(6))  # so that it is the same on every machine
