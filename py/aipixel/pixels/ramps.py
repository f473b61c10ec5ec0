"""Ramps found among colours: the darks and lights that a painter would give one material."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aipixel.pixels.oklab import oklab

GREY = 0.025  # chroma in OKLab below which a colour has no hue to speak of
TURN = np.radians(45)  # by which the hue may turn from one light to the next
STEP = 0.4  # of lightness between two lights, at most
APART = 0.04  # of lightness, at least: two colours of one light are of two ramps
LISTED = 0.6  # off the cost of two colours that stand side by side: palettes are listed in ramps


def find_ramps(colours: Sequence[tuple[int, int, int]]) -> tuple[tuple[int, ...], ...]:
    """The places of the colours, 0 to n - 1, each in one ramp, from dark to light.

    Colours join from the darkest up: each goes on the ramp whose lightest colour is nearest to it
    in hue, if that is near enough and darker, rather one that stands beside it in the list; else
    it begins a ramp. Greys are on ramps of their own.
    """
    lab = oklab(np.array(colours, np.uint8).reshape(-1, 3)).astype(float)
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    hue = np.arctan2(lab[:, 2], lab[:, 1])
    ramps: list[list[int]] = []
    for place in np.argsort(lab[:, 0], kind="stable"):
        fits = [
            (cost, ramp)
            for ramp in ramps
            if (cost := _cost(lab, chroma, hue, ramp[-1], int(place))) is not None
        ]
        if fits:
            min(fits, key=lambda fit: fit[0])[1].append(int(place))
        else:
            ramps.append([int(place)])
    return tuple(tuple(ramp) for ramp in sorted(ramps, key=lambda ramp: ramp[0]))


def _cost(
    lab: np.ndarray, chroma: np.ndarray, hue: np.ndarray, below: int, place: int
) -> float | None:
    """How badly a colour goes on one below it; None where it can't."""
    step = lab[place, 0] - lab[below, 0]
    greys = chroma[[below, place]] < GREY
    if not APART <= step <= STEP or greys[0] != greys[1]:
        return None
    turn = 0.0 if greys[0] else abs((hue[place] - hue[below] + np.pi) % (2 * np.pi) - np.pi)
    listed = LISTED if abs(place - below) == 1 else 0.0
    return None if turn > TURN else float(turn + step - listed)
