"""Palette files on disk, .gpl, .hex or .pal: see `aipixel.pixels.palette_files`.

Ours holds the 63 opaque colours: the colour at place n of a file is index n + 1 of a sprite.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aipixel.files import write_atomically
from aipixel.pixels import palette_files
from aipixel.pixels.palette_files import Colour, NamedPalette
from aipixel.sprites.ramps import LIGHTS, label

from pixelllm.palette import HEX_COLOURS


def own_colours() -> list[Colour]:
    """The 63 opaque colours of the project's palette, in the order of their indices."""
    return [_from_hex(colour) for colour in HEX_COLOURS]


def write_palette(path: Path, colours: Sequence[Colour], name: str = "aipixel") -> None:
    """Write a palette in the format its suffix names: .gpl, .hex or .pal.

    Raises ValueError for another suffix, or for colours that no such file can hold, and OSError.
    """
    palette = NamedPalette(name, colours, _labels(colours), LIGHTS)
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


def _labels(colours: Sequence[Colour]) -> list[str]:
    """Ramp and light for the project's own colours, the hex code for all others."""
    known = {colour: label(index) for index, colour in enumerate(own_colours(), start=1)}
    return [
        known.get(colour) or "".join(f"{channel:02x}" for channel in colour) for colour in colours
    ]


def _from_hex(text: str) -> Colour:
    red, green, blue = bytes.fromhex(text)
    return red, green, blue
