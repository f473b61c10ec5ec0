"""Whether a file's first row names its columns.

A name stands above values of another kind, or is none of the values below it. Numbers can be names
too: years, and what counts the columns, if the values below them are not of the same kind.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from aipixel.neuron.column import has_text, is_missing
from aipixel.neuron.numerals import Notation, is_like_a_number

YEAR = r"(?:1[5-9]|2[01])\d\d"
YEARS = re.compile(rf"{YEAR}(?:\n{YEAR})*")
FEWEST_COUNTED = 3  # columns that are called 0, 1, 2 ... or are as far apart in another way
LOOKED_AT = 1000  # values below a name


def has_header(columns: Sequence[str]) -> bool:
    """Whether the first of the rows are names. Each column is its cells, a line each."""
    first, below = zip(*(_parted(column) for column in columns), strict=True)
    named = [place for place, cell in enumerate(first) if not is_missing(cell)]
    numbers = [place for place in named if is_like_a_number(first[place])]
    texts = [place for place in named if place not in numbers]
    if numbers and not any(below):
        return False
    if not numbers:
        return any(not _recurs(first[place], below[place]) for place in texts)
    if any(_recurs(first[place], below[place]) for place in texts):
        return False
    if any(below[place] and has_text(below[place]) for place in numbers):
        return True
    told = any(_is_of_another_kind(below[place]) for place in texts)
    if _are_years(first, below, numbers, told):
        return True
    return _count(first, below, numbers) and (told or not texts)


def _parted(column: str) -> tuple[str, str]:
    first, _, below = column.partition("\n")
    return first, below


def _recurs(cell: str, below: str) -> bool:
    return f"\n{cell}\n" in f"\n{below}\n"


def _is_of_another_kind(below: str) -> bool:
    """Whether values are so that a text which is none of them names them: numbers, or classes."""
    cells = list(itertools.islice(re.finditer("[^\n]+", below), LOOKED_AT))
    return bool(cells) and (not has_text(below) or len({cell[0] for cell in cells}) < len(cells))


def _are_years(
    first: Sequence[str], below: Sequence[str], numbers: Sequence[int], told: bool
) -> bool:
    years = [first[place] for place in numbers]
    if not all(map(re.compile(YEAR).fullmatch, years)):
        return False
    if any(YEARS.fullmatch(below[place]) for place in numbers):
        return False
    in_order = len(years) > 1 and years in (sorted(set(years)), sorted(set(years), reverse=True))
    return in_order or (told and len(set(years)) == len(years))


def _count(first: Sequence[str], below: Sequence[str], numbers: Sequence[int]) -> bool:
    """Whether numbers are equally far apart, and those of the next row are not."""
    second = [below[place].partition("\n")[0] for place in numbers]
    names = [first[place] for place in numbers]
    return (
        len(numbers) >= FEWEST_COUNTED
        and _are_equally_far_apart(names)
        and not _are_equally_far_apart(second)
    )


def _are_equally_far_apart(cells: Sequence[str]) -> bool:
    values = [Notation(decimal=",").number(cell) for cell in cells]
    steps = [after - before for before, after in itertools.pairwise(values)]
    return bool(steps[0]) and all(abs(step - steps[0]) < 1e-9 * abs(steps[0]) for step in steps)
