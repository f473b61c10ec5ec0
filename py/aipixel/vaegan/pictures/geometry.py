"""Geometry: mandalas, mazes, stars, spirals and other orders; tilings are next door."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from aipixel.pixels.palettes import ACCENT, BODY, GROUND, LIGHT, SHADE, SKY
from aipixel.vaegan.pictures.canvas import (
    SIZE,
    Indices,
    U,
    V,
    X,
    Y,
    coloured,
    filled,
    root,
    sector,
)
from aipixel.vaegan.pictures.draws import Draws
from aipixel.vaegan.pictures.tilings import TILINGS, TRIPLES, Draw

# Orders of colours that look good side by side, around and around.
SCALES = (
    (GROUND, SHADE, BODY, SKY, LIGHT, ACCENT),
    (GROUND, LIGHT),
    (SHADE, SKY, LIGHT, SKY),
    (GROUND, BODY, LIGHT, BODY),
    (ACCENT, GROUND, LIGHT, GROUND),
    (GROUND, SHADE, BODY, ACCENT),
    (LIGHT, ACCENT, BODY, GROUND),
    (SHADE, LIGHT, SHADE, ACCENT),
)


def rings(draws: Draws) -> tuple[str, Indices]:
    """Circles around one middle, or around two that meet."""
    width, scale = draws.between(3, 5), draws.pick(SCALES)
    y, x = (0, 0) if draws.chance(60) else (draws.between(-20, 20), draws.between(-20, 20))
    one = root((V - y) ** 2 + (U - x) ** 2) // 2
    if draws.chance(50):
        return "rings around one middle", coloured((one + draws.below(4)) // width, scale)
    other = root((V + y) ** 2 + (U + x + 31) ** 2) // 2
    one = root((V - y) ** 2 + (U - x - 31) ** 2) // 2
    return "rings around two middles", coloured(np.minimum(one, other) // width, scale)


def squares(draws: Draws) -> tuple[str, Indices]:
    """Squares or diamonds, one inside the other."""
    scale, width = draws.pick(SCALES), draws.between(2, 4)
    kind = draws.below(4)
    upright, tilted = np.maximum(abs(U), abs(V)) // 2, (abs(U) + abs(V)) // 2
    if kind == 0:
        sunk = np.maximum(abs(U) // 2, abs(V + (31 - abs(V)) // 3) // 2)
        return "squares sinking into each other", coloured(sunk // (width + 1), scale)
    if kind == 1:
        return "diamonds in diamonds", coloured(tilted // width, scale)
    if kind == 2:
        star = np.minimum(upright * 4, tilted * 3) // 4
        return "eight-pointed stars in each other", coloured(star // width, scale)
    octagon = np.maximum(upright * 4, tilted * 3) // 4
    return "octagons in each other", coloured(octagon // width, scale)


def mandala(draws: Draws) -> tuple[str, Indices]:
    """Petals in rings, the same in every direction."""
    radius, angle = root(V**2 + U**2) // 2, sector(V, U)
    fold = draws.pick((4, 8, 8, 16))
    turn = (angle + 32 // fold) % (64 // fold)
    petal = abs(2 * turn - 64 // fold) * 6 // (64 // fold)  # 0 to 6
    reach = radius * draws.pick((3, 4)) + petal * draws.pick((-2, 2, 3))
    order = [draws.below(6) for _ in range(12)]
    order = [c if c != order[k - 1] else (c + 1) % 6 for k, c in enumerate(order)]
    canvas = coloured((reach // 6).clip(0), tuple(order))
    if draws.chance(70):
        canvas[radius > 15] = order[0]
    canvas[radius < 2] = ACCENT
    return f"a mandala of {fold} petals", canvas


def woven_mandala(draws: Draws) -> tuple[str, Indices]:
    """A random eighth, mirrored into a whole carpet."""
    cell = draws.pick((1, 2))
    colours = draws.shuffled(range(6))[: draws.between(2, 3) if cell == 1 else draws.between(3, 5)]
    side = 16 // cell
    field = draws.array(len(colours), side, side)
    y, x = Y[:side, :side], X[:side, :side]
    ring = np.maximum(y, x)
    band = draws.array(len(colours), side)
    field = np.where(draws.array(100, side, side) < 45, field, band[ring])
    field = np.where(y >= x, field, field.T).repeat(cell, 0).repeat(cell, 1)
    half = np.concatenate([field[::-1], field])
    carpet = np.concatenate([half[:, ::-1], half], axis=1)
    return "a carpet, mirrored eight ways", coloured(carpet, tuple(colours))


def maze(draws: Draws) -> tuple[str, Indices]:
    """A maze grown at random (depth first), its way through marked."""
    wall, floor, way = draws.pick(
        (
            (GROUND, LIGHT, ACCENT),
            (LIGHT, SHADE, ACCENT),
            (SHADE, SKY, LIGHT),
            (GROUND, BODY, LIGHT),
        )
    )
    cells, step = (10, 3) if draws.chance(70) else (15, 2)
    path, seen = [(0, 0)], {(0, 0)}
    canvas, solution = filled(wall), [(0, 0)]
    first = (SIZE - cells * step + 1) // 2
    wide = step - 1

    def open_way(y: int, x: int, v: int, u: int, index: int) -> None:
        top, left = first + step * min(y, v), first + step * min(x, u)
        bottom, right = first + step * max(y, v) + wide, first + step * max(x, u) + wide
        canvas[top:bottom, left:right] = index

    while path:
        y, x = path[-1]
        if (y, x) == (cells - 1, cells - 1):
            solution = list(path)
        ways = [(y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)]
        ways = [(v, u) for v, u in ways if 0 <= v < cells and 0 <= u < cells]
        ways = [cell for cell in ways if cell not in seen]
        if not ways:
            path.pop()
            continue
        v, u = draws.pick(ways)
        open_way(y, x, v, u, floor)
        seen.add((v, u))
        path.append((v, u))
    for (y, x), (v, u) in pairwise(solution):
        open_way(y, x, v, u, way)
    return "a maze and the way through it", canvas


def rays(draws: Draws) -> tuple[str, Indices]:
    """Rays around a sun, or a star of rays."""
    scale = draws.pick(SCALES[1:])
    y, x = draws.pick(((0, 0), (0, 0), (31, 0), (31, -31), (10, 10)))
    count = draws.pick((8, 16, 16, 32)) if y < 31 else 32  # from an edge fewer are seen
    radius = root((V - y) ** 2 + (U - x) ** 2) // 2
    turn = draws.below(4)
    twist = draws.pick((0, 0, 8, 16, 24))  # each ray 64 / twist pixels wide where it has turned
    field = ((sector(V - y, U - x) + turn) * count + radius * twist) // 64
    canvas = coloured(field, scale)
    if draws.chance(70):
        sun = draws.between(4, 8)
        canvas[radius < sun + 2] = GROUND if GROUND not in scale[:1] else LIGHT
        canvas[radius < sun] = ACCENT if ACCENT not in scale else LIGHT
    return "turning rays" if twist else "rays", canvas


def spiral(draws: Draws) -> tuple[str, Indices]:
    """A spiral, round or square, of one arm or several."""
    scale, arms = draws.pick(SCALES), draws.pick((1, 1, 2, 3))
    side = draws.pick((-1, 1))
    square = draws.chance(40)
    radius = np.maximum(abs(U), abs(V)) if square else root(U**2 + V**2)
    width = draws.pick((3, 4, 5))
    field = (radius * 32 + side * arms * sector(V, U) * width * len(scale)) // (64 * width)
    return f"a {'square' if square else 'round'} spiral", coloured(field, scale)


def sierpinski(draws: Draws) -> tuple[str, Indices]:
    """Triangles in triangles: where two numbers share no bit (Pascal's triangle, odd or even)."""
    ground, ink, other = draws.pick(TRIPLES)
    if draws.chance(50):
        x = X - (31 - Y) // 2
        inside = (x >= 0) & (x <= Y) & (x & (Y - x) == 0)
        canvas = coloured(Y // 8, draws.pick(((ink, other), (ink,), (other, ink, ink, ink))))
    else:  # four of them, from the middle
        y, x = abs(V) // 2, abs(U) // 2
        inside = (y & x) == 0
        canvas = coloured((y ^ x) // draws.pick((4, 8)), (ink, other))
    canvas[~inside] = ground
    return "triangles in triangles", canvas


def _hilbert(order: int) -> list[tuple[int, int]]:
    """The cells of a square of side 2**order in the order of Hilbert's curve (1891)."""
    cells = []
    for number in range(4**order):
        y = x = 0
        rest, side = number, 1
        while side < 2**order:
            right, down = rest // 2 % 2, (rest ^ (rest // 2)) % 2
            if not down:
                if right:
                    y, x = side - 1 - y, side - 1 - x
                y, x = x, y
            y, x = y + side * down, x + side * right
            rest, side = rest // 4, side * 2
        cells.append((y, x))
    return cells


def hilbert(draws: Draws) -> tuple[str, Indices]:
    """One line that visits every place, its colour changing on the way."""
    order = draws.pick((3, 4))
    step, cells = SIZE // 2**order, _hilbert(order)
    scale = draws.pick(
        ((SHADE, BODY, SKY, LIGHT, ACCENT), (LIGHT, ACCENT), (SKY, LIGHT), (ACCENT,))
    )
    canvas, width = filled(GROUND), step - 1 if order == 4 else 2
    first = (step - width) // 2
    for number, (y, x) in enumerate(cells):
        v, u = cells[max(0, number - 1)]
        top, left = first + step * min(y, v), first + step * min(x, u)
        bottom, right = first + step * max(y, v) + width, first + step * max(x, u) + width
        canvas[top:bottom, left:right] = scale[number * len(scale) // len(cells)]
    if draws.chance(50):
        canvas = canvas.T.copy()
    return "one line that goes everywhere", canvas


def holes(draws: Draws) -> tuple[str, Indices]:
    """A square with a hole in its middle, around which are eight such squares (Sierpinski 1916)."""
    y, x = Y + draws.pick((-3, -2)), X + draws.pick((-3, -2))
    colours = draws.pick(((GROUND, ACCENT, LIGHT, SHADE), (LIGHT, GROUND, ACCENT, SKY),
                          (SHADE, GROUND, LIGHT, ACCENT), (GROUND, LIGHT, SKY, BODY)))  # fmt: skip
    canvas, inside = filled(colours[3]), (y >= 0) & (x >= 0) & (y < 27) & (x < 27)
    for level, side in enumerate((1, 3, 9)):
        hole = inside & (y // side % 3 == 1) & (x // side % 3 == 1)
        canvas[hole] = colours[level]
    canvas[~inside] = GROUND if colours[3] != GROUND else SHADE
    return "a square of holes", canvas


GEOMETRY: dict[str, Draw] = {
    "rings": rings,
    "nested shapes": squares,
    "mandala": mandala,
    "carpet": woven_mandala,
    "maze": maze,
    "rays": rays,
    "spiral": spiral,
    "triangles": sierpinski,
    **TILINGS,
}
RARE_GEOMETRY: dict[str, Draw] = {"one line": hilbert, "holes": holes}
