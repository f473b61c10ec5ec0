"""Tilings: what repeats, or joins from tile to tile."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from aipixel.pixels.palettes import ACCENT, BODY, GROUND, LIGHT, SHADE, SKY
from aipixel.vaegan.pictures.canvas import (
    SIZE,
    Indices,
    U,
    V,
    X,
    Y,
    box,
    coloured,
    filled,
    root,
)
from aipixel.vaegan.pictures.draws import Draws

Draw = Callable[[Draws], tuple[str, Indices]]

# Three colours that look good side by side: two that differ clearly, and one more.
TRIPLES = (
    (GROUND, LIGHT, ACCENT),
    (GROUND, BODY, SKY),
    (SHADE, SKY, LIGHT),
    (LIGHT, GROUND, ACCENT),
    (GROUND, ACCENT, SHADE),
    (LIGHT, BODY, SHADE),
    (BODY, LIGHT, GROUND),
)


def chequers(draws: Draws) -> tuple[str, Indices]:
    """A chequered floor, flat, bulging, or with a mark in each field."""
    first, second, third = draws.pick(TRIPLES)
    kind = draws.below(3)
    if kind == 0:  # fields grow towards the middle
        edges = draws.pick(((2, 5, 9, 14), (1, 3, 6, 10, 15), (3, 6, 9, 11, 13, 15)))
        row, column = (np.searchsorted(edges, abs(side) // 2, "right") for side in (V, U))
        flip = (U > 0) != (V > 0) if draws.chance(50) else 0 * U
        return "a floor of fields that grow", coloured(row + column + flip, (first, second))
    side = draws.pick((4, 8))
    board = coloured(X // side + Y // side, (first, second))
    y, x = Y % side * 2 - side + 1, X % side * 2 - side + 1
    if kind == 1:
        mark = abs(y) + abs(x) < side - 1
    else:
        mark = (np.maximum(abs(y), abs(x)) < side // 2) & ((X // side + Y // side) % 2 == 0)
    board[mark] = third
    return "a chequered floor", board


def truchet(draws: Draws) -> tuple[str, Indices]:
    """Quarter arcs that join across the tiles (after Truchet 1704, Smith 1987)."""
    ground, ink, other = draws.pick(TRIPLES)
    side = draws.pick((8, 8, 16))
    turned = draws.array(2, SIZE // side, SIZE // side)
    turned = turned.repeat(side, 0).repeat(side, 1).astype(bool)
    u = np.where(turned, 2 * side - 2 * (X % side) - 1, 2 * (X % side) + 1)
    v = 2 * (Y % side) + 1
    near = np.minimum(v**2 + u**2, (v - 2 * side) ** 2 + (u - 2 * side) ** 2)
    distance = root(near)
    canvas = filled(ground)
    canvas[abs(distance - side) <= side // 4] = ink
    if side == 16:
        canvas[abs(distance - side) <= 1] = other
    elif draws.chance(50):
        canvas[(abs(distance - side) <= 2) & ((X // side + Y // side) % 2 == 0)] = other
    return "arcs that join from tile to tile", canvas


def slashes(draws: Draws) -> tuple[str, Indices]:
    """Slanted walls, one of two in each cell, the ground on one side of them filled."""
    ground, ink, other = draws.pick(TRIPLES)
    turned = draws.array(2, 4, 4).repeat(8, 0).repeat(8, 1) == 1
    u = np.where(turned, 7 - X % 8, X % 8)
    canvas = filled(ground)
    walled = draws.chance(60)
    canvas[u > Y % 8] = other if walled else ink
    if walled:
        canvas[abs(u - Y % 8) < 2] = ink
    return "slanted walls", canvas


def cubes(draws: Draws) -> tuple[str, Indices]:
    """Stacked cubes, or a stair of them, seen from a corner."""
    top, left, right = draws.pick(
        ((LIGHT, BODY, GROUND), (SKY, BODY, SHADE), (ACCENT, SHADE, GROUND), (LIGHT, SKY, BODY),
         (SKY, SHADE, GROUND))
    )  # fmt: skip
    half, offset = draws.pick((6, 8, 10)), draws.below(8)
    pitch, row = 2 * half, (Y + offset) // (2 * half)
    x, y = (X + offset + half * (row % 2)) % pitch, (Y + offset) % pitch
    edge = (np.minimum(x, pitch - 1 - x) + 1) // 2
    lid, above = abs(2 * y - half + 1) < 2 * edge, 2 * y - half + 1 <= -2 * edge
    canvas = np.where(x < half, left, right)
    canvas = np.where(lid, top, canvas)
    canvas = np.where(above, np.where(x < half, right, left), canvas).astype(np.uint8)
    if draws.chance(30):
        chosen = lid & (((X + offset + half * (row % 2)) // pitch + row // 2) % 2 == 0)
        canvas[chosen] = ACCENT if top != ACCENT else LIGHT
    return "stacked cubes", canvas


def weave(draws: Draws) -> tuple[str, Indices]:
    """Ribbons over and under each other."""
    across, down, ground = draws.pick(
        ((LIGHT, ACCENT, GROUND), (SKY, BODY, GROUND), (BODY, LIGHT, GROUND), (ACCENT, SKY, SHADE),
         (SHADE, BODY, LIGHT))
    )  # fmt: skip
    step = draws.pick((4, 8))
    gap = step // 4
    twill = draws.chance(40)
    over = (X // step + Y // step) % (4 if twill else 2) < (2 if twill else 1)
    row, column = Y % step >= gap, X % step >= gap
    canvas = filled(ground)
    canvas[column] = down
    canvas[row & (over | ~column)] = across
    rim = row & column & ((Y % step == gap) if step == 8 else False)
    canvas[rim & over] = LIGHT if LIGHT not in (across, ground) else across
    return "woven ribbons", canvas


def scales(draws: Draws) -> tuple[str, Indices]:
    """Overlapping scales, rings in each, as waves are drawn on cloth."""
    order = draws.pick(
        ((LIGHT, BODY, LIGHT, SHADE), (ACCENT, GROUND, LIGHT, GROUND), (SKY, SHADE, LIGHT, SHADE),
         (LIGHT, SKY, BODY, SHADE), (GROUND, ACCENT, GROUND, BODY))
    )  # fmt: skip
    canvas = filled(order[-1])
    for row in range(-1, 9):
        y = row * 4 + 8
        x = (X + 8 * (row % 2)) % 16 * 2 - 15
        radius = root(x**2 + (2 * (Y - y) + 1) ** 2)
        part = (radius < 16) & (y + 8 > Y)
        ring = np.array(order, dtype=np.uint8)[((15 - radius) // 4).clip(0, 3)]
        canvas[part] = ring[part]
    return "overlapping scales", canvas


def quilt(draws: Draws) -> tuple[str, Indices]:
    """A patchwork of half squares, one block mirrored or turned."""
    colours = draws.pick(TRIPLES)
    side = draws.pick((4, 8))
    count = 16 // side
    tiles = draws.array(4, count, count).repeat(side, 0).repeat(side, 1)
    y, x = Y[:16, :16] % side, X[:16, :16] % side
    paint = draws.array(3, count, count).repeat(side, 0).repeat(side, 1)
    halves = (y > x, y + x >= side, y < x, y + x < side)
    half = np.select([tiles == k for k in range(4)], halves)
    block = np.where(half, paint, (paint + 1) % 3)
    if draws.chance(50):
        top = np.concatenate([block, block[:, ::-1]], axis=1)
        whole = np.concatenate([top, top[::-1]])
    else:
        top = np.concatenate([block, np.rot90(block, 3)], axis=1)
        whole = np.concatenate([top, np.rot90(top, 2)])
    return "a patchwork quilt", coloured(whole, colours)


def stitches(draws: Draws) -> tuple[str, Indices]:
    """Rows of stitches that start with or without a gap, as in sashiko; the rooms between."""
    ground, ink, other = draws.pick(TRIPLES)
    step = draws.pick((3, 4))
    count = SIZE // step + 1
    rows, columns = draws.array(2, count), draws.array(2, count)
    row, column = Y // step, X // step
    across, down = (column + rows[row]) % 2, (row + columns[column]) % 2
    # Two cells are one room where no stitch lies between them: count the stitches on the way.
    first = np.cumsum(across[::step, :1], axis=0).repeat(step, axis=0)[:SIZE]
    further = np.cumsum(down[:, ::step], axis=1).repeat(step, axis=1)[:, :SIZE]
    canvas = coloured(first + further, (ground, other))
    canvas[(Y % step == 0) & (across == 1) | (X % step == 0) & (down == 1)] = ink
    return "rows of stitches", canvas


def tiles(draws: Draws) -> tuple[str, Indices]:
    """Quarter discs, half discs, discs and squares, one shape for each tile."""
    ground = draws.pick((GROUND, LIGHT, SHADE))
    others = [c for c in range(6) if c != ground]
    colours = draws.shuffled(others)[: draws.between(2, 4)]
    side = draws.pick((8, 8, 16))
    canvas = filled(ground)
    y, x = Y[:side, :side], X[:side, :side]
    v, u = 2 * y - side + 1, 2 * x - side + 1
    shapes = (
        v * v + u * u < side * side,
        y * y + x * x < side * side,
        (v * v + u * u < side * side) & (v > 0) | (v < -side),
        y > x,
        abs(v) + abs(u) < side,
        (y * y + x * x < side * side) & (y * y + x * x >= side * side // 4),
        v * v + u * u < side * side // 4,
    )
    for top in range(0, SIZE, side):
        for left in range(0, SIZE, side):
            tile = canvas[top : top + side, left : left + side]
            first, *rest = draws.shuffled(colours)
            if draws.chance(35) and rest:
                tile[:] = rest[0]
            tile[np.rot90(draws.pick(shapes), draws.below(4))] = first
    return "tiles of discs and corners", canvas


def rooms(draws: Draws) -> tuple[str, Indices]:
    """A rectangle divided again and again by dark lines, some rooms coloured."""
    line, paper = draws.pick(((GROUND, LIGHT), (GROUND, LIGHT), (LIGHT, GROUND), (GROUND, SKY)))
    canvas = filled(paper)
    paints = [c for c in (ACCENT, BODY, SKY, SHADE) if c not in (line, paper)]
    waiting, finished = [(-1, -1, SIZE, SIZE)], []
    while waiting:
        top, left, bottom, right = waiting.pop()
        tall, wide = bottom - top, right - left
        if max(tall, wide) < 12 or (max(tall, wide) < 18 and draws.chance(35)):
            finished.append((top, left, bottom, right))
        elif tall > wide or (tall == wide and draws.chance(50)):
            cut = draws.between(top + 5, bottom - 5)
            waiting += [(top, left, cut, right), (cut, left, bottom, right)]
        else:
            cut = draws.between(left + 5, right - 5)
            waiting += [(top, left, bottom, cut), (top, cut, bottom, right)]
    for number, (top, left, bottom, right) in enumerate(draws.shuffled(finished)):
        inside = box(top + 1, left + 1, bottom, right)
        canvas[box(top, left, bottom + 1, right + 1) & ~inside] = line
        if number < len(finished) * 2 // 3:
            canvas[inside] = paints[number % len(paints)]
    return "rooms divided by lines", canvas


def honeycomb(draws: Draws) -> tuple[str, Indices]:
    """Cells of six sides, some full."""
    edge, empty, full = draws.pick(
        ((GROUND, SHADE, ACCENT), (GROUND, BODY, LIGHT), (LIGHT, SKY, ACCENT), (SHADE, SKY, LIGHT),
         (GROUND, SKY, ACCENT))
    )  # fmt: skip
    canvas = filled(edge)
    for row in range(-1, 6):
        for column in range(-1, 5):
            y, x = row * 6 + 2, column * 8 + 4 * (row % 2) + 2
            cell = (abs(Y - y) * 2 + abs(X - x) <= 8) & (abs(X - x) <= 3) & (abs(Y - y) <= 3)
            cell &= abs(Y - y) + (abs(X - x) + 1) // 2 <= 3
            canvas[cell] = full if draws.chance(35) else empty
            if draws.chance(25):
                canvas[cell & (abs(Y - y) + abs(X - x) <= 1)] = edge
    return "a honeycomb", canvas


TILINGS: dict[str, Draw] = {
    "chequers": chequers,
    "truchet arcs": truchet,
    "slanted walls": slashes,
    "cubes": cubes,
    "weave": weave,
    "scales": scales,
    "quilt": quilt,
    "stitches": stitches,
    "tiles": tiles,
    "rooms": rooms,
    "honeycomb": honeycomb,
}
