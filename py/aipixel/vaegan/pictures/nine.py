"""The nine pictures of a seed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from itertools import count

import numpy as np
from numpy.typing import NDArray

from aipixel.pixels.palettes import PALETTES, Palette
from aipixel.vaegan.pictures import towns
from aipixel.vaegan.pictures.canvas import Indices
from aipixel.vaegan.pictures.draws import Draws
from aipixel.vaegan.pictures.geometry import GEOMETRY, RARE_GEOMETRY
from aipixel.vaegan.pictures.mixes import MIXES
from aipixel.vaegan.pictures.noise import NOISE, RARE_NOISE
from aipixel.vaegan.pictures.odds import SHARES
from aipixel.vaegan.pictures.plan import ARRANGEMENT, PICTURE, Plan, plan
from aipixel.vaegan.pictures.rare_towns import RARE_TOWNS
from aipixel.vaegan.pictures.texts import RARE_TEXTS, TEXTS
from aipixel.vaegan.pictures.tilings import Draw
from aipixel.vaegan.pictures.waterside import Build


def _town_draws(builds: dict[str, Build]) -> dict[str, Draw]:
    return {name: partial(towns.draw, build=build) for name, build in builds.items()}


# Kinds of picture by family; the rare ones only where the odds say so.
KINDS: dict[str, dict[str, Draw]] = {
    "town": _town_draws(towns.TOWNS),
    "text": TEXTS,
    "geometry": GEOMETRY,
    "noise": NOISE,
    "mix": MIXES,
}
RARE_KINDS: dict[str, dict[str, Draw]] = {
    "town": _town_draws(RARE_TOWNS),
    "text": RARE_TEXTS,
    "geometry": RARE_GEOMETRY,
    "noise": RARE_NOISE,
}


@dataclass(frozen=True)
class Picture:
    """One picture: what it shows in words, its palette, and a palette index per pixel.

    family: town, text, geometry, noise or mix; kind: its name in KINDS or RARE_KINDS.
    """

    description: str
    palette: Palette
    indices: Indices
    family: str
    kind: str

    def rgb(self) -> NDArray[np.uint8]:
        """(32, 32, 3) sRGB bytes."""
        return self.palette.rgb()[self.indices]

    def _words(self) -> set[str]:
        return set(re.findall("“([^”]*)”", self.description))

    def is_like(self, other: Picture) -> bool:
        """Whether it says or shows the same as another: its words, its pixels."""
        if self.description == other.description or self._words() & other._words():
            return True
        return self.indices.tobytes() == other.indices.tobytes()


def kinds_of(chosen: Plan, draws: Draws) -> list[tuple[str, str]]:
    """Family and kind of the nine, in their order."""
    rare_family, rare_kind = chosen.rare_picture()
    kinds = [("mix", kind) for kind in chosen.mixes]
    for family, number in chosen.counts().items():
        names = draws.shuffled(list(KINDS[family]))
        if family == rare_family:
            names.insert(0, rare_kind)
        kinds += [(family, name) for name in names[:number]]
    return draws.shuffled(kinds)


def _palettes(chosen: Plan, draws: Draws) -> list[Palette]:
    """The palettes of the nine, in their order."""
    others = [k for k in range(len(PALETTES)) if k != chosen.lead]
    order = [chosen.lead, *draws.shuffled(others)]
    shares = zip(SHARES[chosen.scheme], order, strict=False)
    return [PALETTES[k] for k in draws.shuffled([k for share, k in shares for _ in range(share)])]


def nine_pictures(seed: int) -> list[Picture]:
    """The nine different pictures of a seed, of four families and of mixes of them.

    seed: 0 to 2**32 - 1; the same seed gives the same bytes everywhere. Raises ValueError for
    a seed out of range.
    """
    chosen, draws = plan(seed), Draws(seed, ARRANGEMENT)
    kinds, palettes = kinds_of(chosen, draws), _palettes(chosen, draws)
    pictures: list[Picture] = []
    for place, ((family, kind), palette) in enumerate(zip(kinds, palettes, strict=True)):
        draw = KINDS[family].get(kind) or RARE_KINDS[family][kind]
        for attempt in count():  # two texts may have drawn the same words
            description, indices = draw(Draws(seed, PICTURE, place, attempt))
            picture = Picture(description, palette, indices, family, kind)
            if not any(picture.is_like(other) for other in pictures):
                pictures.append(picture)
                break
    return pictures
