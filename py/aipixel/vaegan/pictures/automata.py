"""Cellular automata: cells that look at their neighbours, again and again."""

from __future__ import annotations

import numpy as np

from aipixel.pixels.palettes import ACCENT, BODY, GROUND, LIGHT, SHADE, SKY
from aipixel.vaegan.pictures.canvas import (
    SIZE,
    Field,
    Indices,
    blurred,
    coloured,
    neighbours,
    shifted,
)
from aipixel.vaegan.pictures.draws import Draws
from aipixel.vaegan.pictures.tilings import TRIPLES, Draw


def automaton(draws: Draws) -> tuple[str, Indices]:
    """An elementary cellular automaton, time running down (Wolfram 1983)."""
    rule = draws.pick((18, 22, 30, 45, 60, 73, 90, 105, 110, 126, 150, 182))
    row = np.zeros(3 * SIZE, dtype=np.int64)  # so wide that its ends never reach the picture
    if draws.chance(50) and rule not in (73, 110, 45):
        row[3 * SIZE // 2] = 1
    else:
        row = draws.array(2, 3 * SIZE)
    rows = []
    for _ in range(SIZE):
        rows.append(row[SIZE : 2 * SIZE])
        row = (rule >> (4 * np.roll(row, 1) + 2 * row + np.roll(row, -1))) & 1
    cells = np.array(rows)
    ground, ink, other = draws.pick(TRIPLES)
    canvas = coloured(cells, (ground, ink))
    if draws.chance(60):  # what has three living neighbours above it
        canvas[(cells == 1) & (neighbours(cells) > 3)] = other
    return f"a cellular automaton, rule {rule}", canvas


def life(draws: Draws) -> tuple[str, Indices]:
    """A life-like automaton from a mirrored beginning, coloured by when a cell last lived."""
    name, births, stays = draws.pick(
        (("life", (3,), (2, 3)), ("a maze", (3,), (1, 2, 3, 4, 5)),
         ("day and night", (3, 6, 7, 8), (3, 4, 6, 7, 8)), ("high life", (3, 6), (2, 3)))
    )  # fmt: skip
    half = (draws.array(100, SIZE, 16) < 45).astype(np.int64)
    if name == "a maze":
        half[:12] = half[20:] = half[:, :10] = 0
    cells = np.concatenate([half, half[:, ::-1]], axis=1)
    born, stay = np.zeros((2, 9), dtype=np.int64)
    born[list(births)] = stay[list(stays)] = 1
    age = np.where(cells == 1, 0, 9)
    for _ in range(draws.between(6, 14)):
        around = neighbours(cells)
        cells = np.where(cells == 1, stay[around], born[around])
        age = np.where(cells == 1, 0, age + 1)
    colours = draws.pick(((LIGHT, SKY, BODY, SHADE, GROUND), (ACCENT, BODY, SHADE, SHADE, GROUND),
                          (GROUND, SHADE, SKY, SKY, LIGHT)))  # fmt: skip
    return f"living cells, mirrored, by the rule of {name}", coloured(age.clip(0, 4), colours)


def caves(draws: Draws) -> tuple[str, Indices]:
    """Random cells smoothed by their neighbours' majority, shores and shallows drawn."""
    cells = (draws.array(100, SIZE, SIZE) < draws.between(45, 50)).astype(np.int64)
    for _ in range(4):
        cells = (neighbours(cells) + cells >= 5).astype(np.int64)
    land, shore, water, shallow = draws.pick(
        ((BODY, ACCENT, GROUND, SHADE), (LIGHT, SKY, GROUND, SHADE), (GROUND, SHADE, LIGHT, SKY),
         (ACCENT, LIGHT, SHADE, BODY), (SKY, LIGHT, GROUND, SHADE))
    )  # fmt: skip
    around = neighbours(cells) + cells
    canvas = coloured(cells, (water, land))
    canvas[(cells == 1) & (around < 9)] = shore
    canvas[(cells == 0) & (around > 0)] = shallow
    return "caves and islands", canvas


def labyrinth(draws: Draws) -> tuple[str, Indices]:
    """Spots and stripes as on a fish: near cells help each other, further ones hinder (Turing)."""
    cells = draws.array(2, SIZE, SIZE)
    near, far = draws.pick(((1, 3), (1, 2), (2, 4)))
    inner, outer = (2 * near + 1) ** 2, (2 * far + 1) ** 2
    lean = draws.pick((0, 0, -1, 1))
    for _ in range(6):
        balance = blurred(cells, near) * outer - blurred(cells, far) * inner
        cells = (balance + lean * outer > 0).astype(np.int64)
    ground, ink, other = draws.pick(TRIPLES)
    canvas = coloured(cells, (ground, ink))
    if draws.chance(60):
        canvas[(cells == 1) & (neighbours(cells) == 8)] = other
    elif draws.chance(50):
        canvas[(cells == 1) & ~shifted(cells == 1, 1, 1)] = other
    return "spots and stripes as on a fish", canvas


def sandpile(draws: Draws) -> tuple[str, Indices]:
    """Grains poured on one place, falling to its neighbours (Bak, Tang & Wiesenfeld 1987)."""
    sand = np.full((SIZE + 3, SIZE + 3), draws.pick((0, 1, 2)), dtype=np.int64)
    sand[17, 17] += draws.between(1200, 1700)
    sand[[0, -1]] = sand[:, [0, -1]] = 0
    while (sand > 3).any():
        fall = sand // 4
        sand -= 4 * fall
        sand[1:] += fall[:-1]
        sand[:-1] += fall[1:]
        sand[:, 1:] += fall[:, :-1]
        sand[:, :-1] += fall[:, 1:]
        sand[[0, -1]] = sand[:, [0, -1]] = 0
    colours = draws.pick(((GROUND, BODY, SKY, LIGHT), (GROUND, SHADE, ACCENT, LIGHT),
                          (LIGHT, SKY, BODY, ACCENT), (SHADE, LIGHT, ACCENT, GROUND)))  # fmt: skip
    return "a pile of sand from above", coloured(sand[1:33, 1:33], colours)


def cycles(draws: Draws) -> tuple[str, Indices]:
    """Colours that eat each other around and around, in whirls (Griffeath's cyclic automaton)."""
    colours = draws.pick(
        ((GROUND, SHADE, BODY, SKY, LIGHT, ACCENT), (GROUND, SHADE, BODY, SKY, LIGHT),
         (GROUND, SHADE, BODY, LIGHT, ACCENT))
    )  # fmt: skip
    count = len(colours)
    cells = np.zeros((SIZE, SIZE), dtype=np.int64)
    while np.bincount(cells.ravel(), minlength=count).min() < 60:  # one colour may eat all others
        cells = _whirled(draws.array(count, 8, 8).repeat(4, 0).repeat(4, 1), count)
    return "whirls of colours that eat each other", coloured(cells, colours)


def _whirled(cells: Field, count: int) -> Field:
    for _ in range(30):
        following = (cells + 1) % count
        eaten = np.zeros((SIZE, SIZE), dtype=np.bool_)
        for axis in (0, 1):
            for step in (-1, 1):
                eaten |= np.roll(cells, step, axis) == following
        cells = np.where(eaten, following, cells)
    return cells


AUTOMATA: dict[str, Draw] = {
    "automaton": automaton,
    "life": life,
    "caves": caves,
    "fish skin": labyrinth,
}
RARE_AUTOMATA: dict[str, Draw] = {"sandpile": sandpile, "whirls": cycles}
