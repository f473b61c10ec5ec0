"""Everything of some sprites in one zip, and the palette's files in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aipixel.archives import write_zip
from aipixel.pixels.palette_files import SUFFIXES, write_palette
from aipixel.sprites.files.aseprite import animation_json, sheet_json, unique_names
from aipixel.sprites.files.idle import idle
from aipixel.sprites.files.origin import Sprite
from aipixel.sprites.files.pictures import animation_png, sheet_png, sprite_png
from aipixel.sprites.files.texts import LICENCE, PREFIX, to_texts
from aipixel.sprites.ramps import glowing, named_palette, opaque

Pixels = NDArray[np.uint8]

PALETTE_NAME = "aipixel"


def pack_sprites(sprites: Sequence[Sprite], palette: Pixels) -> bytes:
    """A zip of 1 to 1024 sprites: the same bytes for the same sprites.

    Holds the sheet and the animation with their JSON in both forms, every sprite by itself, the
    palette three times and a README. Raises ValueError for no sprites or too many.
    """
    frames = animated(sprites, palette)
    alone = {
        f"sprites/{name}.png": sprite_png(sprite, palette, indexed=True)
        for name, sprite in zip(unique_names(sprites), sprites, strict=True)
    }
    return write_zip(
        {
            "README.txt": _readme(sprites).encode(),
            "sheet.png": sheet_png(sprites, palette),
            "sheet.json": sheet_json(sprites, "sheet.png", "array"),
            "sheet-hash.json": sheet_json(sprites, "sheet.png", "hash"),
            "idle.png": animation_png(sprites, frames, palette),
            "idle.json": animation_json(sprites, "idle.png", "array"),
            "idle-hash.json": animation_json(sprites, "idle.png", "hash"),
            **{f"palette{suffix}": palette_file(suffix, palette) for suffix in SUFFIXES},
            **alone,
        }
    )


def animated(sprites: Sequence[Sprite], palette: Pixels) -> Pixels:
    """The frames (N, 4, 32, 32) of sprites at rest, each moving as its category does."""
    glow = glowing(palette)
    motions = [sprite.origin.labels.get("category") for sprite in sprites]
    return np.stack(
        [idle(s.pixels, motion, glow) for s, motion in zip(sprites, motions, strict=True)]
    )


def palette_file(suffix: str, palette: Pixels) -> bytes:
    """The opaque colours as .gpl, .hex or .pal; ValueError for another suffix."""
    return write_palette(suffix, named_palette(PALETTE_NAME, opaque(palette)))


def _readme(sprites: Sequence[Sprite]) -> str:
    settings = []
    for name, sprite in zip(unique_names(sprites), sprites, strict=True):
        texts = to_texts(sprite.origin)
        said = ", ".join(
            f"{keyword.removeprefix(PREFIX)} {text}"
            for keyword, text in texts.items()
            if keyword.startswith(PREFIX)
        )
        settings.append(f"{name}: {said}")
    return "\n".join([*_ABOUT, *settings, ""])


_ABOUT = (
    f"Sprites of 32 x 32 pixels, drawn by a neural network. Licence: {LICENCE}, no conditions:",
    "use them for anything, without asking and without naming anyone.",
    "",
    "sheet.png         all of them, with 1 transparent pixel round each",
    "sheet.json        where each is, as Aseprite writes it, frames as a list",
    "sheet-hash.json   the same, frames by name",
    "idle.png          four frames of each, a loop",
    "idle.json         where each frame is, how long it stays, and a tag for each loop",
    "idle-hash.json    the same, frames by number: for Phaser's load.aseprite, and PixiJS",
    "sprites/          each by itself",
    "palette.*         the palette for GIMP (.gpl), Lospec (.hex) and JASC (.pal)",
    "",
    "Show them without smoothing (nearest neighbour), at whole multiples of their size.",
    "",
    "What draws each again:",
)
