"""Towns that few seeds have."""

from __future__ import annotations

from aipixel.pixels.palettes import ACCENT, BODY, GROUND, LIGHT, SHADE, SKY
from aipixel.vaegan.pictures.buildings import far_roofs, gable, house, windows
from aipixel.vaegan.pictures.canvas import COSINE, SINE, SIZE, X, Y, box, disc, shifted, stroke
from aipixel.vaegan.pictures.scenery import DAY, DUSK, NIGHT, Scene
from aipixel.vaegan.pictures.waterside import Build


def floating_town(scene: Scene) -> str:
    """Houses on islands in the air."""
    draws = scene.draws
    rock = SHADE if scene.hour is DAY else BODY
    for y, x, half in ((draws.between(20, 22), 10, 8), (draws.between(13, 15), 25, 5)):
        depth = Y - y
        island = (depth >= 0) & (abs(X - x) + depth + (X * 7 % 3) <= half)
        scene.paint(island, rock)
        scene.paint(island & (depth == 0), ACCENT, solid=False)
        if half > 6:
            house(scene, y - 6, x - 6, y, x + 1, scene.wall())
            scene.paint(box(y - 9, x + 3, y, x + 7), scene.wall().wall)
            gable(scene, y - 9, x + 2, x + 8, ACCENT, 2)
            scene.paint(box(y - 7, x + 4, y - 5, x + 6), LIGHT, solid=False)
        else:
            house(scene, y - 4, x - 3, y, x + 3, scene.wall())
    for k in range(3):
        scene.paint(box(27 + k, 4 + 9 * k, 28 + k, 11 + 9 * k), scene.hour.far, solid=False)
    return "a town on islands in the air"


def sunken_town(scene: Scene) -> str:
    """A town at the bottom of the sea, fish above it."""
    draws = scene.draws
    scene.canvas[:] = BODY
    scene.canvas[Y > 9] = SHADE
    scene.canvas[(Y > 7) & (Y < 10) & ((X + Y) % 2 == 0)] = SHADE
    scene.canvas[Y == 2] = SKY
    scene.canvas[(Y < 2) | (Y == 2) & (X // 2 % 2 == 0)] = LIGHT
    x = draws.between(-2, 2)
    while x < SIZE:
        width, top = draws.between(4, 7), draws.between(17, 23)
        scene.paint(box(top, x, SIZE, x + width), GROUND)
        gable(scene, top, x, x + width, GROUND)
        for y in range(top + 1, 30, 3):
            scene.paint(box(y, x + 1, y + 1, x + 2), draws.pick((SKY, LIGHT, GROUND)), solid=False)
            scene.paint(box(y, x + 3, y + 1, x + 4), draws.pick((SKY, GROUND)), solid=False)
        x += width + draws.below(3)
    for _ in range(draws.between(3, 5)):
        y, x, side = draws.between(6, 16), draws.between(3, 26), draws.pick((-1, 1))
        fish = (abs(Y - y) + abs(X - x) // 2 <= 1) | (abs(Y - y) == 1) & (x - 3 * side == X)
        scene.paint(fish | (y == Y) & (x - 2 * side == X), draws.pick((ACCENT, LIGHT)))
        scene.canvas[y, x + side] = GROUND
    scene.weather = "clear"
    return "a sunken town with fish over its roofs"


def whale_over_town(scene: Scene) -> str:
    """A whale swimming through the sky."""
    draws = scene.draws
    far_roofs(scene, 3, 6)
    x = 0
    while x < SIZE:
        width, top, wall = draws.between(4, 7), draws.between(22, 26), scene.wall()
        scene.paint(box(top, x, SIZE, x + width), wall.wall)
        gable(scene, top, x, x + width, wall.roof)
        windows(scene, top, x, SIZE, x + width, wall)
        x += width
    skin, belly = {NIGHT: BODY, DUSK: GROUND, DAY: SHADE}[scene.hour], LIGHT
    rise = draws.between(9, 11)
    body = (Y - rise) ** 2 * 5 + (X - 13) ** 2 <= 110
    tail = stroke(rise, 22, rise - 5, 27) | stroke(rise + 1, 22, rise - 4, 28)
    tail |= box(rise - 8, 23, rise - 6, 27) | box(rise - 6, 25, rise - 4, 31)
    scene.paint(body | tail, skin, solid=False)
    scene.paint(body & (rise + 2 <= Y) & (X < 17), belly, solid=False)
    scene.paint(body & (rise + 2 <= Y) & (X < 17) & (X % 2 == 0) & (rise + 2 < Y), SKY, False)
    scene.canvas[rise, 7] = GROUND if skin != GROUND else ACCENT
    for spout in ((rise - 7, 11), (rise - 8, 9), (rise - 8, 13), (rise - 6, 11)):
        scene.canvas[spout] = LIGHT
    if draws.chance(50):
        scene.canvas = scene.canvas[:, ::-1].copy()
        scene.solid = scene.solid[:, ::-1].copy()
    return "a whale over the roofs"


def great_wheel(scene: Scene) -> str:
    """A fairground's wheel, tents around its foot."""
    draws = scene.draws
    y, x = 14, draws.between(14, 17)
    rim = LIGHT if scene.hour is not DAY else GROUND
    scene.paint(disc(y, x, 11) & ~disc(y, x, 10), rim, solid=False)
    for side in (-1, 1):
        scene.paint(stroke(y, x, 29, x + 7 * side), rim, solid=False)
    turn = draws.below(8)
    for k in range(turn, 64 + turn, 8):
        v, u = int(SINE[k % 64]) * 11, int(COSINE[k % 64]) * 11
        top, left = y + (v + 512) // 1024, x + (u + 512) // 1024
        scene.paint(stroke(y, x, top, left), SHADE if rim != GROUND else BODY, solid=False)
        scene.paint(box(top - 1, left - 1, top + 2, left + 2), (ACCENT, SKY)[k // 8 % 2], False)
        scene.paint(box(top, left, top + 1, left + 1), GROUND, solid=False)
    scene.paint(disc(y, x, 1), ACCENT, solid=False)
    scene.paint(Y >= 29, scene.hour.earth)
    for left in (-2, 22):
        tent = (Y >= 22) & (Y < 29) & (abs(X - left - 5) <= Y - 21)
        scene.paint(tent, LIGHT)
        scene.paint(tent & (X // 2 % 2 == 0), ACCENT)
        scene.paint(shifted(tent, 6, 0) & (Y < 29) & (abs(X - left - 5) < 1), GROUND, False)
    return "a great wheel at a fair"


RARE_TOWNS: dict[str, Build] = {
    "floating town": floating_town,
    "sunken town": sunken_town,
    "whale": whale_over_town,
    "great wheel": great_wheel,
}
