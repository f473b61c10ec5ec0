"""Image files: refused when too large or broken, their ground made transparent, cut."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from aipixel.files import read_file
from aipixel.pixels import picture_files
from aipixel.pixels.oklab import oklab
from aipixel.pixels.picture_files import LARGEST_FILE, PictureError, read_image

from pixelllm.data.grids import Grid, Layout, find_grid
from pixelllm.data.quantize import OPAQUE, Pixels, native, packed
from pixelllm.vocabulary import SIZE

SUFFIXES = (".png", ".gif", ".webp", ".avif", ".bmp", ".jpg", ".jpeg", ".tga")
LEAST_GROUND = 0.25  # of a sheet's pixels
FORMATS = (*picture_files.FORMATS, "TGA")


def open_picture(path: Path) -> Pixels:
    """The (first) picture of a file as (h, w, 4) bytes, upright.

    Raises ValueError, in one line, for what is no image, broken, or too large (the last from its
    header, before anything is decoded), and OSError where it can't be read.
    """
    try:
        image = read_image(read_file(path, LARGEST_FILE), formats=FORMATS, animated=True)
    except PictureError as error:
        raise ValueError(f"{path} {error}") from None
    return np.asarray(image.convert("RGBA"))


def keyed(rgba: Pixels) -> Pixels:
    """With its plain background transparent, where a picture has no transparency at all.

    Background is the one colour that all four corners share.
    """
    corners = rgba[[0, 0, -1, -1], [0, -1, 0, -1]]
    if (rgba[..., 3] < OPAQUE).any() or (corners != corners[0]).any():
        return rgba
    out = rgba.copy()
    out[packed(rgba) == packed(corners)[0]] = 0
    return out


def cut_out(rgba: Pixels, tolerance: float = 0.09) -> Pixels:
    """A photograph's subject: what isn't joined to the border by colours like the border's.

    tolerance is a distance in OKLab.
    """
    lab = oklab(rgba[..., :3])
    border = np.concatenate([lab[0], lab[-1], lab[:, 0], lab[:, -1]])
    like = np.linalg.norm(lab - np.median(border, axis=0), axis=-1) < tolerance
    ground = np.zeros_like(like)
    ground[[0, -1]], ground[:, [0, -1]] = like[[0, -1]], like[:, [0, -1]]
    while True:
        wider = ground.copy()
        wider[1:] |= ground[:-1]
        wider[:-1] |= ground[1:]
        wider[:, 1:] |= ground[:, :-1]
        wider[:, :-1] |= ground[:, 1:]
        wider &= like
        if (wider == ground).all():
            break
        ground = wider
    out = rgba.copy()
    out[ground, 3] = 0
    return out


def cut(rgba: Pixels, layout: Layout | None) -> tuple[Grid | None, list[Pixels]]:
    """The cells of a sprite sheet, left to right and down, and the grid they are cut by.

    Without a layout a grid is looked for; where there is none, the picture is one cell. Raises
    NoGrid where it looks like several sprites all the same.
    """
    if layout:
        grid: Grid | None = layout.grid(rgba)
    else:
        rgba = native(rgba)
        lined = without_lines(rgba)
        grid = find_grid(lined)
        rgba = lined if grid else rgba
    return grid, list(grid.cut(rgba)) if grid else [rgba]


def without_lines(rgba: Pixels) -> Pixels:
    """With the lines that were drawn between cells transparent, as those through corners are.

    They are whole rows and columns of one opaque colour; where there is much of it, it is the
    ground.
    """
    if max(rgba.shape[:2]) <= SIZE:
        return rgba
    whole, solid = packed(rgba), rgba[..., 3] >= OPAQUE
    across = np.flatnonzero((whole == whole[:, :1]).all(axis=1) & solid.all(axis=1))
    down = np.flatnonzero((whole == whole[:1]).all(axis=0) & solid.all(axis=0))
    colours, counts = np.unique([*whole[across, 0], *whole[0, down]], return_counts=True)
    if not len(colours):
        return rgba
    colour = colours[counts.argmax()]
    out = rgba.copy()
    if (whole == colour).mean() > LEAST_GROUND:
        out[whole == colour] = 0
    out[across[whole[across, 0] == colour]] = 0
    out[:, down[whole[0, down] == colour]] = 0
    return out
