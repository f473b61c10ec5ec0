"""Numbers as people write them: 1250.5, 1,250.5, 1.250,5, 1 250,5 and 1'250.5 are one number.

A mark between digits is a decimal mark or parts thousands. Most numbers tell which: 1,5 and
1.250.000 cannot be read otherwise. 1.250 alone can, and is then read as its column reads, or else
its file; where that does not tell either, what was taken is told.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

MARKS = (".", ",")
MARK_NAMES = {".": "a point", ",": "a comma"}
BLANKS = "[ \u00a0\u2009\u202f'\u2019]"  # which part thousands and do nothing else
MINUS = "\u2212"

SIGN = f"[+{MINUS}-]?"
POWER = r"(?:[eE][+-]?\d+)?"
SPACED = rf"[1-9]\d{{0,2}}(?:{BLANKS}\d{{3}})+"
WORDS = re.compile(r"[+-]?(?:inf|infinity|nan)", re.IGNORECASE)


def _grouped(mark: str, groups: str) -> str:
    indian = r"|[1-9]\d?(?:,\d\d)+,\d{3}" if mark == "," else ""
    return rf"(?:[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}}){groups}{indian})"


def _other(mark: str) -> str:
    return MARKS[1 - MARKS.index(mark)]


def _line(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"^{SIGN}(?:{pattern})$", re.MULTILINE)


# What could be either; what parts thousands for sure; what is a decimal mark for sure.
EITHER = {m: _line(rf"[1-9]\d{{0,2}}{re.escape(m)}\d{{3}}") for m in MARKS}
GROUPS = {
    m: _line(rf"{_grouped(m, '+')}{re.escape(_other(m))}\d*|{_grouped(m, '{2,}')}") for m in MARKS
}
DECIMAL = {
    m: _line(
        rf"(?![1-9]\d{{0,2}}{re.escape(m)}\d{{3}}$)(?=[{m}]?\d)\d*{re.escape(m)}\d*{POWER}"
        rf"|{SPACED}{re.escape(m)}\d*|{_grouped(_other(m), '+')}{re.escape(m)}\d*"
    )
    for m in MARKS
}
SPACES = _line(rf"{SPACED}(?:[.,]\d*)?")
SMALL = _line(r"\d{1,3}")
LARGE = _line(r"\d{4,}")
GROUP_SHAPE = {
    m: re.compile(rf"{SIGN}{_grouped(m, '+')}(?:{re.escape(_other(m))}\d*)?") for m in MARKS
}
SPACED_SHAPE = re.compile(rf"{SIGN}{SPACED}(?:[.,]\d*)?")
# A number in any of these ways.
LIKE_A_NUMBER = (
    rf"{SIGN}(?:(?=[.,]?\d)\d*[.,]?\d*{POWER}|{_grouped('.', '+')}(?:,\d*)?"
    rf"|{_grouped(',', '+')}(?:\.\d*)?|{SPACED}(?:[.,]\d*)?)|{WORDS.pattern}"
)
_ANY_NUMBER = re.compile(LIKE_A_NUMBER, re.IGNORECASE)


def is_like_a_number(cell: str) -> bool:
    """Whether a cell is a number in some way of writing it."""
    return _ANY_NUMBER.fullmatch(cell) is not None


_TYPED = re.compile(rf"[+-]?(?=[.,]?\d)\d*[.,]?\d*{POWER}")


def typed_number(text: str) -> float:
    """A number that was typed alone, with a decimal point or a decimal comma.

    NaN where it is none, is not finite, or could be two.
    """
    typed = unicodedata.normalize("NFKC", text).strip().replace(MINUS, "-")
    if could_be_two(typed) or not _TYPED.fullmatch(typed):
        return math.nan
    value = float(typed.replace(",", "."))
    return value if math.isfinite(value) else math.nan


def could_be_two(text: str) -> bool:
    """Whether it is such as 1,250, which is 1250 to some and 1.25 to others."""
    return EITHER[","].fullmatch(text.strip()) is not None


@dataclass(frozen=True)
class Notation:
    """Which mark is the decimal one, and which parts thousands: "" where neither does."""

    decimal: str = "."
    group: str = ""

    def number(self, cell: str) -> float:
        """The number that a cell holds, maybe infinite; NaN where it holds none."""
        if "_" in cell:  # which Python takes for part of a number
            return math.nan
        if self.group and self.group in cell and GROUP_SHAPE[self.group].fullmatch(cell):
            cell = cell.replace(self.group, "")
        elif SPACED_SHAPE.fullmatch(cell):
            cell = re.sub(BLANKS, "", cell)
        if self.decimal == ",":
            cell = cell.replace(",", ".", 1)
        try:
            return float(cell.replace(MINUS, "-"))
        except ValueError:
            return math.nan


PLAIN = Notation()  # as Python writes numbers


@dataclass
class Evidence:
    """What the numbers of a column tell of their marks; the texts are examples."""

    decimal: dict[str, str] = field(default_factory=dict)
    group: dict[str, str] = field(default_factory=dict)
    either: dict[str, str] = field(default_factory=dict)
    spaced: str = ""
    small: str = ""  # a whole number below 1000, where none above it stands without a mark

    @classmethod
    def of(cls, text: str) -> Evidence:
        """Of a column's cells, a line each."""
        found = cls()
        for mark in MARKS:
            if mark in text:
                for kind, pattern in (
                    (found.decimal, DECIMAL[mark]),
                    (found.group, GROUPS[mark]),
                    (found.either, EITHER[mark]),
                ):
                    example = pattern.search(text)
                    if example:
                        kind[mark] = example[0]
        if re.search(BLANKS, text):
            example = SPACES.search(text)
            found.spaced = example[0] if example else ""
        if found.either and not LARGE.search(text):
            example = SMALL.search(text)
            found.small = example[0] if example else ""
        return found

    def __or__(self, other: Evidence) -> Evidence:
        """What both tell together of their file."""
        return Evidence({**self.decimal, **other.decimal}, {**self.group, **other.group})


@dataclass(frozen=True)
class Reading:
    """A column's notation; and what to tell of it, such as "a point parts thousands"."""

    notation: Notation
    told: str = ""


def readings(columns: Sequence[Evidence], delimiter: str) -> list[Reading]:
    """How the numbers of each column of a file are read, whose delimiter is that one."""
    file = reduce(or_, columns, Evidence())
    return [_reading(own, file, delimiter) for own in columns]


def _reading(own: Evidence, file: Evidence, delimiter: str) -> Reading:
    decimal, group = "," if "," in own.decimal else ".", ""
    told: tuple[str, str] | None = None
    if own.spaced:
        told = "a blank or apostrophe parts thousands", own.spaced
    for mark, text in own.group.items():
        if mark not in own.decimal:
            group, told = mark, (f"{MARK_NAMES[mark]} parts thousands", text)
    for mark, text in own.either.items():
        parts_thousands, sure = _role(mark, own, file, delimiter)
        if parts_thousands:
            group, told = mark, (f"{MARK_NAMES[mark]} parts thousands", text)
        elif mark == ",":
            decimal = mark
        if not sure:
            role = "to part thousands" if parts_thousands else "for the decimal one"
            told = f"{MARK_NAMES[mark]} is taken {role}", text
    notation = Notation(decimal, group)
    if not told:
        return Reading(notation)
    return Reading(notation, f'{told[0]}: "{told[1]}" is {notation.number(told[1]):.15g}')


def _role(mark: str, own: Evidence, file: Evidence, delimiter: str) -> tuple[bool, bool]:
    """Of a mark that could do either: whether it parts thousands, and whether that is sure."""
    other = MARKS[1 - MARKS.index(mark)]
    for known in (own, file):
        decimal, group = mark in known.decimal, mark in known.group
        if not decimal and not group:
            decimal, group = other in known.group, other in known.decimal
        if decimal != group:
            return group, group or not own.small
    if delimiter == "," and mark == ".":
        return False, not own.small
    return delimiter == "," or bool(own.small), False
