"""What kind of seed a seed is: drawn before, and without, its pictures."""

from __future__ import annotations

from dataclasses import dataclass

from aipixel.pixels.palettes import PALETTES
from aipixel.vaegan.pictures.draws import Draws
from aipixel.vaegan.pictures.odds import (
    COMPOSITIONS,
    FAMILIES,
    MIX_COUNTS,
    MIX_KINDS,
    NO_RARITY,
    RARITIES,
    SCHEMES,
)

LARGEST_SEED = 2**32 - 1

# Independent streams of a seed's draws.
PLAN, ARRANGEMENT, PICTURE = range(3)


@dataclass(frozen=True)
class Plan:
    """composition: as in COMPOSITIONS; rarity: as in RARITIES; lead: an index of PALETTES."""

    composition: tuple[int, int, int, int]
    scheme: str
    lead: int
    rarity: tuple[str, str]
    mixes: tuple[str, ...]

    def counts(self) -> dict[str, int]:
        """How many pictures each family has, mixes put in place."""
        counts = dict(zip(FAMILIES, self.composition, strict=True))
        for _ in self.mixes:
            counts[max(counts, key=counts.__getitem__)] -= 1
        return counts

    def rare_picture(self) -> tuple[str, str]:
        """The family and kind of the rare picture; NO_RARITY where its family is not there."""
        family, _ = self.rarity
        return self.rarity if self.counts().get(family) else NO_RARITY


def plan(seed: int) -> Plan:
    """The plan of a seed. Raises ValueError for a seed out of range."""
    if not 0 <= seed <= LARGEST_SEED:
        raise ValueError(f"the seed is {seed}; it must be from 0 to {LARGEST_SEED}")
    draws = Draws(seed, PLAN)
    composition, scheme = draws.weighted(COMPOSITIONS), draws.weighted(SCHEMES)
    lead, rarity = draws.below(len(PALETTES)), draws.weighted(RARITIES)
    left, mixes = dict(MIX_KINDS), []
    for _ in range(draws.weighted(MIX_COUNTS)):
        mixes.append(draws.weighted(left))
        del left[mixes[-1]]
    return Plan(composition, scheme, lead, rarity, tuple(mixes))
