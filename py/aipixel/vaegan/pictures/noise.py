"""Noise: fields, waves, dithers, grains: chance with some order in it; automata are next door."""

from __future__ import annotations

import numpy as np

from aipixel.pixels.palettes import ACCENT, BODY, GROUND, LIGHT, SHADE, SKY
from aipixel.vaegan.pictures.automata import AUTOMATA, RARE_AUTOMATA
from aipixel.vaegan.pictures.canvas import (
    SINE,
    SIZE,
    Field,
    Indices,
    U,
    V,
    X,
    Y,
    coloured,
    dithered,
    filled,
    root,
)
from aipixel.vaegan.pictures.draws import Draws
from aipixel.vaegan.pictures.tilings import TRIPLES, Draw

RAMPS = (
    (GROUND, SHADE, BODY, SKY, LIGHT),
    (GROUND, SHADE, BODY, SKY),
    (SHADE, BODY, SKY, LIGHT),
    (GROUND, SHADE, ACCENT, LIGHT),
    (GROUND, BODY, LIGHT),
    (GROUND, SHADE, BODY, ACCENT),
)


def ramp(draws: Draws) -> tuple[int, ...]:
    """Colours from dark to light, or from light to dark."""
    colours = draws.pick(RAMPS)
    return colours if draws.chance(60) else colours[::-1]


def value_noise(draws: Draws, cell: int) -> Field:
    """Random heights at every `cell` pixels, smooth between them; 0 to 255."""
    count = SIZE // cell + 1
    heights = draws.array(256, count, count)
    row, column, v, u = Y // cell, X // cell, Y % cell, X % cell
    v, u = v * v * (3 * cell - 2 * v), u * u * (3 * cell - 2 * u)  # ease in and out
    whole = cell * cell * cell
    top: Field = heights[row, column] * (whole - u) + heights[row, column + 1] * u
    bottom: Field = heights[row + 1, column] * (whole - u) + heights[row + 1, column + 1] * u
    return (top * (whole - v) + bottom * v) // (whole * whole)


def stretched(field: Field, levels: int) -> Field:
    """The field brought to 0 ... levels - 1, from its smallest to its largest value."""
    low, high = int(field.min()), int(field.max())
    return (field - low) * levels // (high - low + 1)


def heights(draws: Draws) -> tuple[str, Indices]:
    """A map of heights in bands, or in contour lines."""
    field = value_noise(draws, 8) * 2 + value_noise(draws, 16) * 3
    colours = ramp(draws)
    if draws.chance(60):
        return "a map of heights", coloured(stretched(field, len(colours)), colours)
    level = stretched(field, draws.between(5, 8))
    lines = (level != np.roll(level, 1, 0)) & (Y > 0) | (level != np.roll(level, 1, 1)) & (X > 0)
    ground, ink, other = draws.pick(TRIPLES)
    canvas = filled(ground)
    canvas[level >= 4] = other
    canvas[lines] = ink
    return "contour lines", canvas


def dither(draws: Draws) -> tuple[str, Indices]:
    """A slope from one colour to the next in ordered dots (Bayer 1973)."""
    y, x = draws.between(-20, 20), draws.between(-20, 20)
    round_hill = root((V - y) ** 2 + (U - x) ** 2)
    words, slope = draws.pick(
        (("down a slope", Y), ("across", X + 0 * Y), ("from corner to corner", X + Y),
         ("around a light", round_hill), ("around a diamond", abs(V) + abs(U)),
         ("in folds", abs((X * 2 + Y * 2) % 64 - 32) + 0 * Y),
         ("between two lights", np.minimum(round_hill, root((V + y) ** 2 + (U + x + 9) ** 2))))
    )  # fmt: skip
    colours = ramp(draws)
    return f"colours fading {words}", dithered(stretched(slope, 16 * len(colours) - 15), colours)


def waves(draws: Draws) -> tuple[str, Indices]:
    """Waves of two or three springs, adding up."""
    field = np.zeros((SIZE, SIZE), dtype=np.int64)
    for _ in range(draws.pick((2, 2, 3))):
        y, x, speed = draws.between(-40, 40), draws.between(-40, 40), draws.between(3, 6)
        field += SINE[root((V - y) ** 2 + (U - x) ** 2) * speed // 2 % 64]
    colours = ramp(draws)
    if draws.chance(50):
        field = abs(field)
    return "waves that meet", coloured(stretched(field, len(colours)), colours)


def blobs(draws: Draws) -> tuple[str, Indices]:
    """Drops that flow together."""
    field = np.zeros((SIZE, SIZE), dtype=np.int64)
    for _ in range(draws.between(4, 7)):
        y, x, mass = draws.between(-26, 26), draws.between(-26, 26), draws.between(9, 17)
        field += mass * mass * 400 // ((V - y) ** 2 + (U - x) ** 2 + 8)
    colours = ramp(draws)
    level = np.searchsorted((500, 800, 1300, 2400), field, side="right") * (len(colours) - 1) // 4
    return "drops that flow together", coloured(level, colours)


def marble(draws: Draws) -> tuple[str, Indices]:
    """Veins, a field bent by another."""
    bend = value_noise(draws, 16) + value_noise(draws, 8) // 2
    along = draws.pick((X, Y, X + Y, X - Y)) * draws.between(2, 4)
    colours = ramp(draws)
    vein = SINE[(along + bend // draws.pick((2, 3, 4))) % 64] + 1024
    return "veins of marble", coloured(vein * len(colours) // 2049, colours)


def glass(draws: Draws) -> tuple[str, Indices]:
    """Cells around random points, leaded like a church window (Voronoi 1908)."""
    count = draws.pick((3, 4, 4))
    part = SIZE // count
    first = np.arange(count, dtype=np.int64) * SIZE // count
    ys = (first[:, None] + draws.array(part, count, count)).ravel()
    xs = (first[None, :] + draws.array(part, count, count)).ravel()
    distance = (Y - ys[:, None, None]) ** 2 + (X - xs[:, None, None]) ** 2
    nearest = distance.argmin(axis=0)
    lead = draws.pick((GROUND, GROUND, LIGHT))
    paints = draws.shuffled([c for c in range(6) if c != lead])[: draws.between(3, 5)]
    canvas = coloured(nearest, tuple(paints))
    canvas[(nearest != np.roll(nearest, 1, 0)) & (Y > 0)] = lead
    canvas[(nearest != np.roll(nearest, 1, 1)) & (X > 0)] = lead
    return "a window of coloured glass", canvas


def patches(draws: Draws) -> tuple[str, Indices]:
    """Large pixels, a few colours, lighter to one side."""
    side, colours = draws.pick((2, 4, 4)), ramp(draws)
    count = SIZE // side
    slope = draws.pick((Y, X, Y + X))[:count, :count]
    field = stretched(slope, 100) + draws.array(60, count, count)
    level = stretched(field, len(colours)).repeat(side, 0).repeat(side, 1)
    canvas = coloured(level, colours)
    if side == 4 and draws.chance(50):
        canvas[(Y % 4 == 3) | (X % 4 == 3)] = colours[0]
    return "large pixels at random", canvas


def static(draws: Draws) -> tuple[str, Indices]:
    """Grains, close together at one side, thin at the other."""
    ground, ink, other = draws.pick(TRIPLES)
    slope = draws.pick((Y, SIZE - 1 - Y, root(V**2 + U**2) // 2 + 8, abs(V)))
    grain = draws.array(SIZE * SIZE, SIZE, SIZE)
    canvas = coloured((grain < slope * slope).astype(np.int64), (ground, ink))
    canvas[grain < slope * slope // 5] = other
    return "drifting grains", canvas


def creatures(draws: Draws) -> tuple[str, Indices]:
    """Small creatures at random, each mirrored, in rows."""
    ground = draws.pick((GROUND, GROUND, LIGHT, SHADE))
    inks = [c for c in (LIGHT, ACCENT, SKY, BODY, GROUND) if c != ground][:3]
    across, scale = draws.pick(((1, 3), (2, 1), (2, 1), (3, 1), (4, 1)))
    high, half_wide = (8, 4) if across < 3 else (6, 3)
    canvas, room = filled(ground), SIZE // across
    for number in range(across * across):
        half = draws.array(100, high, half_wide) < 55
        half[2:-1, -1] = True
        half[2, -1] = across > 2
        half[high // 3, 1] = False  # an eye
        whole = np.concatenate([half, half[:, ::-1][:, across > 2 :]], axis=1)
        whole = whole.repeat(scale, 0).repeat(scale, 1)
        top = number // across * room + (room - whole.shape[0] + 1) // 2
        left = number % across * room + (room - whole.shape[1] + 1) // 2
        canvas[top : top + whole.shape[0], left : left + whole.shape[1]][whole] = draws.pick(inks)
    return "creatures at random", canvas


NOISE: dict[str, Draw] = {
    "heights": heights,
    "dither": dither,
    "waves": waves,
    "drops": blobs,
    "marble": marble,
    "stained glass": glass,
    "large pixels": patches,
    "grains": static,
    "creatures": creatures,
    **AUTOMATA,
}
RARE_NOISE = RARE_AUTOMATA
