"""Zone and category of an image: from the folders it lies in, or from a table."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import NamedTuple

from aipixel.files import read_file
from aipixel.neuron.sheet import LARGEST_SHEET, read_sheet

from pixelllm.vocabulary import CATEGORIES, ZONES


class Label(NamedTuple):
    """A category, 0 to 5, and a zone, 0 to 5 or None where nothing tells it."""

    zone: int | None
    category: int


VALID = f"zones are {', '.join(ZONES)}; categories are {', '.join(CATEGORIES)}"


def number_of(names: tuple[str, ...], name: str) -> int | None:
    """The place of a name among names, whatever its case; None if it isn't one."""
    wanted = name.strip().casefold()
    return next((k for k, known in enumerate(names) if known.casefold() == wanted), None)


def known_number(names: tuple[str, ...], name: str) -> int:
    """The place of a name among names. Raises ValueError that lists the valid ones."""
    number = number_of(names, name)
    if number is None:
        raise ValueError(f"{name!r} is no label: {VALID}")
    return number


def folder_label(path: Path) -> Label | None:
    """The label in a path's folders, the nearest to the file winning; None without a category."""
    zone = category = None
    for part in path.parent.parts:
        zone_here, category_here = number_of(ZONES, part), number_of(CATEGORIES, part)
        zone = zone if zone_here is None else zone_here
        category = category if category_here is None else category_here
    return None if category is None else Label(zone, category)


def read_table(path: Path) -> dict[str, Label]:
    """A CSV of file, zone, category: the label of each file by its `plain_name`.

    The zone may be empty. Raises ValueError, naming the line, for what is no CSV, a missing column,
    an unknown label, or a second one for a file, and OSError.
    """
    try:
        sheet = read_sheet(read_file(path, LARGEST_SHEET))
        missing = [name for name in ("file", "category") if sheet.get(name) is None]
        if missing:
            raise ValueError(f"needs the columns file, zone, category; has no {missing[0]}")
        columns = [sheet.get(name) for name in ("file", "zone", "category")]
        cells = [column.cells if column else [""] * len(sheet.lines) for column in columns]
        labels: dict[str, Label] = {}
        for line, name, zone, category in zip(sheet.lines, *cells, strict=True):
            label = _label(line, zone, category)
            if labels.setdefault(plain_name(name), label) != label:
                raise ValueError(f"line {line}: {name} has another label above")
        return labels
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def plain_name(name: str) -> str:
    """A file's name as it is compared: macOS decomposes letters, Windows writes backslashes."""
    return unicodedata.normalize("NFC", name.replace("\\", "/")).removeprefix("./")


def _label(line: int, zone: str, category: str) -> Label:
    try:
        zone_number = known_number(ZONES, zone) if zone else None
        return Label(zone_number, known_number(CATEGORIES, category))
    except ValueError as error:
        raise ValueError(f"line {line}: {error}") from None
