"""The stated probabilities as Markdown, from the code that draws by them."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

from aipixel.vaegan.pictures.features import frequencies
from aipixel.vaegan.pictures.nine import KINDS, RARE_KINDS
from aipixel.vaegan.pictures.odds import (
    COMPOSITIONS,
    DIFFICULTY_CLASSES,
    EFFORTS,
    FAMILIES,
    MIX_COUNTS,
    MIX_KINDS,
    RARITIES,
    RARITY_CLASSES,
    RARITY_LIMITS,
    SCHEMES,
    SHARES,
)
from aipixel.vaegan.pictures.scenery import HOURS, WEATHER


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    lines = [list(head), ["---" for _ in head], *([str(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _parts(parts: int) -> str:
    return f"{parts / 10:g} %"


def _chance(chance: float) -> str:
    return f"{100 * chance:.2f} %"


def _kinds() -> str:
    rows = []
    for family, rare in RARE_KINDS.items():
        kinds = KINDS[family]
        rows.append((family, len(kinds), ", ".join(kinds), ", ".join(rare)))
    return _table(("family", "kinds", "each as likely as another", "only by rarity"), rows)


def _rarities() -> str:
    found = frequencies()["rare picture"]
    rows = (
        (kind, family or "any", _parts(parts), _chance(found[kind]))
        for (family, kind), parts in RARITIES.items()
    )
    return _table(("rare picture", "family", "drawn", "and its family is there"), rows)


def _mixes() -> str:
    found = frequencies()["mix"]
    rows = ((kind, _parts(parts), _chance(found[kind])) for kind, parts in MIX_KINDS.items())
    return _table(("mix", "of the mixes drawn first", "seeds whose rarest it is"), rows)


def _weather() -> str:
    rows = (
        (hour.words, _parts(10 * share), ", ".join(f"{w} {p} %" for w, p in WEATHER[hour].items()))
        for hour, share in HOURS.items()
    )
    return _table(("hour", "towns", "weather then"), rows)


def _traits() -> str:
    rows = []
    for trait, chances in frequencies().items():
        if trait == "palette":
            rows.append((trait, f"each of {', '.join(map(str, chances))}: 1 in {len(chances)}"))
        else:
            counted = any(isinstance(value, int) for value in chances)
            ordered = sorted(chances.items(), key=itemgetter(1), reverse=True)
            if counted:
                ordered.sort(key=lambda item: str(item[0]))
            rows.append((trait, ", ".join(f"{value}: {_chance(c)}" for value, c in ordered)))
    return _table(("trait", "values and how many seeds have them"), rows)


def _classes(classes: dict[str, int]) -> str:
    return ", ".join(f"{name} from {least}" for name, least in classes.items())


def tables() -> str:
    """Every table of the odds, each under its heading."""
    limits = ", ".join(_parts(limit) for limit in RARITY_LIMITS)
    efforts = ", ".join(f"{effort} for each {kind}" for kind, effort in EFFORTS.items())
    schemes = (
        (name, ", ".join(map(str, SHARES[name])), _parts(parts)) for name, parts in SCHEMES.items()
    )
    sections = {
        "Families and kinds": _kinds(),
        "How many of each family": _table(
            (*FAMILIES, "seeds"), ((*many, _parts(p)) for many, p in COMPOSITIONS.items())
        ),
        "Hour and weather of a town": _weather(),
        "Palettes": _table(("palettes", "pictures in each", "seeds"), schemes),
        "Rare pictures": _rarities(),
        "Mixes": _table(("mixes", "seeds"), ((n, _parts(p)) for n, p in MIX_COUNTS.items()))
        + "\n\n"
        + _mixes(),
        "Traits": _traits(),
        "Rarity": "A choice (families, palettes, rare picture, each mix) adds a point for each of "
        f"{limits} that its probability is below; a mix adds one more. {_classes(RARITY_CLASSES)}.",
        "Difficulty": f"The sum of {efforts}. {_classes(DIFFICULTY_CLASSES)}.",
    }
    return "\n\n".join(f"## {heading}\n\n{text}" for heading, text in sections.items())
