"""Charts as arrays of pixels, for where there is nothing else to draw with: NumPy alone.

A picture is (H, W, 3) RGB. Places in a chart go from 0 to 1, upwards and to the right. Labels are
in capitals, as the pixel font is; what it lacks is left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aipixel.pixels.font import MEDIUM

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Colour = tuple[int, int, int]

SIDE = 320  # of the chart within its margins
MARGIN = 40
SCALE = 2  # of the font
RADIUS = 5  # of a marker

PAPER: Colour = (246, 242, 233)
INK: Colour = (29, 27, 24)
CLASS_COLOURS: tuple[Colour, Colour] = ((44, 100, 166), (206, 120, 20))


def shade_colours() -> Bytes:
    """(256, 3): from the colour of class 0 over paper to that of class 1."""
    places = np.linspace(0, 2, 256)
    ends = np.array([CLASS_COLOURS[0], PAPER, CLASS_COLOURS[1]])
    channels = [np.interp(places, (0, 1, 2), channel) for channel in ends.T]
    colours: Bytes = np.rint(np.stack(channels, axis=1)).astype(np.uint8)
    return colours


def heat_map(
    shades: Bytes, points: Floats, classes: NDArray[np.int64], labels: Sequence[str]
) -> Bytes:
    """A map (SIDE, SIDE) of 0 to 255, the line where it crosses the middle, and points on it.

    points (N, 2) in [0, 1], others are left out; discs are of class 0, diamonds of class 1.
    labels: the x axis, the y axis, class 0, class 1.
    """
    inside = shade_colours()[shades]
    inside[_crossing(shades)] = INK
    picture = _framed(inside, labels[0], labels[1])
    for place, index in zip(points, classes, strict=True):
        if ((place >= 0) & (place <= 1)).all():
            _mark(picture, *_at(*place), int(index))
    column = MARGIN
    for index, name in enumerate(labels[2:]):
        _mark(picture, MARGIN // 2, column + RADIUS, index)
        column += 3 * RADIUS
        column += _write(picture, name, MARGIN // 2, column, MARGIN + SIDE - column) + 3 * RADIUS
    return picture


def line_chart(values: Sequence[float], x_label: str, y_label: str) -> Bytes:
    """Numbers from left to right, the axis from 0 to the greatest."""
    inside = np.full((SIDE, SIDE, 3), PAPER, dtype=np.uint8)
    picture = _framed(inside, x_label, y_label)
    greatest = max(values) or 1.0
    where = np.linspace(0, len(values) - 1, 4 * SIDE)
    heights = np.interp(where, np.arange(len(values)), values) / greatest
    rows = np.rint(MARGIN + (1 - heights) * (SIDE - 1)).astype(int)
    columns = np.rint(MARGIN + np.linspace(0, 1, len(rows)) * (SIDE - 1)).astype(int)
    for row, last, column in zip(rows, [rows[0], *rows[:-1]], columns, strict=True):
        top, bottom = sorted((row, last))
        picture[top : bottom + 2, column] = CLASS_COLOURS[0]
    return picture


def swatches(colours: Sequence[Colour]) -> Bytes:
    """Colours side by side, large."""
    side = max(SIDE // len(colours), 16)
    return np.repeat(np.repeat(np.array([colours], dtype=np.uint8), side, 0), side, 1)


def _framed(inside: Bytes, x_label: str, y_label: str) -> Bytes:
    size = SIDE + 2 * MARGIN
    picture = np.full((size, size, 3), PAPER, dtype=np.uint8)
    picture[MARGIN - 1 : -MARGIN + 1, MARGIN - 1 : -MARGIN + 1] = INK
    picture[MARGIN:-MARGIN, MARGIN:-MARGIN] = inside
    _write(picture, x_label, MARGIN * 3 // 2 + SIDE, MARGIN, SIDE)
    # Upwards along the left edge: the same on the picture turned by a quarter.
    _write(np.rot90(picture, -1), y_label, MARGIN // 2, MARGIN, SIDE)
    return picture


def _crossing(shades: Bytes) -> Mask:
    """Where the map goes through its middle between a pixel and its neighbour."""
    high = shades >= 128
    crossing = np.zeros(shades.shape, dtype=np.bool_)
    crossing[:, 1:] |= high[:, 1:] != high[:, :-1]
    crossing[1:] |= high[1:] != high[:-1]
    return crossing


def _at(x: float, y: float) -> tuple[int, int]:
    """Row and column of a place."""
    return round(MARGIN + (1 - y) * (SIDE - 1)), round(MARGIN + x * (SIDE - 1))


def _mark(picture: Bytes, row: int, column: int, index: int) -> None:
    """A disc for class 0, a diamond for class 1, with an edge that shows on any ground."""
    reach = np.abs(np.arange(-RADIUS, RADIUS + 1))
    across, down = np.meshgrid(reach, reach)
    distance = across + down if index else np.hypot(across, down)
    square = picture[row - RADIUS : row + RADIUS + 1, column - RADIUS : column + RADIUS + 1]
    square[distance <= RADIUS] = PAPER
    square[distance <= RADIUS - 1] = INK
    square[distance <= RADIUS - 2] = CLASS_COLOURS[index]


def _write(picture: Bytes, text: str, row: int, column: int, width: int) -> int:
    """A label, its middle at the row, from the column on, cut at a width; returns its own."""
    plain = unicodedata.normalize("NFKD", text).upper()
    words = "".join(letter if letter in MEDIUM.glyphs else " " for letter in plain).split()
    gap = np.zeros((MEDIUM.height, 4), dtype=np.bool_)
    parts = [part for word in words for part in (gap, MEDIUM.mask(word))][1:]
    if not parts or width < 1:
        return 0
    mask = np.concatenate(parts, axis=1).repeat(SCALE, axis=0).repeat(SCALE, axis=1)[:, :width]
    top = row - len(mask) // 2
    picture[top : top + len(mask), column : column + mask.shape[1]][mask] = INK
    own: int = mask.shape[1]
    return own
