"""A seed's traits for people who collect them, and how often each is to be found."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import permutations, product

from aipixel.pixels.palettes import PALETTES
from aipixel.vaegan.pictures.odds import (
    COMPOSITIONS,
    DIFFICULTY_CLASSES,
    EFFORTS,
    MIX_COUNTS,
    MIX_KINDS,
    RARITIES,
    RARITY_CLASSES,
    SCHEMES,
    points,
)
from aipixel.vaegan.pictures.plan import Plan, plan

Traits = dict[str, str | int]

MANY = "5 or more"


def features(seed: int) -> Traits:
    """The traits of a seed, from the seed alone: no picture is drawn.

    towns, texts, geometry, noise: pictures of that family, 0 to 4 or "5 or more". mixes: pictures
    of two families, 0 to 3. mix, rare picture: the rarest of its kind, or "none". palettes: how
    many the nine share; palette: the leading one's name. rarity, difficulty: classes, from
    common and gentle up. Raises ValueError for a seed out of range.
    """
    return _traits(plan(seed))


def _class(classes: dict[str, int], value: int) -> str:
    return [name for name, least in classes.items() if value >= least][-1]


def _rarest(mixes: tuple[str, ...]) -> str:
    return min(mixes, key=MIX_KINDS.__getitem__, default="none")


def _rarity(chosen: Plan) -> str:
    parts = [COMPOSITIONS[chosen.composition], SCHEMES[chosen.scheme]]
    parts += [RARITIES[chosen.rare_picture()], *(MIX_KINDS[kind] for kind in chosen.mixes)]
    return _class(RARITY_CLASSES, sum(map(points, parts)) + len(chosen.mixes))


def _difficulty(counts: dict[str, int], mixes: int) -> str:
    numbers = {**counts, "mix": mixes}
    return _class(DIFFICULTY_CLASSES, sum(EFFORTS[kind] * numbers[kind] for kind in EFFORTS))


def _traits(chosen: Plan) -> Traits:
    counts = chosen.counts()

    def bucket(family: str) -> str | int:
        return counts[family] if counts[family] < 5 else MANY

    return {
        "towns": bucket("town"),
        "texts": bucket("text"),
        "geometry": bucket("geometry"),
        "noise": bucket("noise"),
        "mixes": len(chosen.mixes),
        "mix": _rarest(chosen.mixes),
        "rare picture": chosen.rare_picture()[1],
        "palettes": chosen.scheme,
        "palette": PALETTES[chosen.lead].name,
        "rarity": _rarity(chosen),
        "difficulty": _difficulty(counts, len(chosen.mixes)),
    }


def _mix_chances() -> dict[tuple[str, ...], float]:
    """How likely each set of mixes is, sets of the same points and the same rarest kind as one."""
    chances: dict[tuple[int, str, int], tuple[tuple[str, ...], float]] = {}
    whole = sum(MIX_KINDS.values())
    for count, parts in MIX_COUNTS.items():
        for kinds in permutations(MIX_KINDS, count):
            chance, left = parts / sum(MIX_COUNTS.values()), whole
            for kind in kinds:
                chance *= MIX_KINDS[kind] / left
                left -= MIX_KINDS[kind]
            key = (count, _rarest(kinds), sum(points(MIX_KINDS[kind]) for kind in kinds))
            one, before = chances.get(key, (kinds, 0.0))
            chances[key] = one, before + chance
    return dict(chances.values())


@cache
def frequencies() -> dict[str, dict[str | int, float]]:
    """Each trait's values and their probabilities over all seeds, computed from the odds."""
    found: dict[str, dict[str | int, float]] = defaultdict(lambda: defaultdict(float))
    for mixes, chance in _mix_chances().items():
        for composition, scheme, rarity in product(COMPOSITIONS, SCHEMES, RARITIES):
            parts = COMPOSITIONS[composition] * SCHEMES[scheme] * RARITIES[rarity]
            for trait, value in _traits(Plan(composition, scheme, 0, rarity, mixes)).items():
                found[trait][value] += chance * parts / 1000**3
    found["palette"] = {palette.name: 1 / len(PALETTES) for palette in PALETTES}
    return {trait: dict(values) for trait, values in found.items()}
