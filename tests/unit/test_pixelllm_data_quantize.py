import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pixelllm.data.pictures import cut_out, keyed
from pixelllm.data.quantize import native, quantize, to_sprite, trimmed
from pixelllm.data.zone_guess import guess_zone
from pixelllm.palette import RGBA
from pixelllm.synthetic import HELD_OUT, draw_batch, draw_sprite

drawn = st.builds(draw_sprite, st.integers(0, 5), st.integers(0, 5), st.integers(0, 10**6))


def same_shape(sprite, other):
    """Equal once both are cut to what is opaque."""
    return np.array_equal(trimmed(RGBA[sprite]), trimmed(RGBA[other]))


@settings(max_examples=30, deadline=None)
@given(drawn)
def test_a_sprite_of_the_palette_comes_back(sprite):
    assert np.array_equal(quantize(RGBA[sprite]), sprite)


@settings(max_examples=30, deadline=None)
@given(drawn, st.integers(1, 9))
def test_enlarged_pixel_art_comes_back(sprite, scale):
    large = RGBA[sprite].repeat(scale, axis=0).repeat(scale, axis=1)
    assert same_shape(to_sprite(large), sprite)


def test_colours_near_a_palette_colour_fall_on_it():
    near = RGBA[1:].astype(int) + np.array([2, -2, 1, 0])
    indices = quantize(np.clip(near, 0, 255).astype(np.uint8)[None])
    assert (indices[0] == np.arange(1, 64)).mean() > 0.95


def test_alpha_is_opaque_from_128():
    picture = np.full((1, 3, 4), 200, np.uint8)
    picture[0, :, 3] = 127, 128, 255
    assert (quantize(picture)[0] > 0).tolist() == [False, True, True]


def test_what_is_too_large_is_reduced_by_majority():
    rng = np.random.default_rng(0)
    checks = np.full((64, 64, 4), 255, np.uint8)
    checks[:] = RGBA[10]
    odd = rng.random((32, 32)) < 0.5
    checks[::2, ::2][odd] = RGBA[30]  # one pixel in four: always outvoted
    assert (to_sprite(checks) == 10).all()


def test_what_is_painted_is_reduced_by_its_mean():
    ramp = np.linspace(0, 255, 300).astype(np.uint8)
    picture = np.full((300, 300, 4), 255, np.uint8)
    picture[..., 0], picture[..., 1] = ramp[:, None], ramp[None]
    assert len(np.unique(to_sprite(picture))) > 8


def test_a_long_picture_keeps_its_proportions():
    strip = np.zeros((10, 200, 4), np.uint8)
    strip[:] = RGBA[5]
    strip[5:, 100:] = RGBA[9]
    rows = np.flatnonzero(to_sprite(strip).any(axis=1))
    assert len(rows) == 2
    assert 15 <= rows[0] <= 16


@pytest.mark.parametrize("shape", [(1, 1), (7, 3), (33, 31), (500, 2)])
def test_any_shape_becomes_a_sprite(shape):
    picture = np.full((*shape, 4), 255, np.uint8)
    assert to_sprite(picture).shape == (32, 32)
    assert not to_sprite(picture * 0).any()


def test_a_plain_picture_is_one_native_pixel():
    assert native(np.full((12, 18, 4), 255, np.uint8)).shape[:2] == (2, 3)


def test_a_plain_background_becomes_transparent_but_given_alpha_is_kept():
    sprite = draw_sprite(0, 0, 1)
    on_magenta = RGBA[sprite].copy()
    on_magenta[sprite == 0] = 255, 0, 255, 255
    assert np.array_equal(quantize(keyed(on_magenta)), sprite)
    assert np.array_equal(keyed(RGBA[sprite]), RGBA[sprite])


def test_a_photograph_loses_the_ground_that_touches_its_border():
    picture = np.full((40, 40, 4), 255, np.uint8)
    picture[..., :3] = 20, 60, 120
    picture[10:30, 10:30, :3] = 230, 120, 40
    picture[18:22, 18:22, :3] = 20, 60, 120  # like the ground, but enclosed
    solid = cut_out(picture)[..., 3] > 0
    assert solid[10:30, 10:30].all()
    assert solid.sum() == 400


def test_colours_tell_the_zone_of_creatures_never_seen():
    sprites, labels = draw_batch(range(HELD_OUT, HELD_OUT + 36 * 4))
    zones = labels[:, 0]
    right = [guess_zone(sprite) == zone for sprite, zone in zip(sprites, zones, strict=True)]
    assert np.mean(right) > 0.9
