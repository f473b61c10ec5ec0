"""The files of sprites as a page asks for them: JSON texts and bytes in, bytes out."""

from __future__ import annotations

import json

import numpy as np

from aipixel.sprites.files import aseprite
from aipixel.sprites.files.archive import animated, pack_sprites, palette_file
from aipixel.sprites.files.checker import check
from aipixel.sprites.files.origin import SIZE, Origin, Sprite
from aipixel.sprites.files.pictures import animation_png, read_sprites, sheet_png, sprite_png
from aipixel.sprites.manifest import Manifest

Buffer = bytes | memoryview


class SpriteFiles:
    """Makes and reads the files of sprites, of the palette in a manifest.

    A record is the JSON of an `Origin`; records are a JSON list of them, and pixels the palette
    indices of all their sprites, 1,024 bytes each, one after another. Everything that can't be done
    raises ValueError with one sentence.
    """

    def __init__(self, manifest: str | Buffer) -> None:
        text = manifest.encode() if isinstance(manifest, str) else bytes(manifest)
        self._palette = Manifest.parse(text).palette

    def png(self, record: str, pixels: Buffer, indexed: bool) -> bytes:
        """A PNG of one sprite, as indices or as RGBA."""
        (sprite,) = _sprites(f"[{record}]", pixels)
        return sprite_png(sprite, self._palette, indexed)

    def sheet(self, records: str, pixels: Buffer) -> bytes:
        """A PNG of 1 to 1,024 sprites."""
        return sheet_png(_sprites(records, pixels), self._palette)

    def sheet_json(self, records: str, pixels: Buffer, image: str, form: str) -> bytes:
        """Where each sprite is on the sheet, which is the file `image`. form: "array" or "hash"."""
        return aseprite.sheet_json(_sprites(records, pixels), image, form)

    def animation(self, records: str, pixels: Buffer) -> bytes:
        """A PNG of four frames of each sprite."""
        sprites = _sprites(records, pixels)
        return animation_png(sprites, animated(sprites, self._palette), self._palette)

    def animation_json(self, records: str, pixels: Buffer, image: str, form: str) -> bytes:
        """Where each frame of the animation is, how long it stays, and the loops' tags."""
        return aseprite.animation_json(_sprites(records, pixels), image, form)

    def palette(self, suffix: str) -> bytes:
        """The opaque colours as a file of `.gpl`, `.hex` or `.pal`."""
        return palette_file(suffix, self._palette)

    def zip(self, records: str, pixels: Buffer) -> bytes:
        """All of these files of the sprites in one archive."""
        return pack_sprites(_sprites(records, pixels), self._palette)

    def check(self, data: Buffer) -> str:
        """What is right and wrong with a PNG: JSON of a `Report`."""
        return json.dumps(check(bytes(data), self._palette).to_json())

    def restore(self, data: Buffer) -> tuple[str, bytes]:
        """Records and pixels of a PNG that was made here."""
        sprites = read_sprites(bytes(data), self._palette)
        records = json.dumps([sprite.origin.to_json() for sprite in sprites])
        return records, b"".join(sprite.pixels.tobytes() for sprite in sprites)


def _sprites(records: str, pixels: Buffer) -> list[Sprite]:
    try:
        listed = json.loads(records)
    except (ValueError, RecursionError):
        raise ValueError("the sprites' records are no JSON") from None
    if not isinstance(listed, list):
        raise ValueError("the sprites' records are no list")
    origins = [Origin.from_json(record) for record in listed]
    indices = np.frombuffer(pixels, np.uint8)
    wanted = len(origins) * SIZE * SIZE
    if len(indices) != wanted:
        raise ValueError(f"{len(origins)} sprites have {wanted:,} pixels, not {len(indices):,}")
    cells = indices.reshape(-1, SIZE, SIZE)
    return [Sprite(cell, origin) for cell, origin in zip(cells, origins, strict=True)]
