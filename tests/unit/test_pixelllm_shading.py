"""Shading walks the palette's ramps: never another ramp, another silhouette, a stray pixel."""

import numpy as np
import pytest
import torch
from aipixel.pixels.neighbours import EIGHT
from aipixel.pixels.oklab import oklab
from aipixel.sprites.ramps import LIGHTS
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from onnxruntime import InferenceSession
from pixelllm.metrics import isolated
from pixelllm.palette import CORAL, GLOW, OWN_PALETTE, TURQUOISE, Palette, colour_index
from pixelllm.shading import Shading
from pixelllm.sprite_graphs import shade_graph
from pixelllm.synthetic import draw_batch
from pixelllm.vocabulary import COLOURS, SIZE

NONE = {"strength": 0, "occlusion": 0, "edge": 0, "glow": 0}
ROWS, COLUMNS = np.mgrid[0:SIZE, 0:SIZE] - 15.5
DISC = ROWS**2 + COLUMNS**2 < 13**2


def shaded(sprites, angle=0.0, palette=OWN_PALETTE, **settings):
    values = {"angle": angle, **NONE, **settings}
    with torch.no_grad():
        found = Shading(palette)(
            torch.from_numpy(np.asarray(sprites, np.float32)),
            *(torch.tensor([float(value)]) for value in values.values()),
        )
    whole = found.numpy().astype(np.uint8)
    assert np.array_equal(whole, found)
    return whole


def lights(sprite):
    return (sprite.astype(int) - 1) % LIGHTS


@pytest.fixture(scope="module")
def drawn():
    return draw_batch(range(144))[0]


sprites = arrays(np.uint8, (2, SIZE, SIZE), elements=st.integers(0, COLOURS - 1))
shares = st.floats(0, 1, width=32)


@given(sprites, st.floats(-720, 720, width=32), shares, shares, shares, shares)
@settings(max_examples=60, deadline=None)
def test_silhouette_ramps_and_palette_stay(sprites, angle, strength, occlusion, edge, glow):
    chosen = {"strength": strength, "occlusion": occlusion, "edge": edge, "glow": glow}
    found = shaded(sprites, angle, **chosen)
    assert np.array_equal(found > 0, sprites > 0)
    assert found.max() < COLOURS
    assert np.array_equal((found.astype(int) - 1) // LIGHTS, (sprites.astype(int) - 1) // LIGHTS)


@given(sprites, st.floats(-720, 720, width=32))
@settings(max_examples=20, deadline=None)
def test_nothing_asked_changes_nothing(sprites, angle):
    assert np.array_equal(shaded(sprites, angle), sprites)


@pytest.mark.parametrize("angle", range(0, 360, 30))
def test_the_side_to_the_light_is_lighter(angle):
    disc = np.where(DISC, colour_index(TURQUOISE, 3), 0)[None]
    light = lights(shaded(disc, angle, strength=1)[0])
    towards = COLUMNS * np.cos(np.radians(angle)) - ROWS * np.sin(np.radians(angle))
    lit, dark = DISC & (towards > 7), DISC & (towards < -7)
    assert light[lit].mean() > 4.2
    assert light[dark].mean() < 1.8
    assert abs(light[DISC & (abs(towards) < 1)].mean() - 3) < 0.3


def test_a_painted_light_gives_way():
    """Painted from the left; asked from the right, the right side ends up lighter."""
    painted = np.clip(np.round(3 - COLUMNS / 6), 1, 6).astype(int)
    sprite = np.where(DISC, colour_index(CORAL, 0) + painted, 0)
    light = lights(shaded(sprite[None], 0, strength=1)[0])
    assert painted[DISC & (COLUMNS < -7)].mean() > 4
    assert light[DISC & (COLUMNS > 7)].mean() > light[DISC & (COLUMNS < -7)].mean() + 0.5


@pytest.mark.parametrize("angle", [0, 75, 200])
def test_drawn_sprites_get_no_stray_pixels(drawn, angle):
    found = shaded(drawn, angle, strength=1, occlusion=0.5, edge=0.5, glow=0.5)
    assert isolated(drawn, EIGHT) == 0
    assert isolated(found, EIGHT) < 2e-5
    assert (found != drawn).mean() > 0.05


def test_a_line_round_a_form_stays_dark(drawn):
    ring = (ROWS**2 + COLUMNS**2 < 14**2) & ~DISC
    sprite = np.where(DISC, colour_index(CORAL, 4), np.where(ring, colour_index(CORAL, 0), 0))
    sprite[12:14, 10:12] = colour_index(CORAL, 0)  # a pupil
    found = shaded(sprite[None], 130, strength=1, glow=1)[0]
    assert lights(found)[ring].max() <= 1
    assert (lights(found)[12:14, 10:12] == 0).all()


def test_edges_and_creases_are_darkened_and_nothing_else():
    disc = np.where(DISC, colour_index(TURQUOISE, 4), 0)
    edged = lights(shaded(disc[None], edge=1)[0])
    near = ROWS**2 + COLUMNS**2 < 10**2
    assert (edged[near] == 4).all()
    assert (edged[DISC & (ROWS**2 + COLUMNS**2 > 12.4**2)] < 4).all()
    disc[:, 16] *= DISC[:, 16]
    disc[6:26, 16] = colour_index(TURQUOISE, 0)
    creased = lights(shaded(disc[None], occlusion=1)[0])
    assert (creased[10:22, [15, 17]] < 4).all()
    assert (creased[10:22, [11, 21]] == 4).all()


def test_lamps_light_up_what_is_dark_beside_them():
    sprite = np.where(DISC, colour_index(TURQUOISE, 2), 0)
    sprite[15:17, 15:17] = colour_index(GLOW, 5)
    found = shaded(sprite[None], glow=1)[0]
    light = lights(found)
    assert (light[14, 14:18] > 2).all()
    assert (light[8] == lights(sprite)[8]).all()
    assert (found[15:17, 15:17] == colour_index(GLOW, 5)).all()
    sprite[15:17, 15:17] = colour_index(GLOW, 1)
    assert np.array_equal(shaded(sprite[None], glow=1)[0], sprite)


def of_lengths(*lengths):
    """A palette of greys and ramps of these lengths, listed in no order."""
    colours, ramps = [], []
    for number, length in enumerate(lengths):
        ramps.append(tuple(range(1 + len(colours), 1 + len(colours) + length)))
        colours += [(20 + v * 210 // max(length - 1, 1), 4 * number, 7) for v in range(length)]
    order = np.random.default_rng(0).permutation(len(colours))
    places = {int(old) + 1: new for new, old in enumerate(order, start=1)}
    moved = tuple(tuple(places[index] for index in ramp) for ramp in ramps)
    return Palette(tuple(colours[old] for old in order), moved)


PALETTES = [of_lengths(*each) for each in ([1], [63], [1, 2, 3, 4, 5], [12, 3, 8, 1], [1] * 63)]
any_palette = pytest.mark.parametrize("palette", PALETTES, ids=lambda p: str(len(p.ramps)))


@any_palette
@pytest.mark.parametrize("angle", [40, 250])
def test_in_any_palette_silhouette_and_ramps_stay(palette, angle):
    drawn = np.random.default_rng(1).integers(0, len(palette.rgba), (3, SIZE, SIZE))
    drawn[1:] = drawn[1:, ::8, ::8].repeat(8, 1).repeat(8, 2)
    found = shaded(drawn, angle, palette, strength=1, occlusion=1, edge=1, glow=1)
    assert np.array_equal(found > 0, drawn > 0)
    assert np.array_equal(palette.ramp_numbers[found], palette.ramp_numbers[drawn])
    assert np.array_equal(shaded(drawn, angle, palette), drawn)
    longest = max(map(len, palette.ramps))
    assert (found != drawn).any() == (longest > 1)


@pytest.mark.parametrize("length", [2, 3, 4, 7, 15, 63])
def test_the_side_to_the_light_is_lighter_on_a_ramp_of_any_length(length):
    palette = of_lengths(length)
    lightness = oklab(palette.rgba[:, :3])[:, 0]
    middle = np.where(DISC, palette.ramps[0][length // 2], 0)
    light = lightness[shaded(middle[None], 0, palette, strength=1)[0]]
    assert light[DISC & (COLUMNS > 7)].mean() > light[DISC & (COLUMNS < -7)].mean() + 0.1


def test_in_four_greens_outlines_stay_and_forms_are_shaded():
    greens = [(15, 56, 15), (48, 98, 48), (139, 172, 15), (155, 188, 15)]
    palette = Palette(tuple(greens), ((1, 2, 3, 4),))
    ring = (ROWS**2 + COLUMNS**2 < 14**2) & ~DISC
    sprite = np.where(DISC, 3, np.where(ring, 1, 0))
    found = shaded(sprite[None], 120, palette, strength=1)[0]
    assert (found[ring] == 1).all()
    assert set(np.unique(found[DISC])) >= {2, 3, 4}


@pytest.mark.filterwarnings("ignore")
def test_the_graph_of_another_palette_shades_as_torch_does():
    palette = PALETTES[3]
    drawn = np.random.default_rng(2).integers(0, len(palette.rgba), (2, SIZE, SIZE))
    drawn = drawn[:, ::6, ::6].repeat(6, 1).repeat(6, 2)[:, :SIZE, :SIZE]
    light = {"angle": 200.5, "strength": 1, "occlusion": 0.31, "edge": 0.62, "glow": 0.93}
    session = InferenceSession(shade_graph(palette).SerializeToString())
    feeds = {name: np.array([value], np.float32) for name, value in light.items()}
    (found,) = session.run(None, {"sprites": drawn.astype(np.float32), **feeds})
    assert np.array_equal(found, shaded(drawn, palette=palette, **light))
    assert (found != drawn).any()
