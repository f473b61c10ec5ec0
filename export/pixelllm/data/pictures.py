"""Image files: refused when too large or broken, their ground made transparent, cut."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from aipixel.pixels.oklab import oklab
from PIL import Image, UnidentifiedImageError

from pixelllm.data.quantize import OPAQUE, Pixels, native
from pixelllm.vocabulary import SIZE

SUFFIXES = (".png", ".gif", ".webp", ".bmp", ".jpg", ".jpeg", ".tga")
MOST_PIXELS = 36_000_000
FORMATS = ("PNG", "GIF", "WEBP", "BMP", "JPEG", "TGA")
SMALLEST_CELL = 8
GRIDS = (16, 24, 32, 48, 64, 96, 128)


def open_picture(path: Path) -> Pixels:
    """The (first) picture of a file as (h, w, 4) bytes.

    Raises ValueError, in one line, for what is no image, broken, or above 36 million pixels: the
    last from the header, before anything is decoded. Raises OSError where it can't be opened.
    """
    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(file, formats=FORMATS) as image:
                width, height = image.size
                if width * height > MOST_PIXELS:
                    raise Image.DecompressionBombError(f"{width} x {height} pixels")
                return np.array(image.convert("RGBA"))
        except Image.DecompressionBombError as error:
            raise ValueError(f"{path}: too large ({error})"[:300]) from None
        except UnidentifiedImageError:
            raise ValueError(f"{path}: not an image of {', '.join(FORMATS)}") from None
        except (OSError, SyntaxError, ValueError, MemoryError) as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            raise ValueError(f"{path}: not a whole image ({reason})"[:300]) from None


def parse_grid(text: str) -> tuple[int, int]:
    """'32x32' as (width, height). Raises ValueError."""
    match = re.fullmatch(r"([1-9]\d{0,3})[xX×]([1-9]\d{0,3})", text)
    if not match or min(int(match[1]), int(match[2])) < SMALLEST_CELL:
        raise ValueError(f"--grid {text!r}: write it as WIDTHxHEIGHT, 8 or more, for example 32x32")
    return int(match[1]), int(match[2])


def keyed(rgba: Pixels) -> Pixels:
    """With its plain background transparent, where a picture has no transparency at all.

    Background is the one colour that all four corners share.
    """
    corners = rgba[[0, 0, -1, -1], [0, -1, 0, -1]]
    if (rgba[..., 3] < OPAQUE).any() or (corners != corners[0]).any():
        return rgba
    out = rgba.copy()
    out[(rgba == corners[0]).all(axis=-1)] = 0
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


def cut(rgba: Pixels, grid: tuple[int, int] | None) -> Iterator[Pixels]:
    """The cells of a sprite sheet, left to right and down; without a grid it is looked for.

    Cells at the right and lower border that are cut short are kept as they are.
    """
    if grid is None:
        rgba = native(rgba)
        grid = find_grid(rgba)
    width, height = grid
    for top in range(0, rgba.shape[0], height):
        for left in range(0, rgba.shape[1], width):
            yield rgba[top : top + height, left : left + width]


def find_grid(rgba: Pixels) -> tuple[int, int]:
    """The smallest usual cell that divides the sheet and cuts no sprite; else the whole picture."""
    height, width = rgba.shape[:2]
    solid = rgba[..., 3] >= OPAQUE
    if max(height, width) > SIZE:
        for size in GRIDS:
            if height % size == 0 and width % size == 0 and _cuts_nothing(solid, size):
                return size, size
    return width, height


def _cuts_nothing(solid: np.ndarray, size: int) -> bool:
    rows, columns = np.arange(size, len(solid), size), np.arange(size, solid.shape[1], size)
    across = solid[rows] & solid[rows - 1]
    down = solid[:, columns] & solid[:, columns - 1]
    return not (across.any() or down.any())
