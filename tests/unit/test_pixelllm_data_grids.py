"""Sheets as people have them are cut where their sprites are, or the user is asked."""

import numpy as np
import pytest
from aipixel.sprites.files.origin import Origin, Sprite
from aipixel.sprites.files.pictures import sheet_png
from aipixel.sprites.files.sheet import CELL
from pixelllm.data.grids import Grid, Layout, Line, NoGrid, find_grid, parse_layout
from pixelllm.data.pictures import cut, keyed, open_picture
from pixelllm.data.quantize import to_sprite
from pixelllm.palette import RGBA
from pixelllm.synthetic import draw_sprite


def drawn(number):
    return draw_sprite(number % 6, number // 6 % 6, number)


def figure(number, width, height):
    """Something solid of its own colours within a cell, (height, width, 4)."""
    rng = np.random.default_rng(number)
    cell = np.zeros((height, width, 4), np.uint8)
    inside = cell[1 + number % 2 : height - 1, 2 : width - 1 - number % 3]
    inside[:] = 255
    inside[..., :3] = rng.integers(0, 250, 3)
    inside[::3, ::4, :3] = rng.integers(0, 250, 3)
    return cell


def tile(number, side):
    """A tile that fills its cell."""
    rng = np.random.default_rng(number)
    ground, spot = rng.integers(1, 64, 2)
    return RGBA[np.where(rng.random((side, side)) < 0.2, spot, ground)]


def laid_out(cells, columns, margin=0, spacing=0, ground=(0, 0, 0, 0)):
    """Cells of one size as a sheet."""
    height, width = cells[0].shape[:2]
    rows = -(-len(cells) // columns)
    shape = (
        2 * margin + rows * (height + spacing) - spacing,
        2 * margin + columns * (width + spacing) - spacing,
        4,
    )
    sheet = np.full(shape, ground, np.uint8)
    for number, cell in enumerate(cells):
        row, column = divmod(number, columns)
        top, left = margin + row * (height + spacing), margin + column * (width + spacing)
        sheet[top : top + height, left : left + width] = np.where(
            cell[..., 3:] > 0, cell, np.array(ground, np.uint8)
        )
    return sheet


def assert_cut_into(sheet, cells, layout=None):
    found = [to_sprite(cell) for cell in cut(keyed(sheet), layout)[1]]
    found = [sprite for sprite in found if sprite.any()]
    assert len(found) == len(cells)
    for sprite, cell in zip(found, cells, strict=True):
        assert np.array_equal(sprite, to_sprite(cell))


def test_our_own_sheet_of_34_x_34_is_cut_into_its_sprites(tmp_path):
    pixels = [drawn(number) for number in range(7)]
    sprites = [Sprite(each, Origin("0" * 16, 1)) for each in pixels]
    (tmp_path / "sheet.png").write_bytes(sheet_png(sprites, RGBA))
    picture = open_picture(tmp_path / "sheet.png")
    assert picture.shape[:2] == (3 * CELL, 3 * CELL)
    assert_cut_into(picture, [RGBA[each] for each in pixels])


def test_57_x_31_tiles_of_16_with_1_between():
    cells = [tile(number % 50, 16) for number in range(57 * 31)]
    sheet = laid_out(cells, 57, spacing=1)
    assert sheet.shape == (526, 968, 4)
    grid, found = cut(keyed(sheet), None)
    assert grid == Grid(Line(16, 57, 0, 1), Line(16, 31, 0, 1))
    assert all(np.array_equal(one, cell) for one, cell in zip(found, cells, strict=True))


def test_characters_of_32_x_48():
    cells = [figure(number, 32, 48) for number in range(12)]
    assert find_grid(laid_out(cells, 3)) == Grid(Line(32, 3), Line(48, 4))
    assert_cut_into(laid_out(cells, 3), cells)


@pytest.mark.parametrize("size", [(16, 16), (24, 32), (48, 48), (20, 30), (64, 64)])
@pytest.mark.parametrize(("margin", "spacing"), [(0, 0), (0, 1), (1, 1), (2, 2), (1, 2), (0, 4)])
@pytest.mark.parametrize("ground", [(0, 0, 0, 0), (255, 0, 255, 255)])
def test_margins_spacing_and_cells_of_any_shape_are_found(size, margin, spacing, ground):
    cells = [figure(number, *size) for number in range(15)]
    assert_cut_into(laid_out(cells, 5, margin, spacing, ground), cells)


@pytest.mark.parametrize("side", [16, 32])
def test_tiles_that_touch_and_lines_between_them(side):
    cells = [tile(number, side) for number in range(48)]
    assert_cut_into(laid_out(cells, 8), cells)
    assert_cut_into(laid_out(cells, 8, spacing=1, ground=(250, 0, 250, 255)), cells)


def test_an_enlarged_sheet_is_brought_back():
    cells = [figure(number, 16, 24) for number in range(6)]
    assert_cut_into(laid_out(cells, 3, spacing=2).repeat(3, 0).repeat(3, 1), cells)


@pytest.mark.parametrize("shape", [(96, 64), (33, 33), (50, 70), (32, 20)])
def test_one_picture_is_not_cut(shape):
    picture = np.zeros((*shape, 4), np.uint8)
    y, x = np.mgrid[: shape[0], : shape[1]]
    inside = ((y / shape[0] - 0.5) ** 2 + (x / shape[1] - 0.5) ** 2) < 0.2
    picture[inside] = RGBA[1 + (x * y)[inside] // 40 % 63]
    grid, (cell,) = cut(picture, None)
    assert grid is None
    assert np.array_equal(cell, picture)


def test_where_no_grid_is_found_it_asks():
    atlas = np.zeros((90, 130, 4), np.uint8)
    places = [(0, 0, 41, 37), (2, 47, 30, 60), (45, 3, 40, 50), (50, 70, 29, 31)]
    for number, (top, left, height, width) in enumerate(places):
        atlas[top : top + height, left : left + width] = figure(number, width, height)
    with pytest.raises(NoGrid, match=r"no grid was found in its 130 x 90 .* --grid 130x90 if it"):
        cut(atlas, None)
    grid, (cell,) = cut(atlas, parse_layout("130x90", 0, 0))
    assert grid == Grid(Line(130), Line(90))
    assert np.array_equal(cell, atlas)


def test_a_given_layout_has_margin_and_spacing_and_may_leave_a_rest():
    cells = [figure(number, 12, 10) for number in range(6)]
    assert_cut_into(laid_out(cells, 3, 3, 2), cells, parse_layout("12x10", 3, 2))
    grid = Layout(16, 16).grid(np.zeros((20, 50, 4), np.uint8))
    assert (grid.columns.count, grid.rows.count) == (4, 2)
    with pytest.raises(ValueError, match="--margin 10 leaves nothing"):
        Layout(16, 16, margin=10).grid(np.zeros((9, 9, 4), np.uint8))


@pytest.mark.parametrize("text", ["32", "0x0", "4x4", "ax b", "32x32x32", "99999x1", "３2x32"])
def test_a_grid_is_width_by_height(text):
    with pytest.raises(ValueError, match="WIDTHxHEIGHT"):
        parse_layout(text, 0, 0)


def test_layouts_are_read():
    assert parse_layout("32x48", 1, 2) == Layout(32, 48, 1, 2)
    assert parse_layout(None, 0, 0) is None
    with pytest.raises(ValueError, match="go with --grid"):
        parse_layout(None, 0, 1)
    with pytest.raises(ValueError, match="0 or more"):
        parse_layout("32x32", -1, 0)
