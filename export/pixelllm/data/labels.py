"""Zone and category of an image: from the folders it lies in, or from a table."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

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
    """A CSV of file, zone, category: the label of each file name; the zone may be empty.

    Raises ValueError, naming the line, for a missing column or an unknown label, and OSError.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, skipinitialspace=True)
            missing = {"file", "category"} - set(rows.fieldnames or ())
            if missing:
                raise ValueError(f"needs the columns file, zone, category; has no {min(missing)}")
            return dict(_row(rows.line_num, row) for row in rows)
    except (ValueError, csv.Error) as error:
        raise ValueError(f"{path}: {error}") from None


def _row(line: int, row: dict[str, str | None]) -> tuple[str, Label]:
    zone, category = row.get("zone") or "", row["category"] or ""
    try:
        label = Label(
            known_number(ZONES, zone) if zone.strip() else None, known_number(CATEGORIES, category)
        )
    except ValueError as error:
        raise ValueError(f"line {line}: {error}") from None
    return Path((row["file"] or "").strip()).as_posix(), label
