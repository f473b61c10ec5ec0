"""Parts of towns: houses, towers, trees, water."""

from __future__ import annotations

import numpy as np

from aipixel.pixels.palettes import ACCENT, GROUND, SHADE
from aipixel.vaegan.pictures.canvas import SIZE, X, Y, box
from aipixel.vaegan.pictures.scenery import DAY, NIGHT, Scene, Wall


def windows(
    scene: Scene, top: int, left: int, bottom: int, right: int, wall: Wall, step: int = 2
) -> None:
    """Rows of windows, inside an edge of one pixel; at night more than half are lit."""
    share = 65 if scene.hour is NIGHT else 45
    for y in range(top + 1, bottom - 1, step + 1):
        for x in range(left + 1, right - 1, step):
            if 0 <= x < SIZE and 0 <= y < SIZE:
                scene.canvas[y, x] = wall.lit if scene.draws.chance(share) else wall.unlit


def gable(scene: Scene, top: int, left: int, right: int, index: int, slope: int = 1) -> None:
    """A pitched roof whose eaves lie on the row above top; slope: rows for each pixel inwards."""
    half = (right - left + 1) // 2
    for k in range(half * slope):
        inward = k // slope
        scene.paint(box(top - 1 - k, left + inward, top - k, right - inward), index)


def stepped(scene: Scene, top: int, left: int, right: int, index: int) -> None:
    """A gable of steps, as on canal houses."""
    for k in range((right - left) // 2):
        scene.paint(box(top - 2 - 2 * k, left + k, top - 2 * k, right - k), index)


def battlements(scene: Scene, top: int, left: int, right: int, index: int) -> None:
    """Every other pixel raised, two rows above top."""
    for x in range(left, right, 2):
        scene.paint(box(top - 1, x, top, x + 1), index)


def house(scene: Scene, top: int, left: int, bottom: int, right: int, wall: Wall) -> None:
    """A house with a pitched roof, a door, windows and perhaps a chimney with smoke."""
    draws, middle = scene.draws, (left + right) // 2
    if draws.chance(50):
        x = right - 2
        scene.paint(box(top - 4, x, top, x + 1), wall.roof)
        if draws.chance(60):
            for k in range(4):
                smoke(scene, top - 6 - 2 * k, x + (k % 2), wall)
    scene.paint(box(top, left, bottom, right), wall.wall)
    gable(scene, top, left - 1, right + 1, wall.roof)
    door = ACCENT if ACCENT not in (wall.wall, wall.roof) else wall.unlit
    scene.paint(box(bottom - 3, middle, bottom, middle + 1), door, solid=False)
    for y in range(top + 1, bottom - 1, 3):
        for x in (left + 1, right - 2):
            if abs(x - middle) > 0 or y < bottom - 4:
                lit = draws.chance(70)
                scene.paint(box(y, x, y + 1, x + 1), wall.lit if lit else wall.unlit, solid=False)


def smoke(scene: Scene, y: int, x: int, wall: Wall) -> None:
    """One puff, where the sky is seen."""
    if 0 <= y < SIZE and 0 <= x < SIZE and not scene.solid[y, x]:
        scene.canvas[y, x] = wall.lit if scene.hour is not DAY else SHADE


def far_roofs(scene: Scene, lowest: int, highest: int) -> None:
    """A distant skyline, its tops between two heights above the horizon."""
    x = -scene.draws.below(4)
    while x < SIZE:
        width, height = scene.draws.between(3, 7), scene.draws.between(lowest, highest)
        top = scene.horizon - height
        scene.paint(box(top, x, scene.horizon, x + width), scene.hour.far, solid=False)
        x += width


def far_hills(scene: Scene) -> None:
    """Two distant hills."""
    draws = scene.draws
    for _ in range(2):
        x, reach = draws.between(0, 31), draws.between(9, 16)
        height = draws.between(5, 9)
        hill = scene.horizon - Y <= height - (X - x) ** 2 * height // (reach * reach)
        scene.paint(hill & (scene.horizon > Y), scene.hour.far, solid=False)


def tree(scene: Scene, y: int, x: int, pointed: bool) -> None:
    """A tree whose foot stands on row y."""
    for k in range(2, 8):
        half = (8 - k) // 2 if pointed else (1, 2, 2, 2, 1, 0)[k - 2]
        scene.paint(box(y - k, x - half, y - k + 1, x + half + 1), SHADE)
    scene.paint(box(y - 2, x, y, x + 1), GROUND if scene.hour is DAY else SHADE)


def sea(scene: Scene, top: int) -> None:
    """Water from a row to the bottom, with what stands above it mirrored in broken lines."""
    hour, draws = scene.hour, scene.draws
    rows = SIZE - top
    mirrored = scene.canvas[top - rows : top][::-1].copy()
    scene.canvas[top:] = hour.water
    ripple = (Y[:rows] + draws.array(2, rows)[:, None]) % 2 == 0
    lit = np.isin(mirrored, [hour.walls[0].lit, hour.orb, ACCENT])
    scene.canvas[top:][ripple & lit] = mirrored[ripple & lit]
    for _ in range(rows):
        y, x, length = draws.between(top, SIZE - 1), draws.below(SIZE), draws.between(2, 5)
        scene.canvas[y, x : x + length] = hour.glint
