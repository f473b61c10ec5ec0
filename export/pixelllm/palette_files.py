"""Palette files on disk, .gpl, .hex or .pal: see `aipixel.pixels.palette_files`.

Ours holds the 63 opaque colours: the colour at place n of a file is index n + 1 of a sprite.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from aipixel.files import write_atomically
from aipixel.pixels import palette_files
from aipixel.pixels.palette_files import SUFFIXES, Colour
from aipixel.pixels.ramps import find_ramps
from aipixel.sprites.ramps import named_palette, opaque

from pixelllm.data.pictures import open_picture
from pixelllm.data.quantize import OPAQUE, packed
from pixelllm.palette import RGBA, Palette

MOST = 63  # colours of a sprite
STRIP = ".png"


def own_colours() -> list[Colour]:
    """The 63 opaque colours of the project's palette, in the order of their indices."""
    return opaque(RGBA)


def write_palette(path: Path, colours: Sequence[Colour], name: str = "aipixel") -> None:
    """Write a palette in the format its suffix names: .gpl, .hex or .pal.

    Raises ValueError for another suffix, or for colours that no such file can hold, and OSError.
    """
    palette = named_palette(name, colours)
    try:
        data = palette_files.write_palette(path.suffix, palette)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    write_atomically(path, data, overwrite=True)


def read_palette(path: Path) -> list[Colour]:
    """The colours of a .gpl, .hex or .pal file, duplicates kept.

    Raises ValueError, naming file and line, for what is malformed, and OSError.
    """
    try:
        return palette_files.read_palette(path.suffix, path.read_bytes())
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def read_colours(path: Path) -> Palette:
    """A palette to draw with: 1 to 63 colours of a .gpl, .hex or .pal file, or of a PNG strip.

    Equal colours count once. Raises ValueError for what is malformed or has more, and OSError.
    """
    kinds = (*SUFFIXES, STRIP)
    if path.suffix.lower() not in kinds:
        raise ValueError(f"{path}: a palette is a file of {', '.join(kinds)}")
    colours = _strip(path) if path.suffix.lower() == STRIP else read_palette(path)
    distinct = list(dict.fromkeys(colours))
    if not 1 <= len(distinct) <= MOST:
        raise ValueError(
            f"{path}: has {len(distinct):,} colours, and a model draws in 1 to {MOST}: "
            "give a palette of so many"
        )
    ramps = tuple(tuple(place + 1 for place in ramp) for ramp in find_ramps(distinct))
    return Palette(tuple(distinct), ramps)


def _strip(path: Path) -> list[Colour]:
    """The opaque colours of a picture, row by row, each once."""
    picture = open_picture(path)
    visible = picture[picture[..., 3] >= OPAQUE]
    _, first = np.unique(packed(visible), return_index=True)
    return [(red, green, blue) for red, green, blue, _ in visible[np.sort(first)].tolist()]
