"""What labels say of each image: told by the folders it lies in, or by a table.

Images in one folder each are of one axis, images in two are of two: `weapon/sword/a.png` is of the
class weapon and the kind sword. Where all names are the sea's, its zones and categories are meant.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aipixel.files import read_file
from aipixel.neuron.sheet import LARGEST_SHEET, read_sheet
from aipixel.sprites.labels import LONGEST, MOST_AXES, Axis
from aipixel.texts import printable

from pixelllm.vocabulary import CATEGORIES, SEA, ZONES, Vocabulary

Names = tuple[str | None, ...]  # of each axis; None where nothing tells it

FOLDER_AXES = (("kind",), ("class", "kind"))  # of one level of folders, and of two
FILE = "file"
# Options of the commands that draw, which an axis would be one of.
RESERVED = frozenset(
    {"animate", "checkpoint", "count", "edge-temperature", "first", "force", "graphs", "guidance"}
    | {"help", "json", "min-p", "model", "out", "second", "seed", "shade", "share", "temperature"}
    | {"threads", "top-k"}
)


@dataclass(frozen=True)
class Labelled:
    """The axes, and the names of each image."""

    vocabulary: Vocabulary
    names: list[Names]


def by_folders(images: Sequence[tuple[Path, Path]]) -> Labelled:
    """Labels of (image, the folder it was found under). Raises ValueError."""
    sea = [_sea_names(path.absolute()) for path, _ in images]
    if all(names is not None for names in sea):
        return Labelled(SEA, [names for names in sea if names is not None])
    folders = [path.relative_to(root).parts[:-1] for path, root in images]
    if not any(folders):  # each folder that was named holds one kind
        folders = [(root.absolute().name,) for _, root in images]
    depth = len(folders[0])
    for (path, root), parts in zip(images, folders, strict=True):
        if not 1 <= len(parts) <= MOST_AXES or len(parts) != depth:
            raise ValueError(
                f"{path}: lies {len(parts)} folders below {root}, and {images[0][0]} {depth}: "
                "sort all images into folders of one level, or all of two, or give --labels"
            )
    return labelled(FOLDER_AXES[depth - 1], folders)


def _sea_names(path: Path) -> Names | None:
    """Zone and category in a path's folders, the nearest to the file winning."""
    zone = category = None
    for part in path.parent.parts:
        zone, category = _known(ZONES, part) or zone, _known(CATEGORIES, part) or category
    return None if category is None else (zone, category)


def _known(names: tuple[str, ...], name: str) -> str | None:
    wanted = name.casefold()
    return next((known for known in names if known.casefold() == wanted), None)


def labelled(axes: Sequence[str], rows: Sequence[Sequence[str | None]]) -> Labelled:
    """Names in any spelling as a vocabulary, in the order of the alphabet, and each row's own.

    Raises ValueError for names or axes that can't be told apart, or too many.
    """
    names = [tuple(None if name is None else plain(name) for name in row) for row in rows]
    if _is_sea(axes, names):
        return Labelled(SEA, [_in_sea(row) for row in names])
    known: list[dict[str, str]] = [{} for _ in axes]
    for row in names:
        for spellings, name in zip(known, row, strict=True):
            if name is not None:
                spellings.setdefault(name.casefold(), name)
    vocabulary = Vocabulary(
        tuple(
            Axis(axis, tuple(spellings[key] for key in sorted(spellings)))
            for axis, spellings in zip(axes, known, strict=True)
        )
    )
    return Labelled(
        vocabulary,
        [
            tuple(None if n is None else s[n.casefold()] for s, n in zip(known, row, strict=True))
            for row in names
        ],
    )


def _in_sea(row: Names) -> Names:
    zone = None if len(row) == 1 else _known(ZONES, row[0] or "")
    return zone, _known(CATEGORIES, row[-1] or "")


def _is_sea(axes: Sequence[str], names: Sequence[Names]) -> bool:
    wanted = (CATEGORIES,) if len(axes) == 1 else (ZONES, CATEGORIES)
    return all(
        name is None or _known(valid, name) is not None
        for row in names
        for valid, name in zip(wanted, row, strict=True)
    ) and all(row[-1] is not None for row in names)


def plain(name: str) -> str:
    """A name as it is kept: letters composed, nothing that no eye sees, no spaces around it."""
    return printable(unicodedata.normalize("NFC", name)).strip()[:LONGEST]


def read_table(path: Path) -> tuple[tuple[str, ...], dict[str, Names]]:
    """A CSV of `file` and one or two columns more: the axes, and labels by `plain_name`.

    A cell may be empty where its label isn't known. Raises ValueError, naming the line, for what
    is no such CSV or tells two labels of one file, and OSError.
    """
    try:
        sheet = read_sheet(read_file(path, LARGEST_SHEET))
        headings = [column.name for column in sheet.columns]
        axes = [heading for heading in headings if heading.casefold() != FILE]
        if len(axes) == len(headings) or not 1 <= len(axes) <= MOST_AXES:
            raise ValueError(
                f"needs a column {FILE} and one or two columns of labels; "
                f"it has {', '.join(headings)}"
            )
        if {axis.casefold() for axis in axes} == {axis.name for axis in SEA.axes}:
            axes.sort(key=str.casefold, reverse=True)  # the sea's zone comes first
        columns = [sheet.get(name) for name in (FILE, *axes)]
        rows = zip(sheet.lines, *(column.cells for column in columns if column), strict=True)
        labels: dict[str, Names] = {}
        for line, name, *cells in rows:
            names = tuple(cell or None for cell in cells)
            if labels.setdefault(plain_name(name), names) != names:
                raise ValueError(f"line {line}: {name} has another label above")
        return tuple(map(_axis_name, axes)), labels
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def _axis_name(heading: str) -> str:
    """As an option of a command: lower case, hyphens for spaces."""
    name = "-".join(plain(heading).casefold().split())
    if not name.replace("-", "").isalnum() or name in RESERVED:
        raise ValueError(f"{heading!r} can't be the name of an axis: choose another heading")
    return name


def plain_name(name: str) -> str:
    """A file's name as it is compared: macOS decomposes letters, Windows writes backslashes."""
    return unicodedata.normalize("NFC", name.replace("\\", "/")).removeprefix("./")
