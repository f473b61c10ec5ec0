"""Which of many files are the exports of which networks, from their names alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from aipixel.vaegan.files.model_files import NAMES, copy_mark, is_litter, proper_name


@dataclass(frozen=True)
class Export:
    """One network's files. name: of the zip or folder, empty where files came loose.

    paths: as they were given.
    """

    name: str
    paths: tuple[str, ...]


def sort_exports(paths: Sequence[str]) -> tuple[list[Export], list[str]]:
    """The exports among paths ("folder/name", with "/"), and a sentence for each that is none.

    A zip is one export, and so are the files of one folder. Where a folder has one of the four
    twice, what browsers and systems add to a second one tells the exports apart. What else
    lies in a folder with an export is passed over.
    """
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    others = []
    for path in paths:
        folder, _, base = path.rpartition("/")
        if is_litter(path):
            continue
        if base.lower().endswith(".zip"):
            found[path, "zip"].append(path)
        elif proper_name(base):
            found[folder, ""].append(path)
        else:
            others.append(path)
    exports = [
        Export(place.rpartition("/")[2], tuple(group))
        for (place, kind), together in found.items()
        for group in ([together] if kind else _told_apart(together))
    ]
    return exports, _problems(others, {place.split("/")[0] for place, _ in found})


def _told_apart(paths: list[str]) -> list[list[str]]:
    names = [proper_name(path) for path in paths]
    if len(set(names)) == len(names):
        return [paths]
    groups: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        groups[copy_mark(path)].append(path)
    return list(groups.values())


def _problems(others: list[str], opened: set[str]) -> list[str]:
    problems = []
    for path in others:
        top, slash, _ = path.partition("/")
        if not slash:
            problems.append(f"{path} is none of {', '.join(NAMES)}, nor a zip of them.")
        elif top not in opened:
            problems.append(f"The folder {top} holds none of {', '.join(NAMES)}.")
    return list(dict.fromkeys(problems))
