"""The checker: what is drawn here passes, and what is wrong with other pictures is named."""

import io
import json

import numpy as np
import pytest
from aipixel.pixels.blocks import block_size
from aipixel.pixels.neighbours import FOUR, groups, orphans
from aipixel.pixels.png import encode, encode_indexed
from aipixel.sprites.files.checker import MOST_NAMED, check
from aipixel.sprites.files.idle import idle
from aipixel.sprites.files.sheet import sheet
from aipixel.sprites.manifest import Manifest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image
from pixelllm.synthetic import draw_batch

from tests.conftest import ROOT

PALETTE = Manifest.parse(
    (ROOT / "web" / "models" / "pixelllm" / "manifest.json").read_bytes()
).palette
SPRITES = draw_batch(range(72))[0]
RGBA = PALETTE[SPRITES[0]]


def failed(data):
    return [one.name for one in check(data, PALETTE).checks if not one.passed]


def says(data, name):
    (sentence,) = [one.says for one in check(data, PALETTE).checks if one.name == name]
    return sentence


def resized(size, resampling):
    image = Image.fromarray(RGBA).resize(size, resampling)
    return encode(np.array(image))


@pytest.mark.parametrize("sprite", range(72))
def test_every_sprite_passes_at_every_whole_size(sprite):
    for scale in (1, 3):
        enlarged = SPRITES[sprite].repeat(scale, 0).repeat(scale, 1)
        report = check(encode_indexed(enlarged, PALETTE), PALETTE)
        assert report.passed, report
        assert report.scale == scale
        assert report.foreign == ()


def test_sheets_and_animations_pass():
    for whole in (
        sheet(SPRITES),
        sheet(SPRITES[:3]),
        sheet(SPRITES[0:1]),
        sheet(idle(SPRITES[0], None), 4),
    ):
        assert failed(encode_indexed(whole, PALETTE)) == []


@given(st.integers(1, 9), st.integers(1, 4), st.integers(1, 4))
def test_the_scale_is_the_largest_at_which_every_block_is_of_one_colour(scale, high, wide):
    squares = (np.indices((high, wide)).sum(0) % 2).astype(np.uint8)
    small = np.pad(squares, ((0, 1), (0, 1)), constant_values=5)
    assert block_size(small.repeat(scale, 0).repeat(scale, 1)) == scale


@pytest.mark.parametrize("size", [(48, 48), (80, 80), (50, 50), (72, 72)])
def test_enlarging_by_no_whole_number_is_found(size):
    data = resized(size, Image.Resampling.NEAREST)
    assert "grid" in failed(data)
    assert "no whole number" in says(data, "grid")


def test_smoothing_is_found_in_colours_and_alpha():
    data = resized((128, 128), Image.Resampling.BICUBIC)
    assert {"grid", "palette", "alpha"} <= set(failed(data))
    assert "a photograph or a smoothed picture" in says(data, "grid")


def test_foreign_colours_are_named_with_the_nearest():
    rgba = RGBA.copy()
    rgba[0, 0] = *PALETTE[9, :3], 255
    rgba[0, 0, 1] ^= 1
    data = encode(rgba)
    report = check(data, PALETTE)
    assert failed(data) == ["palette"]
    (foreign,) = report.foreign
    assert (foreign.index, foreign.pixels) == (9, 1)
    assert foreign.colour == f"#{bytes(rgba[0, 0, :3]).hex()}"
    assert foreign.nearest == f"#{bytes(PALETTE[9, :3]).hex()}"
    assert foreign.label == "sand 1"
    assert "1 of them none of the 63" in says(data, "palette")


def test_of_many_foreign_colours_the_commonest_are_named():
    rgb = np.random.default_rng(1).integers(0, 256, (64, 64, 3), np.uint8)
    report = check(encode(rgb), PALETTE)
    assert len(report.foreign) == MOST_NAMED
    assert report.colours > 4000
    assert [one.name for one in report.checks if not one.passed] == ["grid", "palette", "orphans"]


def test_half_transparency_is_counted():
    rgba = RGBA.copy()
    rgba[RGBA[..., 3] > 0, 3] = 200
    count = int((RGBA[..., 3] > 0).sum())
    assert failed(encode(rgba)) == ["alpha"]
    assert f"{count:,} pixels are half transparent" in says(encode(rgba), "alpha")


def test_an_odd_size_is_told():
    data = encode_indexed(np.pad(SPRITES[0], ((0, 5), (0, 3))), PALETTE)
    assert failed(data) == ["size"]
    assert "35 x 37 pixels" in says(data, "size")


def test_stray_pixels_are_counted():
    sprite = np.zeros((32, 32), np.uint8)
    sprite[10:20, 10:20] = 7
    assert failed(encode_indexed(sprite, PALETTE)) == []
    sprite[np.arange(32), np.arange(32) * 5 % 32] = 30
    data = encode_indexed(sprite, PALETTE)
    assert failed(data) == ["orphans"]
    assert says(data, "orphans").startswith("32 of ")


def test_a_drawing_of_larger_blocks_is_a_sprite_still():
    sprite = np.zeros((32, 32), np.uint8)
    sprite[8:24, 8:24] = 7
    report = check(encode_indexed(sprite, PALETTE), PALETTE)
    assert (report.scale, report.passed) == (1, True)


def test_nothing_at_all_is_no_trouble():
    for empty in (np.zeros((32, 32), np.uint8), np.zeros((1, 1), np.uint8)):
        report = check(encode_indexed(empty, PALETTE), PALETTE)
        assert report.colours == 0
        assert "It has no colour" in says(encode_indexed(empty, PALETTE), "palette")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "the file is empty"),
        (b"GIF89a", "a GIF picture"),
        (encode_indexed(np.zeros((4097, 1), np.uint8), PALETTE), "1 x 4,097 pixels, more than"),
        (encode_indexed(np.zeros((1, 5000), np.uint8), PALETTE), "the 4,096 x 4,096 that are read"),
    ],
)
def test_what_cant_be_looked_at_is_told_in_one_sentence(data, told):
    with pytest.raises(ValueError, match=told):
        check(data, PALETTE)


def test_kinds_that_are_not_read_are_told():
    for mode, told in (("L", "greyscale"), ("1", "greyscale"), ("I;16", "greyscale")):
        buffer = io.BytesIO()
        Image.new(mode, (32, 32)).save(buffer, "PNG")
        with pytest.raises(ValueError, match=told):
            check(buffer.getvalue(), PALETTE)


@given(st.binary(max_size=300))
def test_any_bytes_give_nothing_but_a_sentence(data):
    with pytest.raises(ValueError, match=r"\A[^\n]+\Z"):
        check(data, PALETTE)


@settings(deadline=None)
@given(arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40), st.sampled_from([3, 4]))))
def test_any_picture_gives_a_report(pixels):
    report = check(encode(pixels), PALETTE)
    assert (report.height, report.width) == pixels.shape[:2]
    assert report.height % report.scale == report.width % report.scale == 0
    told = json.loads(json.dumps(report.to_json()))
    assert told["passed"] == all(one["passed"] for one in told["checks"])
    assert all(one["says"] and "\n" not in one["says"] for one in told["checks"])


def test_groups_and_orphans():
    pixels = np.zeros((6, 6), np.uint8)
    pixels[0, 0] = pixels[1, 1] = 4
    pixels[4, 4:] = 5
    pixels[5, 0] = 5
    assert groups(pixels != 0) == 3
    assert groups(np.zeros((3, 3), bool)) == 0
    assert np.argwhere(orphans(pixels)).tolist() == [[5, 0]]
    assert int(orphans(pixels, FOUR).sum()) == 3
