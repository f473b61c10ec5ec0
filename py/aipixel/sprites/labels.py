"""What a network is told of a sprite: a name on each axis of its labels, or none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from aipixel.texts import UNSEEN

Labels = Mapping[str, str | None]

MOST_AXES = 2
LONGEST = 40  # characters of a name, and of an axis

_LONGEST_WORD = 24  # of a file's name: two of them and a seed are at most 60
_NO_WORD = re.compile("[^A-Za-z0-9]+")


class Axis(NamedTuple):
    """One thing that labels say of a sprite: its `zone` is Reef, Kelp, ..."""

    name: str
    names: tuple[str, ...]


def number_of(axis: Axis, name: str) -> int:
    """The place of a name on its axis, whatever its case. Raises ValueError with the valid ones."""
    wanted = str(name).strip().casefold()
    for number, known in enumerate(axis.names):
        if known.casefold() == wanted:
            return number
    raise ValueError(f"there is no {axis.name} {name!r:.80}: {', '.join(axis.names)}")


def check_label(axis: str, name: str) -> None:
    """Raises ValueError for what can be no axis, as an option of a command, or no name on it."""
    if len(axis) > LONGEST or not axis.replace("-", "").isalnum() or axis.startswith("-"):
        raise ValueError(
            f"what labels say is called by 1 to {LONGEST} letters, digits and hyphens, "
            f"not {axis!r:.80}"
        )
    if not name.strip() or len(name) > LONGEST or UNSEEN.search(name):
        raise ValueError(
            f"a {axis} is 1 to {LONGEST} characters that can be seen, not {name!r:.80}"
        )


def word_of(name: str) -> str:
    """A name as a part of a file's name: 1 to 24 letters A to Z, digits and hyphens.

    Accents are left out: "Épée longue" is "Epee-longue". Of a name without such letters the
    characters' numbers are given.
    """
    letters = (c for c in unicodedata.normalize("NFKD", name) if unicodedata.category(c)[0] != "M")
    word = _NO_WORD.sub("-", "".join(letters)).strip("-")
    return (word or "".join(f"{ord(c):x}" for c in name))[:_LONGEST_WORD].strip("-")
