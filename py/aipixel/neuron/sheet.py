"""A CSV file as columns of text, however people saved it.

Knows encodings, delimiters, headers and what a missing value looks like; nothing of what the
columns are for.
"""

from __future__ import annotations

import csv
import io
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aipixel.neuron.encoding import Floats

Bools = NDArray[np.bool_]

LARGEST_SHEET = 50_000_000  # bytes
MOST_COLUMNS = 5000
DELIMITERS = ",;\t|"
SNIFFED = 100  # rows at the beginning that tell the delimiter
MISSING = re.compile(
    r"|na|n/a|#n/a|n\.a\.|<na>|-?nan|null|nil|none|missing|[?.]|--?|#value!|#div/0!", re.IGNORECASE
)
SHOWN = 12  # names in a message

# What else is taken for CSV: the first bytes, and what to say.
OTHER_FILES = {
    b"PK\x03\x04": "this is an Excel workbook or another zip: save the sheet as CSV and use that",
    b"\xd0\xcf\x11\xe0": "this is an old Excel workbook: save the sheet as CSV and use that",
    b"\x89PNG": "this is a PNG picture, and the data must be a CSV file",
    b"%PDF": "this is a PDF, and the data must be a CSV file",
    b"\x1f\x8b": "this file is compressed: unpack it and use the CSV inside",
}
NOT_TEXT = "this is not a text file, and the data must be CSV"
MARKUP = re.compile(r"\s*<(!doctype|html|head|body|\?xml|svg|table)\b", re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
EXCELS_FIRST_LINE = re.compile(r"sep=([,;\t|])[\r\n]+")


class Row(NamedTuple):
    """One row, and the line of the file in which it begins, from 1."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Column:
    """A column's name and its cells (N,), each on one line, without the blanks around it."""

    name: str
    cells: Sequence[str]
    decimal_comma: bool = False

    @cached_property
    def missing(self) -> Bools:
        """(N,): where there is no value, in any of the ways that people write it."""
        return np.array([is_missing(cell) for cell in self.cells], dtype=np.bool_)

    @cached_property
    def numbers(self) -> Floats:
        """(N,): the cells as numbers; NaN where one is missing or text."""
        return np.array([_number(cell, self.decimal_comma) for cell in self.cells])

    @cached_property
    def texts(self) -> Bools:
        """(N,): where there is a value that is not a number."""
        return np.isnan(self.numbers) & ~self.missing

    @cached_property
    def is_numeric(self) -> bool:
        """Whether every value is a number, and there is one."""
        return not self.texts.any() and not self.missing.all()

    def values(self) -> Counter[str]:
        """How often each text stands there, missing ones left out."""
        missing = self.missing
        return Counter(itertools.compress(self.cells, ~missing))


@dataclass(frozen=True)
class Sheet:
    """A file's columns, all of one length; `lines` (N,) says where in the file each row begins."""

    columns: list[Column]
    lines: list[int]
    has_header: bool
    delimiter: str
    notes: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def get(self, name: str) -> Column | None:
        """The column of that name; small and capital letters only count where two differ so."""
        for same in (str, str.casefold):
            for column in self.columns:
                if same(column.name) == same(name):
                    return column
        return None

    def find(self, wanted: str) -> Column:
        """The column of that name, or of that number from 1. ValueError lists what there is."""
        text = wanted.strip()
        column = self.get(text)
        if column:
            return column
        if text.isdecimal() and 1 <= int(text[:9]) <= len(self.columns):
            return self.columns[int(text) - 1]
        raise ValueError(f'there is no column "{text[:60]}": there are {listed(self.names)}')


def read_sheet(data: bytes) -> Sheet:
    """Read a CSV file's bytes.

    Separated by commas, semicolons, tabs or bars; in UTF-8, UTF-16 with a byte order mark, or
    Windows-1252; with or without a header. Behind semicolons numbers may have decimal commas.
    Raises ValueError, one sentence, for anything else, for rows of different lengths (with the
    line), and for files of more than 50 MB.
    """
    text, notes = _decoded(data)
    delimiter, text, first_line = _delimiter(text)
    rows = list(_rows(text, delimiter, first_line))
    if not rows:
        raise ValueError("the file is empty")
    columns = _columns(rows)
    has_header = _has_header(columns)
    if has_header and len(rows) == 1:
        raise ValueError("the file has a header and no rows below it")
    if has_header:
        names = [column[0] for column in columns]
        columns = [column[1:] for column in columns]
    else:
        names = [""] * len(columns)
        notes.append("The first row is data, so the columns have numbers for names.")
    unique = _unique_names(names)
    for name, own in zip(names, unique, strict=True):
        if name and name != own:
            notes.append(f'Another column is called "{name}" too: it is taken as "{own}".')
    comma = delimiter == ";"
    return Sheet(
        [Column(name, cells, comma) for name, cells in zip(unique, columns, strict=True)],
        [row.line for row in rows[has_header:]],
        has_header,
        delimiter,
        notes,
    )


def is_missing(cell: str) -> bool:
    """Whether this is one of the ways in which people write that there is no value."""
    return MISSING.fullmatch(cell) is not None


def listed(names: Sequence[str]) -> str:
    """Such as '"a", "b" and "c"', cut short where there are many."""
    quoted = [f'"{name[:60]}"' for name in names[:SHOWN]]
    if len(names) > SHOWN:
        return f"{', '.join(quoted)} and {len(names) - SHOWN} more"
    return " and ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))


def _decoded(data: bytes) -> tuple[str, list[str]]:
    if len(data) > LARGEST_SHEET:
        raise ValueError(
            f"the file has more than {LARGEST_SHEET // 1_000_000} MB: "
            "leave out columns or rows, a few thousand rows are plenty"
        )
    for first, message in OTHER_FILES.items():
        if data.startswith(first):
            raise ValueError(message)
    text, notes = _as_text(data)
    if MARKUP.match(text):
        raise ValueError("this is a web page or XML, not CSV: download the raw data file")
    if CONTROLS.search(text):
        raise ValueError(NOT_TEXT)
    return text, notes


def _as_text(data: bytes) -> tuple[str, list[str]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), []
        except UnicodeDecodeError:
            raise ValueError(
                "the file begins as UTF-16 and goes on otherwise: save it as UTF-8"
            ) from None
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        try:
            return data.decode("cp1252"), ["The file is not UTF-8 and is read as Windows-1252."]
        except UnicodeDecodeError:
            raise ValueError(NOT_TEXT) from None


def _delimiter(text: str) -> tuple[str, str, int]:
    """The delimiter, the text to read, and the number of its first line."""
    told = EXCELS_FIRST_LINE.match(text)
    if told:
        return told[1], text[told.end() :], 2
    sample = text[: 1 << 18]
    scores = {delimiter: _fit(sample, delimiter) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda delimiter: scores[delimiter]), text, 1


def _fit(sample: str, delimiter: str) -> float:
    """How well a delimiter explains a text: 0 if not, up to 2.

    The share of the rows that have the most common width, and the share of the cells that are
    numbers. The second tells 1,5;2,5 apart: both marks give rows of one width.
    """
    try:
        found = itertools.islice(_rows(sample, delimiter, 1, check=False), SNIFFED)
        rows = [row.cells for row in found]
    except ValueError:
        return 0.0
    widths = Counter(map(len, rows))
    if not widths:
        return 0.0
    width, count = widths.most_common(1)[0]
    if width < 2:
        return 0.0
    cells = [cell.strip() for row in rows for cell in row]
    numbers = sum(not math.isnan(_number(cell, delimiter == ";")) for cell in cells)
    return count / len(rows) + numbers / len(cells)


def _rows(text: str, delimiter: str, first_line: int, check: bool = True) -> Iterator[Row]:
    """The rows that hold anything. With `check`, ValueError where one is longer or shorter."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=check
    )
    width = 0
    while True:
        line = reader.line_num + first_line
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise ValueError(_quote_trouble(line, error)) from None
        if cells is None:
            return
        if not any(cell.strip() for cell in cells) and len(cells) < 2:
            continue
        if len(cells) > MOST_COLUMNS:
            raise ValueError(f"line {line} has more than {MOST_COLUMNS} values")
        if check:
            width = width or len(cells)
            cells = _fitted(cells, width, line)
        yield Row(line, cells)


def _quote_trouble(line: int, error: csv.Error) -> str:
    if "limit" in str(error):
        return f"line {line} holds a value of more than 100,000 characters: is a quote left open?"
    return f"line {line} has a quote that is not closed, or that text follows"


def _fitted(cells: list[str], width: int, line: int) -> list[str]:
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        return cells[:width]  # delimiters at the end of the line
    if len(cells) != width:
        values = f"{len(cells)} value{'s' * (len(cells) != 1)}"
        raise ValueError(f"line {line} has {values} where the first row has {width}")
    return cells


def _columns(rows: Sequence[Row]) -> list[list[str]]:
    """All cells by column, blanks cut off; columns at the end that hold nothing are left out."""
    cells = (row.cells for row in rows)
    columns = [[_on_one_line(cell) for cell in column] for column in zip(*cells, strict=True)]
    while len(columns) > 1 and not any(columns[-1]):
        columns.pop()
    return columns


def _on_one_line(cell: str) -> str:
    """Without blanks around it; names and classes from cells stand in sentences."""
    return " ".join(cell.split()) if "\n" in cell or "\r" in cell else cell.strip()


def _has_header(columns: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: no numbers, and not only values found below."""
    first = [column[0] for column in columns]
    if any(not math.isnan(_number(cell, decimal_comma=True)) for cell in first):
        return False
    named = [column for column in columns if not is_missing(column[0])]
    return any(column[0] not in column[1:] for column in named)


def _unique_names(names: Sequence[str]) -> list[str]:
    taken: set[str] = set()
    result = []
    for number, name in enumerate(names, 1):
        base = name or f"column {number}"
        tries = itertools.chain([base], (f"{base} ({count})" for count in itertools.count(2)))
        own = next(candidate for candidate in tries if candidate not in taken)
        taken.add(own)
        result.append(own)
    return result


def _number(cell: str, decimal_comma: bool) -> float:
    """The number that a cell holds, maybe infinite; NaN where it holds none."""
    if "_" in cell:  # which Python takes for part of a number
        return math.nan
    try:
        return float(cell.replace(",", ".", 1) if decimal_comma else cell)
    except ValueError:
        return math.nan
