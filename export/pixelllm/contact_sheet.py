"""A picture of many sprites: a grid of zone by category, labelled, at whole multiples."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from aipixel.files import write_atomically
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from pixelllm.palette import OWN_PALETTE, Palette
from pixelllm.vocabulary import SEA, SIZE, Vocabulary

INK = (11, 17, 27)
_LABEL = (187, 199, 189)
_GAP = 2
_LEFT, _TOP = 76, 14


def contact_sheet(
    cells: Sequence[Sequence[NDArray[np.uint8]]],
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    across: int = 4,
    scale: int = 2,
    ground: tuple[int, int, int] = INK,
    palette: Palette = OWN_PALETTE,
) -> Image.Image:
    """Draw cells[row][column], each (n, 32, 32) indices, `across` sprites wide, as an RGB image.

    Cells may hold different numbers of sprites, none included.
    """
    most = max((len(cell) for row in cells for cell in row), default=0)
    across = max(1, min(across, most))
    down = max(1, -(-most // across))
    step = SIZE + _GAP
    cell_width, cell_height = (across * step + 2 * _GAP) * scale, (down * step + 2 * _GAP) * scale
    size = (_LEFT + cell_width * len(columns), _TOP + cell_height * len(rows))
    sheet = Image.new("RGB", size, ground)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(size=11)
    for x, name in enumerate(columns):
        pen.text((_LEFT + x * cell_width + 2, 1), name, _LABEL, font)
    for y, name in enumerate(rows):
        pen.text((2, _TOP + y * cell_height + 2), name, _LABEL, font)
        for x in range(len(columns)):
            for k, sprite in enumerate(cells[y][x]):
                left = _LEFT + x * cell_width + (k % across) * step * scale
                top = _TOP + y * cell_height + (k // across) * step * scale
                picture = enlarged(sprite, scale, palette)
                sheet.paste(picture, (left, top), picture)
    return sheet


def enlarged(sprite: NDArray[np.uint8], scale: int, palette: Palette = OWN_PALETTE) -> Image.Image:
    """A sprite of indices as an RGBA image, each pixel scale x scale."""
    return Image.fromarray(palette.rgba[sprite].repeat(scale, axis=0).repeat(scale, axis=1))


def labelled_sheet(
    pixels: NDArray[np.uint8],
    labels: NDArray[np.integer],
    vocabulary: Vocabulary = SEA,
    palette: Palette = OWN_PALETTE,
    most: int = 8,
) -> Image.Image:
    """Sprites (n, 32, 32) by their labels (n, A): a row for each name of the first of two axes, a
    column for each of the last, at most `most` in each cell.
    """
    *above, last = vocabulary.axes
    rows = above[0].names if above else ("",)
    cells = [
        [
            pixels[(labels[:, -1] == column) & ((labels[:, 0] == row) | (not above))][:most]
            for column in range(len(last.names))
        ]
        for row in range(len(rows))
    ]
    return contact_sheet(cells, rows=rows, columns=last.names, palette=palette)


def save_sheet(sheet: Image.Image, path: Path, *, overwrite: bool = True) -> None:
    """Write a PNG whole or not at all; raises OSError."""
    content = io.BytesIO()
    sheet.save(content, "PNG")
    write_atomically(path, content.getvalue(), overwrite=overwrite)
