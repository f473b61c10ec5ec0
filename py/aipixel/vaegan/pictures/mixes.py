"""Mixes: what becomes of two families in one picture."""

from __future__ import annotations

import numpy as np

from aipixel.pixels.font import BOLD, MEDIUM, SMALL
from aipixel.pixels.palettes import ACCENT, BODY, GROUND, LIGHT, SHADE, SKY
from aipixel.vaegan.pictures import towns
from aipixel.vaegan.pictures.canvas import SIZE, Indices, Mask, U, V, X, Y, box, disc, filled, grown
from aipixel.vaegan.pictures.draws import Draws
from aipixel.vaegan.pictures.geometry import GEOMETRY
from aipixel.vaegan.pictures.lettering import enlarged, large_word, place, quoted, set_lines
from aipixel.vaegan.pictures.noise import NOISE
from aipixel.vaegan.pictures.scenery import DAY, DUSK, NIGHT, Scene
from aipixel.vaegan.pictures.tilings import Draw
from aipixel.vaegan.pictures.towns import TOWNS
from aipixel.vaegan.pictures.words import PAIRS, SHORT, SINGLES

_LOW = ("houses", "canal", "harbour", "bridge")
_CALM = ("rings", "nested shapes", "chequers", "scales", "weave", "spiral", "rays", "honeycomb")
_FINE = ("automaton", "caves", "waves", "fish skin", "marble", "large pixels")


def _some(draws: Draws, family: dict[str, Draw], names: tuple[str, ...]) -> tuple[str, Indices]:
    return family[draws.pick(names)](draws)


def _recoloured(canvas: Indices, colours: tuple[int, int, int, int, int, int]) -> Indices:
    """Each of the six colours replaced by another."""
    return np.array(colours, dtype=np.uint8)[canvas]


def _town(draws: Draws, names: tuple[str, ...], horizon: int = 24) -> tuple[str, Scene, Mask]:
    """A town before its weather, and the pixels that are still sky."""
    scene = Scene(draws, horizon)
    before = scene.canvas.copy()
    what = TOWNS[draws.pick(names)](scene)
    return what, scene, (scene.canvas == before) & ~scene.solid & (horizon > Y)


def words_in_the_sky(draws: Draws) -> tuple[str, Indices]:
    """A word above a town, as if it hung there."""
    what, scene, _ = _town(draws, _LOW)
    words = scene.words
    scene.finish()
    word = draws.pick(SINGLES)
    width, top = MEDIUM.width(word), draws.between(2, 4)
    left = (SIZE - width) // 2
    letters = place(MEDIUM.mask(word), top, left)
    ink, halo = (GROUND, LIGHT) if scene.hour is DAY else (LIGHT, GROUND)
    edge = box(top - 1, left - 1, top + 8, left + width + 1) | grown(grown(letters))
    scene.canvas[edge | grown(edge) & ((X + Y) % 2 == 0)] = halo
    scene.canvas[letters] = ink
    return f"{what} {words}, and in the sky {quoted([word])}", scene.canvas


def pattern_in_a_window(draws: Draws) -> tuple[str, Indices]:
    """A window at home; geometry is what one sees through it."""
    what, outside = GEOMETRY[draws.pick(("mandala", "spiral", "rays", "rings", "nested shapes"))](
        draws
    )
    wall, frame = draws.pick(((SHADE, LIGHT), (GROUND, BODY), (BODY, LIGHT), (SKY, GROUND)))
    canvas = filled(wall)
    canvas[box(2, 4, 26, 28)] = frame
    canvas[box(3, 5, 25, 27)] = outside[5:27, 5:27].ravel()
    bars = draws.below(3)
    if bars:
        canvas[box(3, 15, 25, 17) if bars == 1 else box(13, 5, 15, 27)] = frame
    canvas[box(26, 2, 28, 30)] = frame
    if draws.chance(60):  # curtains
        cloth = (X < 8) & (Y < 24) | (X > 23) & (Y < 24)
        canvas[cloth] = ACCENT
        canvas[cloth & (X % 3 == 0)] = wall if wall != ACCENT else LIGHT
    else:  # a cat on the sill
        cat = box(20, 8, 26, 12) | box(17, 8, 20, 12) | box(16, 8, 17, 9) | box(16, 11, 17, 12)
        cat |= box(25, 12, 26, 15)
        canvas[grown(cat) & (Y < 26)] = LIGHT
        canvas[cat] = GROUND
    return f"a window, and in it {what}", canvas


def words_out_of_noise(draws: Draws) -> tuple[str, Indices]:
    """Letters full of noise, or plain letters in it."""
    what, canvas = _some(draws, NOISE, _FINE)
    pairs = [p for p in PAIRS if max(map(BOLD.width, p)) <= 30]
    lines = draws.pick(pairs) if draws.chance(60) else (large_word(draws, 30),)
    letters = set_lines(lines, BOLD, 3)
    if draws.chance(50):
        canvas = _recoloured(canvas, (GROUND, SHADE, SHADE, GROUND, GROUND, SHADE))
        canvas[~letters] = LIGHT
    else:
        canvas = _recoloured(canvas, (GROUND, SHADE, SHADE, GROUND, SHADE, GROUND))
        canvas[grown(letters)] = GROUND
        canvas[letters] = LIGHT if draws.chance(50) else ACCENT
    return f"{quoted(lines)} cut out of {what}", canvas


def town_on_a_pattern(draws: Draws) -> tuple[str, Indices]:
    """A town on a patterned floor that runs to the horizon."""
    horizon = draws.between(18, 20)
    what, scene, _ = _town(draws, ("houses", "castle", "skyline", "canal"))
    floor, pattern = _some(draws, GEOMETRY, ("chequers", "chequers", "weave", "rings", "tiles"))
    words = scene.words
    scene.finish()
    canvas = filled(GROUND)
    canvas[:horizon] = scene.canvas[29 - horizon : 29]
    near = (Y - horizon).clip(0) + 2
    v, u = (220 // near) % SIZE, ((U * 9 // near) // 2 + 16) % SIZE
    ground = pattern[v, u]
    canvas[horizon:] = ground[horizon:]
    return f"{what} {words}, standing on {floor}", canvas


def town_in_letters(draws: Draws) -> tuple[str, Indices]:
    """Two large letters, through which a town is seen by night."""
    word = draws.pick([w for w in SHORT if len(w) == 2])
    scene = Scene(draws)
    what = TOWNS[draws.pick(("skyline", "canal", "street", "hill village"))](scene)
    scene.finish()
    mask = enlarged(BOLD.mask(word), 2)
    letters = place(mask, 7, (SIZE - mask.shape[1]) // 2)
    canvas = filled(LIGHT)
    town = _recoloured(scene.canvas, (GROUND, SHADE, SHADE, SHADE, BODY, BODY))
    canvas[letters] = town[letters]
    if draws.chance(50):
        canvas[(abs(V) > 23) & (abs(V) < 27)] = ACCENT
    return f"the word {quoted([word])}, and through its letters {what}", canvas


def noise_for_a_sky(draws: Draws) -> tuple[str, Indices]:
    """A town under a sky of noise."""
    what, scene, sky = _town(draws, ("skyline", "houses", "castle", "canal"))
    noise, canvas = _some(draws, NOISE, ("waves", "marble", "heights", "fish skin"))
    colours = {
        NIGHT: (GROUND, GROUND, SHADE, SHADE, SHADE, GROUND),
        DUSK: (BODY, BODY, SKY, SKY, SKY, BODY),
        DAY: (BODY, SKY, SKY, LIGHT, LIGHT, SKY),
    }[scene.hour]
    scene.canvas[sky] = _recoloured(canvas, colours)[sky]
    scene.weather = "clear"
    return f"{what} {scene.hour.words}; its sky is {noise}", scene.canvas


def town_in_a_globe(draws: Draws) -> tuple[str, Indices]:
    """A town in a ball of glass, geometry behind it."""
    scene = Scene(draws)
    what = TOWNS[draws.pick(("houses", "castle", "hill village", "skyline"))](scene)
    scene.finish()
    behind, canvas = _some(draws, GEOMETRY, _CALM)
    dark = draws.chance(60)
    canvas = _recoloured(canvas, (GROUND, SHADE, SHADE, SHADE, SHADE, SHADE) if dark else
                         (LIGHT, LIGHT, SKY, SKY, LIGHT, SKY))  # fmt: skip
    ball = disc(14, 16, 13)
    canvas[ball] = LIGHT if dark else GROUND
    inside = disc(14, 16, 12)
    canvas[inside] = np.roll(scene.canvas, -4, axis=0)[inside]
    canvas[disc(14, 16, 11) & ~disc(15, 17, 11) & (X < 14)] = LIGHT
    stand = (Y > 25) & (abs(X - 16) <= 4 + (Y - 25))
    canvas[stand] = ACCENT
    canvas[stand & (Y == 28)] = GROUND
    return f"{what} in a ball of glass before {behind}", canvas


def cut_in_two(draws: Draws) -> tuple[str, Indices]:
    """Two pictures that meet at a slanted cut."""
    town = draws.pick(list(TOWNS))
    first, canvas = towns.draw(draws, TOWNS[town])
    family, names = draws.pick(((GEOMETRY, _CALM), (NOISE, _FINE)))
    second, other = _some(draws, family, names)
    side = draws.pick((U + V, U - V, 2 * U, U * 2 + V))
    canvas[side > 0] = other[side > 0]
    canvas[abs(side) < 3] = draws.pick((LIGHT, GROUND))
    return f"half {first}, half {second}", canvas


def four_quarters(draws: Draws) -> tuple[str, Indices]:
    """Four small pictures, one of each family."""
    canvas = filled(GROUND)
    one, town = towns.draw(draws, TOWNS[draws.pick(("houses", "castle", "canal"))])
    two, pattern = _some(draws, GEOMETRY, ("mandala", "rays", "spiral", "tiles"))
    three, noise = _some(draws, NOISE, _FINE)
    word = draws.pick([w for w in SHORT if SMALL.width(w) <= 11])
    text = filled(draws.pick((LIGHT, ACCENT)))
    text[place(SMALL.mask(word), 13, (SIZE - SMALL.width(word)) // 2)] = GROUND
    corners = draws.shuffled(((1, 1), (1, 17), (17, 1), (17, 17)))
    cuts = ((14, 4), (8, 8), (0, 0), (8, 9))
    for (y, x), (top, left), part in zip(corners, cuts, (town, pattern, noise, text), strict=True):
        canvas[y : y + 14, x : x + 14] = part[top : top + 14, left : left + 14]
    return f"four small pictures: {one}; {two}; {three}; {quoted([word])}", canvas


def word_on_a_pattern(draws: Draws) -> tuple[str, Indices]:
    """A label on wrapping paper."""
    what, canvas = GEOMETRY[draws.pick([*_CALM, "maze", "tiles", "quilt", "truchet arcs"])](draws)
    word = draws.pick(SINGLES)
    width = MEDIUM.width(word)
    left = (SIZE - width) // 2
    paper, ink = draws.pick(((LIGHT, GROUND), (GROUND, LIGHT), (ACCENT, GROUND)))
    canvas[box(8, max(0, left - 3), 24, min(SIZE, left + width + 3))] = ink
    canvas[box(9, max(0, left - 2), 23, min(SIZE, left + width + 2))] = paper
    canvas[place(MEDIUM.mask(word), 12 + draws.below(2), left)] = ink
    return f"the word {quoted([word])} on {what}", canvas


def slices(draws: Draws) -> tuple[str, Indices]:
    """A town cut into bands that have slipped."""
    what, canvas = towns.draw(draws, TOWNS[draws.pick(("skyline", "castle", "street", "canal"))])
    top, side = 0, draws.pick((-1, 1))
    while top < SIZE:
        height, side = draws.between(3, 7), -side
        band = np.roll(canvas[top : top + height], side * draws.between(2, 6), axis=1)
        if draws.chance(15):
            band = _recoloured(band, (SHADE, GROUND, ACCENT, BODY, LIGHT, SKY))
        canvas[top : top + height] = band
        top += height
    return f"{what}, slipped in slices", canvas


def painting_on_a_wall(draws: Draws) -> tuple[str, Indices]:
    """A framed painting of a town on a papered wall."""
    what, town = towns.draw(draws, TOWNS[draws.pick(("houses", "street", "canal", "harbour"))])
    paper, canvas = _some(draws, GEOMETRY, ("scales", "chequers", "weave", "honeycomb", "quilt"))
    dark = draws.chance(50)
    canvas = _recoloured(canvas, (GROUND, SHADE, SHADE, SHADE, GROUND, SHADE) if dark else
                         (SKY, BODY, BODY, SKY, SKY, BODY))  # fmt: skip
    canvas[box(2, 3, 26, 30)] = GROUND
    canvas[box(2, 3, 25, 29)] = ACCENT
    canvas[box(4, 5, 23, 27)] = town[10:29, 5:27].ravel()
    canvas[Y >= 28] = GROUND if not dark else BODY
    canvas[Y == 28] = LIGHT
    return f"a painting of {what} on a wall of {paper}", canvas


MIXES: dict[str, Draw] = {
    "words in the sky": words_in_the_sky,
    "pattern in a window": pattern_in_a_window,
    "words out of noise": words_out_of_noise,
    "word on a pattern": word_on_a_pattern,
    "noise for a sky": noise_for_a_sky,
    "town on a pattern": town_on_a_pattern,
    "cut in two": cut_in_two,
    "painting on a wall": painting_on_a_wall,
    "town in letters": town_in_letters,
    "four quarters": four_quarters,
    "town in a globe": town_in_a_globe,
    "slices": slices,
}
