"""Towns by the water: harbours, bridges, lighthouses, canals."""

from __future__ import annotations

from collections.abc import Callable

from aipixel.pixels.palettes import ACCENT, BODY, GROUND, LIGHT
from aipixel.vaegan.pictures.buildings import (
    far_roofs,
    gable,
    sea,
    stepped,
    windows,
)
from aipixel.vaegan.pictures.canvas import SIZE, U, X, Y, box
from aipixel.vaegan.pictures.scenery import DAY, NIGHT, Scene

Build = Callable[[Scene], str]


def harbour(scene: Scene) -> str:
    """Houses on a quay, boats before them."""
    draws = scene.draws
    far_roofs(scene, 5, 10)
    x = draws.between(-3, 0)
    while x < SIZE:
        width, wall = draws.between(5, 7), scene.wall()
        top = 20 - draws.between(4, 9)
        scene.paint(box(top, x, 20, x + width), wall.wall)
        gable(scene, top, x, x + width, wall.roof)
        windows(scene, top, x, 20, x + width, wall)
        x += width
    sea(scene, 20)
    for left in draws.shuffled((1, 11, 21))[: draws.between(1, 3)]:
        foot, sail = draws.between(25, 28), draws.pick((LIGHT, ACCENT))
        for k in range(8):
            scene.paint(box(foot - 9 + k, left + 4, foot - 8 + k, left + 5 + k // 2), sail)
        scene.paint(box(foot - 10, left + 3, foot, left + 4), GROUND)
        for k in range(2):
            scene.paint(box(foot + k, left + k, foot + 1 + k, left + 9 - k), GROUND)
    return "boats in a harbour"


def bridge(scene: Scene) -> str:
    """A bridge of arches, or one hung from two towers, over water."""
    draws, hour = scene.draws, scene.hour
    far_roofs(scene, 5, 13)
    sea(scene, 24)
    stone = BODY if hour is NIGHT else GROUND
    deck = 19
    if draws.chance(50):
        span = draws.pick((8, 10, 16))
        scene.paint(box(deck, 0, 27, SIZE), stone)
        for left in range(-span // 2, SIZE, span):
            middle, radius = 2 * left + span, span - 2
            arch = ((2 * X + 1 - middle) ** 2 + (2 * (27 - Y)) ** 2 < radius**2) & (Y < 27)
            scene.canvas[arch] = hour.water
        for x in range(1, SIZE, 4):
            scene.paint(box(deck - 2, x, deck, x + 1), stone)
            scene.paint(box(deck - 3, x, deck - 2, x + 1), LIGHT, solid=False)
        return "a bridge of stone arches"
    cable = 6 + (12 * (16 - abs(abs(U) // 2 - 8) * 2)) // 16
    scene.paint((cable <= Y) & (deck > Y) & ((X % 2 == 0) | (cable == Y)), stone, solid=False)
    for left in (7, 23):
        scene.paint(box(5, left, 28, left + 2), ACCENT if draws.chance(60) else stone)
    scene.paint(box(deck, 0, deck + 2, SIZE), stone)
    for x in range(1, SIZE, 3):
        scene.canvas[deck, x] = LIGHT
    return "a hanging bridge"


def lighthouse(scene: Scene) -> str:
    """A striped lighthouse on a rock, its beam over the sea."""
    draws, hour = scene.draws, scene.hour
    x, top = draws.pick((8, 22)), draws.between(7, 9)
    side = 1 if x < 16 else -1
    if hour is not DAY:
        reach = (X - x) * side
        beam = (reach > 1) & (abs(Y - top) * 5 <= reach + 3)
        scene.paint(beam & ((X + Y) % 2 == 0), ACCENT, solid=False)
    sea(scene, 24)
    for y in range(top + 3, 26):
        half = 2 + (y - top) // 9
        band = ((y - top) // 4) % 2
        scene.paint(box(y, x - half, y + 1, x + half + 1), (LIGHT, ACCENT)[band])
    scene.paint(box(top + 2, x - 3, top + 3, x + 4), GROUND)
    scene.paint(box(top - 1, x - 1, top + 2, x + 2), LIGHT)
    gable(scene, top - 1, x - 2, x + 3, GROUND if hour is DAY else BODY)
    rock = (3 - abs(X - x) // 3 >= 26 - Y) & (Y < 30)
    scene.paint(rock & (Y > 23), GROUND)
    return "a lighthouse on a rock"


def canal(scene: Scene) -> str:
    """Narrow houses with stepped gables, mirrored in a canal."""
    draws = scene.draws
    x, bottom = draws.between(-2, 1), draws.between(22, 24)
    while x < SIZE:
        width, wall = draws.pick((5, 6, 7)), scene.wall()
        top = draws.between(9, 14)
        scene.paint(box(top, x, bottom, x + width), wall.wall)
        if draws.chance(60):
            stepped(scene, top, x, x + width, wall.wall)
        else:
            gable(scene, top, x, x + width, wall.roof)
        windows(scene, top, x, bottom, x + width, wall)
        scene.paint(box(bottom - 3, x + width // 2, bottom, x + width // 2 + 1), ACCENT, False)
        x += width
    sea(scene, bottom)
    return "canal houses"


WATERSIDE: dict[str, Build] = {
    "harbour": harbour,
    "bridge": bridge,
    "lighthouse": lighthouse,
    "canal": canal,
}
