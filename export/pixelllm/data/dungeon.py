"""Tiles of a dungeon that people gave away, as a folder to train from.

`tiles.zip` holds pictures of Dungeon Crawl Stone Soup, which its artists dedicated to the public
domain (CC0). Every kind's folders are named here; a paper doll of the `player` folder makes any
number of adventurers. Tiles themselves are not part of this project.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import numpy as np
from aipixel.sprites.labels import Axis
from numpy.typing import NDArray
from PIL import Image

from pixelllm.augment import colour_of
from pixelllm.contact_sheet import labelled_sheet
from pixelllm.data.manifest import PreparedFolder
from pixelllm.data.quantize import quantize
from pixelllm.dataset import COLOUR_AXIS, Sprites
from pixelllm.dolls import Dolls, Layer
from pixelllm.palette import OWN_PALETTE
from pixelllm.vocabulary import SIZE, Vocabulary

Pixels = NDArray[np.uint8]

SOURCE = "Dungeon Crawl Stone Soup tiles, CC0, by the DCSS artists"
FEWEST_PIXELS = 60

# Which folders each kind is in; a folder alone, without those below it, ends with "/.".
KINDS: dict[str, tuple[str, ...]] = {
    "Beast": ("mon/animals", "mon/aquatic"),
    "Demon": ("mon/demons", "mon/demonspawn"),
    "Dragon": ("mon/dragons", "mon/draco"),
    "Golem": ("mon/nonliving", "mon/statues"),
    "Humanoid": ("mon/.", "mon/unique", "mon/spriggan", "mon/vault"),
    "Undead": ("mon/undead",),
    "Armour": ("item/armour", "UNUSED/armour"),
    "Book": ("item/book",),
    "Food": ("item/food",),
    "Jewel": ("item/amulet", "item/ring"),
    "Potion": ("item/potion",),
    "Scroll": ("item/scroll",),
    "Staff": ("item/staff", "item/rod", "item/wand"),
    "Weapon": ("item/weapon", "UNUSED/weapons"),
    "Altar": ("dngn/altars",),
    "Statue": ("dngn/statues",),
}
# Of the palette's ramps, in their order.
COLOURS = ("Red", "Gold", "Green", "Teal", "Blue", "Violet", "Rose", "Grey", "Glow")
DOLL = "Adventurer"
DOLL_SHARE = 0.3
# (layer, chance) of each slot. Bodies of other outlines would wear their clothes in the air.
SLOTS = (
    (("cloak", 0.3),),
    (("base", 1.0),),
    (("legs", 0.4),),
    (("boots", 0.5),),
    (("gloves", 0.3),),
    (("body", 0.9),),
    (("head", 0.5), ("hair", 0.4)),
    (("hand1", 0.7),),
    (("hand2", 0.45),),
)
NO_DOLLS = ("shadow", "naga", "centaur", "octopode", "felid", "merfolk_water")


def dungeon(out: Path, tiles: Path, *, overwrite: bool) -> str:
    """Write the tiles' sprites and the dolls into `out`, and tell of it. ValueError and OSError."""
    kinds, dolls = read_tiles(tiles)
    names = sorted([*kinds, dolls.name])
    vocabulary = Vocabulary((Axis(COLOUR_AXIS, COLOURS), Axis("kind", tuple(names))))
    pixels = np.concatenate(list(kinds.values()))
    numbers = np.concatenate([np.full(len(t), names.index(kind)) for kind, t in kinds.items()])
    colours = [colour_of(sprite, OWN_PALETTE) for sprite in pixels]
    sprites = Sprites(pixels, np.stack([colours, numbers], 1).astype(np.int8))
    with PreparedFolder(out, "dungeon", vocabulary, OWN_PALETTE, overwrite=overwrite) as folder:
        folder.add(sprites)
        folder.add_dolls(dolls)
        details = {"source": SOURCE, "licence": "CC0-1.0", "tiles": len(pixels)}
        folder.commit(details, labelled_sheet(*sprites, vocabulary, most=4))
    counts = ", ".join(f"{kind} {len(found)}" for kind, found in kinds.items())
    return f"{out} holds {len(pixels)} tiles ({counts}) and {dolls.count:.1g} dolls"


def read_tiles(path: Path) -> tuple[dict[str, Pixels], Dolls]:
    """Sprites (n, 32, 32) of every kind, and the dolls. Raises ValueError and OSError."""
    try:
        with zipfile.ZipFile(path) as archive:
            pictures = {
                name: tile
                for name in sorted(archive.namelist())
                if (tile := _tile(archive, name)) is not None
            }
    except zipfile.BadZipFile as error:
        raise ValueError(f"{path}: not a zip of tiles ({error})") from None
    kinds = {kind: _distinct(_below(pictures, folders)) for kind, folders in KINDS.items()}
    empty = [kind for kind, tiles in kinds.items() if not len(tiles)]
    if empty:
        raise ValueError(f"{path}: holds no tiles of {', '.join(empty)}")
    return kinds, _dolls(pictures)


def _tile(archive: zipfile.ZipFile, name: str) -> Pixels | None:
    """A picture of 32 x 32 with some transparency, as indices; no sign that lies over others."""
    path = PurePosixPath(name)
    if path.suffix != ".png" or path.name.startswith("i-") or "brands" in path.parts:
        return None
    with Image.open(io.BytesIO(archive.read(name))) as image:
        if image.size != (SIZE, SIZE):
            return None
        tile = quantize(np.array(image.convert("RGBA")))
    return tile if tile.any() and not tile.all() else None


def _below(pictures: dict[str, Pixels], folders: tuple[str, ...]) -> Iterator[Pixels]:
    for name, tile in pictures.items():
        folder = PurePosixPath(name).parent.as_posix()
        for wanted in folders:
            alone = wanted.removesuffix("/.")
            inside = folder == alone or (alone == wanted and folder.startswith(f"{wanted}/"))
            if inside and np.count_nonzero(tile) >= FEWEST_PIXELS:
                yield tile


def _distinct(tiles: Iterator[Pixels]) -> Pixels:
    found = {tile.tobytes(): tile for tile in tiles}
    return np.stack(list(found.values())) if found else np.zeros((0, SIZE, SIZE), np.uint8)


def _dolls(pictures: dict[str, Pixels]) -> Dolls:
    def layer(name: str, chance: float) -> Layer:
        folder = f"player/{name}/"
        worn = [
            tile
            for path, tile in pictures.items()
            if path.startswith(folder)
            and not (name == "base" and any(word in path for word in NO_DOLLS))
        ]
        return Layer(name, chance, np.stack(worn))

    slots = tuple(tuple(layer(name, chance) for name, chance in slot) for slot in SLOTS)
    return Dolls(DOLL, DOLL_SHARE, slots)
