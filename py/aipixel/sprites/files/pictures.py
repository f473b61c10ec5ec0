"""PNGs of sprites: one, a sheet, or a sheet of animations; each says what its sprites are from.

A sheet's texts are those of its first sprite; `aipixel-sheet` is a JSON list of what differs in
each sprite's record from the first's. An animation's sheet also has `aipixel-frames`, how many
frames each sprite has; the first of them is the sprite itself.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aipixel.pixels.packing import pack
from aipixel.pixels.png import decode, decode_indexed, decode_texts, encode, encode_indexed
from aipixel.sprites.files.idle import FRAMES
from aipixel.sprites.files.origin import SIZE, Origin, Sprite
from aipixel.sprites.files.sheet import columns_of, cut, sheet
from aipixel.sprites.files.texts import PREFIX, from_texts, to_texts

Pixels = NDArray[np.uint8]

MOST = 1024  # sprites of a sheet
LARGEST = (4096, 4096)  # width and height of a PNG that is read
LARGEST_FILE = 80_000_000  # bytes, more than one of that size needs

_SHEET, _FRAMES = PREFIX + "sheet", PREFIX + "frames"


def sprite_png(sprite: Sprite, palette: Pixels, indexed: bool) -> bytes:
    """A PNG of 32 x 32 pixels: indices into the whole palette, or RGBA.

    palette: (1 + n, 4) RGBA, index 0 transparent. Raises ValueError for a sprite that has others.
    """
    texts = to_texts(sprite.origin)
    if indexed:
        return encode_indexed(sprite.pixels, palette, texts)
    if sprite.pixels.max() >= len(palette):
        raise ValueError(
            f"the sprite's index {sprite.pixels.max()} is outside of the palette of "
            f"{len(palette)} colours"
        )
    return encode(palette[sprite.pixels], texts)


def sheet_png(sprites: Sequence[Sprite], palette: Pixels) -> bytes:
    """A PNG of 1 to 1024 sprites in rows, as indices. Raises ValueError for fewer or more."""
    check_count(sprites)
    pixels = np.stack([sprite.pixels for sprite in sprites])
    return encode_indexed(sheet(pixels), palette, _sheet_texts(sprites))


def animation_png(sprites: Sequence[Sprite], frames: Pixels, palette: Pixels) -> bytes:
    """A PNG of the frames (N, F, 32, 32) of 1 to 1024 sprites, those of a sprite side by side."""
    check_count(sprites)
    columns = animation_columns(len(sprites))
    texts = {**_sheet_texts(sprites), _FRAMES: str(frames.shape[1])}
    return encode_indexed(sheet(frames.reshape(-1, SIZE, SIZE), columns), palette, texts)


def animation_columns(count: int) -> int:
    """The columns of an animation's sheet: whole animations, as near to a square as can be."""
    return FRAMES * columns_of(-(-count // FRAMES))


def check_count(sprites: Sequence[Sprite]) -> None:
    """Raises ValueError for no sprite, and for more than a sheet holds."""
    if not 1 <= len(sprites) <= MOST:
        raise ValueError(f"a sheet holds 1 to {MOST} sprites, not {len(sprites)}")


def read_sprites(data: bytes, palette: Pixels) -> list[Sprite]:
    """The sprites of a PNG that this module wrote, indexed or RGBA.

    Raises ValueError for any other PNG: one without the texts, of another palette or size.
    """
    texts = decode_texts(data)
    first = from_texts(texts)
    pixels = _read_indices(data, palette)
    if _SHEET not in texts:
        if pixels.shape != (SIZE, SIZE):
            height, width = pixels.shape
            raise ValueError(
                f"the PNG has {width} x {height} pixels, but a sprite has {SIZE} x {SIZE}: choose "
                "the file as it was saved"
            )
        return [Sprite(pixels, first)]
    origins = _read_origins(first, texts[_SHEET])
    count = len(origins)
    if _FRAMES not in texts:
        cells = cut(pixels, count, columns_of(count))
    elif texts[_FRAMES] == str(FRAMES):
        cells = cut(pixels, count * FRAMES, animation_columns(count))[::FRAMES]
    else:
        raise ValueError(f"the PNG's text {_FRAMES} is not {FRAMES}: {texts[_FRAMES]!r:.60}")
    return [Sprite(cell, origin) for cell, origin in zip(cells, origins, strict=True)]


def _sheet_texts(sprites: Sequence[Sprite]) -> dict[str, str]:
    records = [sprite.origin.to_json() for sprite in sprites]
    first = records[0]
    differing = [
        {name: value for name, value in record.items() if value != first[name]}
        for record in records
    ]
    return {**to_texts(sprites[0].origin), _SHEET: json.dumps(differing, separators=(",", ":"))}


def _read_origins(first: Origin, text: str) -> list[Origin]:
    try:
        differing: Any = json.loads(text)
    except (ValueError, RecursionError):
        differing = None
    listed = isinstance(differing, list) and all(isinstance(each, dict) for each in differing)
    if not listed or not 1 <= len(differing) <= MOST:
        raise ValueError(f"the PNG's text {_SHEET} is no list of 1 to {MOST} sprites")
    record = first.to_json()
    return [Origin.from_json({**record, **each}) for each in differing]


def _read_indices(data: bytes, palette: Pixels) -> Pixels:
    """Palette indices (H, W) of an indexed or an RGBA PNG; what is transparent is 0."""
    if is_indexed(data):
        png = decode_indexed(data, largest=LARGEST)
        if not np.array_equal(png.palette, palette):
            raise ValueError(
                "the PNG's palette is not the sprites' own: choose the file as it was saved"
            )
        return png.indices
    rgba = decode(data, largest=LARGEST).pixels
    if rgba.shape[2] != 4:
        raise ValueError("the PNG has no transparency: choose the file as it was saved")
    return _match(rgba, palette)


def is_indexed(data: bytes) -> bool:
    """Whether the header of a PNG gives palette indices (PNG specification, 11.2.1)."""
    return data[25:26] == b"\3"


def _match(rgba: Pixels, palette: Pixels) -> Pixels:
    colours = pack(palette[1:, :3])
    order = np.argsort(colours)
    packed = pack(rgba[..., :3])
    found = order[np.searchsorted(colours, packed, sorter=order).clip(max=len(colours) - 1)]
    clear, solid = rgba[..., 3] == 0, rgba[..., 3] == 255
    foreign = ~clear & ~(solid & (colours[found] == packed))
    if foreign.any():
        y, x = np.argwhere(foreign)[0]
        raise ValueError(
            f"the PNG's pixel in row {y}, column {x} is none of the sprites' {len(palette)} "
            "colours: choose the file as it was saved"
        )
    return np.where(clear, 0, found + 1).astype(np.uint8)
