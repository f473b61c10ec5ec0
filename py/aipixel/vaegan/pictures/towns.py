"""Towns: skylines, villages, castles, streets, by day, at dusk and at night, in any weather."""

from __future__ import annotations

from aipixel.pixels.palettes import ACCENT, BODY, GROUND, LIGHT, SHADE, SKY
from aipixel.vaegan.pictures.buildings import (
    battlements,
    far_hills,
    far_roofs,
    gable,
    house,
    tree,
    windows,
)
from aipixel.vaegan.pictures.canvas import SIZE, Indices, U, X, Y, box, disc, stroke
from aipixel.vaegan.pictures.draws import Draws
from aipixel.vaegan.pictures.scenery import DAY, Scene
from aipixel.vaegan.pictures.waterside import WATERSIDE, Build


def _earth(scene: Scene, top: int) -> None:
    scene.paint(top <= Y, scene.hour.earth)


def skyline(scene: Scene) -> str:
    """City towers with aerials, terraces and spires."""
    draws = scene.draws
    far_roofs(scene, 6, 15)
    x, tallest = draws.between(-2, 1), draws.between(18, 26)
    while x < SIZE:
        width, wall = draws.between(4, 8), scene.wall()
        top, right = SIZE - draws.between(9, tallest), x + width
        scene.paint(box(top, x, SIZE, right), wall.wall)
        crown = draws.below(5)
        if crown == 0:
            scene.paint(box(top - 5, x + width // 2, top, x + width // 2 + 1), wall.wall)
        elif crown == 1:
            scene.paint(box(top - 2, x + 1, top, right - 1), wall.wall)
        elif crown == 2:
            gable(scene, top, x, right, wall.wall, 2)
        elif crown == 3:
            scene.paint(box(top, x, top + 1, right), wall.roof)
        windows(scene, top + 1, x, SIZE, right, wall)
        x = right + draws.below(2)
    return "a skyline of towers"


def houses(scene: Scene) -> str:
    """A row of houses with pitched roofs."""
    draws = scene.draws
    far_hills(scene)
    x = draws.between(-1, 2)
    bottom = 29
    while x < 29:
        width = draws.between(6, 8)
        top = bottom - draws.between(6, 12)
        house(scene, top, x, bottom, x + width, scene.wall())
        x += width + 3
        if draws.chance(30) and x < 28:
            tree(scene, bottom, x + 1, draws.chance(50))
            x += 5
    _earth(scene, bottom)
    return "a row of houses"


def castle(scene: Scene) -> str:
    """Round towers, a wall, a gate and flags."""
    draws, wall = scene.draws, scene.wall()
    far_hills(scene)
    low = draws.between(17, 19)
    scene.paint(box(low, 4, 28, 28), wall.wall)
    battlements(scene, low, 4, 28, wall.wall)
    for left, top in (
        (3, draws.between(10, 13)), (12, draws.between(6, 9)), (24, draws.between(10, 13)),
    ):  # fmt: skip
        width = 8 if left == 12 else 5
        scene.paint(box(top, left, 28, left + width), wall.wall)
        if draws.chance(50):
            battlements(scene, top, left, left + width, wall.wall)
        else:
            gable(scene, top, left - 1, left + width + 1, wall.roof)
        if draws.chance(70):
            middle, tip = left + width // 2, top - (width + 2) // 2 - 3
            scene.paint(box(tip, middle, top, middle + 1), wall.roof, solid=False)
            scene.paint(box(tip, middle + 1, tip + 2, middle + 4), ACCENT, solid=False)
        for y in range(top + 2, 20, 4):
            scene.paint(box(y, left + 2, y + 2, left + 3), wall.lit, solid=False)
            if width == 8:
                scene.paint(box(y, left + 5, y + 2, left + 6), wall.lit, solid=False)
    gate = box(23, 14, 28, 18) | box(22, 15, 23, 17)
    scene.paint(gate, wall.unlit if wall.unlit != wall.wall else GROUND, solid=False)
    _earth(scene, 28)
    return "a castle"


def hill_village(scene: Scene) -> str:
    """Houses piled on a hill, a church at the top."""
    draws, hour = scene.draws, scene.hour
    height = draws.between(15, 19)
    hill = height * (150 - U * U // 8) >= (SIZE - Y) * 150
    scene.paint(hill, BODY if hour is DAY else SHADE)
    wall, top = scene.wall(), SIZE - height
    scene.paint(box(top - 4, 13, top + 3, 20), wall.wall)
    gable(scene, top - 4, 12, 21, wall.roof)
    scene.paint(box(top - 10, 15, top, 18), wall.wall)
    gable(scene, top - 10, 14, 19, wall.roof, 2)
    scene.canvas[top - 8, 16] = wall.lit
    for row in range(4):
        y = min(31, top + 6 + row * 5)
        x = draws.between(0, 3)
        while x < 29:
            if hill[min(y, 31), x] and hill[min(y, 31), min(31, x + 4)]:
                wall = scene.wall()
                scene.paint(box(y - 3, x, y, x + 4), wall.wall)
                gable(scene, y - 3, x, x + 4, ACCENT if draws.chance(30) else wall.roof)
                scene.canvas[y - 2, x + 1 : x + 3] = wall.lit if draws.chance(70) else wall.unlit
            x += draws.between(5, 7)
    return "a village on a hill"


def street(scene: Scene) -> str:
    """A street between two rows of fronts, running to one point."""
    draws, hour = scene.draws, scene.hour
    horizon = draws.between(17, 20)
    far_roofs(scene, 2, 6)
    scene.paint(horizon <= Y, hour.earth)
    walls = draws.shuffled(hour.walls)
    edges = (16, 13, 9, 5, 3)
    for number in range(4):
        outer, inner = edges[number], edges[number + 1]
        for side in (-1, 1):
            wall = walls[(number + (side > 0)) % len(walls)]
            depth = abs(U) // 2
            front = (depth < outer) & (depth >= inner) & (U * side > 0)
            rise = (depth * draws.between(13, 16)) // 10 + 1
            front &= (horizon - Y < rise) & (Y - horizon <= depth * 3 // 4)
            scene.paint(front, wall.wall)
            pane = (Y - horizon) * 16 // (depth + 1)
            panes = front & (depth < outer - 1) & (pane % 6 < 2) & (horizon + depth // 3 > Y)
            scene.paint(panes & (depth > inner), wall.lit, solid=False)
    for k in range(2, SIZE - horizon, 3):
        scene.canvas[horizon + k : horizon + k + 1 + k // 6, 15:17] = LIGHT
    return "a street running away"


def windmills(scene: Scene) -> str:
    """Windmills on flat fields."""
    draws, hour = scene.draws, scene.hour
    far_hills(scene)
    scene.paint(Y >= 25, hour.earth)
    field = BODY if hour is not DAY else SHADE
    scene.paint((Y >= 26) & ((X + 2 * Y) % 5 < 2), field, solid=False)
    for x in draws.shuffled((7, 16, 25))[: draws.between(1, 2)]:
        wall, top, turn = scene.wall(), draws.between(12, 15), draws.below(2)
        for y in range(top, 26):
            half = 2 + (y - top) // 5
            scene.paint(box(y, x - half, y + 1, x + half + 1), wall.wall)
        gable(scene, top, x - 3, x + 4, wall.roof)
        arms = ((-7, 0), (7, 0), (0, -7), (0, 7)) if turn else ((-5, -5), (5, 5), (-5, 5), (5, -5))
        for dy, dx in arms:
            scene.paint(stroke(top, x, top + dy, x + dx), ACCENT, solid=False)
            scene.paint(
                stroke(top + dy // 2 + dx // 5, x + dx // 2 - dy // 5, top + dy + dx // 5,
                       x + dx - dy // 5),
                LIGHT if wall.wall != LIGHT else SHADE, solid=False,
            )  # fmt: skip
        scene.paint(box(22, x, 26, x + 1), wall.unlit, solid=False)
    return "windmills in the fields"


def facade(scene: Scene) -> str:
    """One great front: a grid of windows, curtains, cats and people in some."""
    draws = scene.draws
    wall = scene.wall()
    frame = next(c for c in (SHADE, BODY, SKY) if c not in (wall.wall, wall.lit, wall.unlit))
    plain = draws.chance(40)  # sills alone, no frames
    scene.paint(Y >= 0, wall.wall)
    for top in range(2, 30, 10):
        for left in range(2, 30, 10):
            lit = draws.chance(60)
            glass = wall.lit if lit else wall.unlit
            scene.paint(box(top + 7 if plain else top - 1, left - 1, top + 8, left + 9), frame)
            scene.paint(box(top, left, top + 7, left + 8), glass)
            what, dark = draws.below(6), GROUND if glass != GROUND else frame
            if what == 0:  # a cross of bars
                scene.paint(box(top, left + 4, top + 7, left + 5), frame)
                scene.paint(box(top + 3, left, top + 4, left + 8), frame)
            elif what == 1:  # curtains
                scene.paint(box(top, left, top + 7, left + 2), ACCENT)
                scene.paint(box(top, left + 6, top + 7, left + 8), ACCENT)
            elif what == 2:  # someone
                scene.paint(disc(top + 3, left + 4, 1) | box(top + 5, left + 2, top + 7, left + 7),
                            dark)  # fmt: skip
            elif what == 3:  # a cat
                cat = box(top + 4, left + 3, top + 7, left + 6)
                cat |= (
                    (top + 3 == Y) & ((left + 3 == X) | (left + 5 == X))
                    | ((top + 6 == Y) & (left + 7 == X))
                    | ((top + 5 == Y) & (left + 7 == X))
                )
                scene.paint(cat, dark)  # fmt: skip
            elif what == 4:  # a plant
                scene.paint(box(top + 5, left + 3, top + 7, left + 6), ACCENT)
                scene.paint(disc(top + 3, left + 4, 1), BODY if glass != BODY else SHADE)
            elif what == 5:  # a blind
                scene.paint(box(top, left, top + 4, left + 8) & (top % 2 == Y % 2), frame)
    return "the windows of one great house"


TOWNS: dict[str, Build] = {
    "skyline": skyline,
    "houses": houses,
    "castle": castle,
    "hill village": hill_village,
    "street": street,
    "windmills": windmills,
    "facade": facade,
    **WATERSIDE,
}


def draw(draws: Draws, build: Build) -> tuple[str, Indices]:
    """A town and its description."""
    scene = Scene(draws)
    what = build(scene)
    scene.finish()
    return f"{what} {scene.words}", scene.canvas
