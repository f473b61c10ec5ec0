"""A CSV file as columns of text, however people saved it.

Knows encodings, delimiters and quotes; nothing of what the columns are for.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from aipixel.neuron.column import Column, alike, has_text
from aipixel.neuron.header import has_header
from aipixel.neuron.numerals import Evidence, is_like_a_number, readings
from aipixel.texts import printable

LARGEST_SHEET = 50_000_000  # bytes
MOST_VALUES = 10_000_000
MOST_COLUMNS = 5000
DELIMITERS = ",;\t|"
SNIFFED = 100  # rows at the beginning that tell the delimiter
SAMPLE = 1 << 18  # bytes that hold them
DECODED = 1 << 20  # bytes that are decoded at once
GATHERED = 200_000  # values that are held one by one, before they go to their columns
SHOWN = 12  # names in a message

# What else is taken for CSV: the first bytes, and what to say.
OTHER_FILES = {
    b"PK\x03\x04": "this is an Excel workbook or another zip: save the sheet as CSV and use that",
    b"\xd0\xcf\x11\xe0": "this is an old Excel workbook: save the sheet as CSV and use that",
    b"\x89PNG": "this is a PNG picture, and the data must be a CSV file",
    b"%PDF": "this is a PDF, and the data must be a CSV file",
    b"\x1f\x8b": "this file is compressed: unpack it and use the CSV inside",
    b"{\\rtf": "this is a text with fonts (RTF): save it as plain text, or as CSV",
    b"{": "this is JSON, and the data must be a CSV file",
    b"[": "this is JSON, and the data must be a CSV file",
}
NOT_TEXT = "this is not a text file, and the data must be CSV"
MARKUP = re.compile(r"\s*<(!doctype|html|head|body|\?xml|svg|table)\b", re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
EXCELS_FIRST_LINE = re.compile(r"sep=([,;\t|])(?:\r\n|\r|\n)")


class Row(NamedTuple):
    """One row, and the line of the file in which it begins, from 1."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Sheet:
    """A file's columns, all of one length; `lines` (N,) says where in the file each row begins."""

    columns: list[Column]
    lines: Sequence[int]
    has_header: bool
    delimiter: str
    notes: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def get(self, name: str) -> Column | None:
        """The column of that name; capitals and blanks only count where two differ so."""
        for same in (str, alike):
            for column in self.columns:
                if same(column.name) == same(name):
                    return column
        return None

    def find(self, wanted: str) -> Column:
        """The column of that name, or of that number from 1. ValueError lists what there is."""
        text = printable(_on_one_line(wanted))
        column = self.get(text)
        if column:
            return column
        if text.isdecimal() and 1 <= int(text[:9]) <= len(self.columns):
            return self.columns[int(text) - 1]
        raise ValueError(f'there is no column "{text[:60]}": there are {listed(self.names)}')


def read_sheet(data: bytes, *, broken: bool = False) -> Sheet:
    """Read a CSV file's bytes. With `broken`, columns of numbers may have some texts among them.

    Separated by commas, semicolons, tabs or bars; in UTF-8, UTF-16 with a byte order mark, or
    Windows-1252; with or without a header. Numbers may have decimal commas, and thousands set
    apart; the notes say where one was read so. Raises ValueError, one sentence, for anything else,
    for rows of different lengths (with the line), and for files of more than 50 MB, 5,000 columns
    or 10 million values.
    """
    encoding, notes = _encoding(data)
    sample = data[:SAMPLE].decode(encoding, "ignore")
    if MARKUP.match(sample):
        raise ValueError("this is a web page or XML, not CSV: download the raw data file")
    delimiter, skipped = _delimiter(sample)
    lines, columns = _read(
        itertools.islice(_lines(data, encoding), skipped, None), delimiter, skipped
    )
    if not lines:
        raise ValueError("the file is empty")
    header = has_header(columns)
    if header and len(lines) == 1:
        raise ValueError("the file has a header and no rows below it")
    names = [""] * len(columns)
    if header:
        for place, column in enumerate(columns):
            names[place], _, columns[place] = column.partition("\n")
        if any(map(is_like_a_number, names)):
            notes.append("The first row, with numbers in it, is taken for the columns' names.")
    else:
        notes.append("The first row is data, so the columns have numbers for names.")
    unique = _unique_names(names, notes)
    read = [Column(name, text) for name, text in zip(unique, columns, strict=True)]
    return Sheet(
        _as_numbers_read(read, delimiter, notes, broken), lines[header:], header, delimiter, notes
    )


def listed(names: Sequence[str]) -> str:
    """Such as '"a", "b" and "c"', cut short where there are many."""
    quoted = [f'"{name[:60]}"' for name in names[:SHOWN]]
    if len(names) > SHOWN:
        return f"{', '.join(quoted)} and {len(names) - SHOWN} more"
    return " and ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))


# Encoding


def _encoding(data: bytes) -> tuple[str, list[str]]:
    """What the bytes are encoded in, and what to say of it. ValueError where they are no text."""
    if len(data) > LARGEST_SHEET:
        raise ValueError(
            f"the file has more than {LARGEST_SHEET // 1_000_000} MB: "
            "leave out columns or rows, a few thousand rows are plenty"
        )
    for first, message in OTHER_FILES.items():
        if data.startswith(first):
            raise ValueError(message)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        if not _is_in(data, "utf-16"):
            raise ValueError("the file begins as UTF-16 and goes on otherwise: save it as UTF-8")
        return "utf-16", []
    if _is_in(data, "utf-8-sig"):
        return "utf-8-sig", []
    if _is_in(data, "cp1252"):
        return "cp1252", ["The file is not UTF-8 and is read as Windows-1252."]
    raise ValueError(NOT_TEXT)


def _is_in(data: bytes, encoding: str) -> bool:
    """Whether all of it can be decoded; ValueError where what comes out is no text."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(data), DECODED):
        piece = data[start : start + DECODED]
        try:
            text = decoder.decode(piece, final=start + DECODED >= len(data))
        except UnicodeDecodeError:
            return False
        if CONTROLS.search(text):
            raise ValueError(NOT_TEXT)
    return True


def _lines(data: bytes, encoding: str) -> Iterator[str]:
    """With what ends them; decoded piece by piece."""
    return io.TextIOWrapper(io.BytesIO(data), encoding, newline="")


# Rows


def _delimiter(sample: str) -> tuple[str, int]:
    """The delimiter, and how many lines are above the first row."""
    told = EXCELS_FIRST_LINE.match(sample)
    if told:
        return told[1], 1
    scores = {delimiter: _fit(sample, delimiter) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda delimiter: scores[delimiter]), 0


def _fit(sample: str, delimiter: str) -> float:
    """How well a delimiter explains a text: 0 if not, up to 2.

    The share of the rows that have the most common width, and the share of the cells that are
    numbers, less that of texts with another delimiter in them. The second tells 1,5;2,5 apart: both
    marks give rows of one width.
    """
    lines = io.StringIO(sample, newline="")
    try:
        found = itertools.islice(_rows(lines, delimiter, 0, check=False), SNIFFED)
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
    texts = [cell for cell in cells if not is_like_a_number(cell)]
    others = set(DELIMITERS) - {delimiter}
    mixed = sum(not others.isdisjoint(cell) for cell in texts)
    return count / len(rows) + (len(cells) - len(texts) - mixed) / len(cells)


def _read(lines: Iterator[str], delimiter: str, above: int) -> tuple[array[int], list[str]]:
    """The number of each row's first line, and the cells of each column, a line each."""
    numbers = array("l")
    pieces: list[list[str]] = []
    rows = _rows(lines, delimiter, above)
    for first in rows:
        count = max(1, GATHERED // len(first.cells))
        gathered = [first, *itertools.islice(rows, count - 1)]
        numbers.extend(row.line for row in gathered)
        if len(numbers) * len(first.cells) > MOST_VALUES:
            raise ValueError(
                f"the file has more than {MOST_VALUES // 1_000_000} million values: "
                "leave out columns or rows, a few thousand rows are plenty"
            )
        cells = zip(*(row.cells for row in gathered), strict=True)
        pieces.append([_joined(column) for column in cells])
    columns = ["\n".join(parts) for parts in zip(*pieces, strict=True)]
    while len(columns) > 1 and not columns[-1].strip("\n"):
        columns.pop()  # delimiters at the end of every line
    return numbers, columns


def _joined(cells: Sequence[str]) -> str:
    """A line each, without the blanks around them."""
    text = "\n".join([cell.strip() for cell in cells])
    if text.count("\n") == len(cells) - 1 and "\r" not in text:
        return text
    return "\n".join(map(_on_one_line, cells))


def _on_one_line(cell: str) -> str:
    """Without blanks around it; names and classes from cells stand in sentences."""
    return " ".join(cell.split()) if "\n" in cell or "\r" in cell else cell.strip()


def _rows(lines: Iterator[str], delimiter: str, above: int, check: bool = True) -> Iterator[Row]:
    """The rows that hold anything. With `check`, ValueError where one is longer or shorter."""
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=check)
    width = 0
    while True:
        line = reader.line_num + above + 1
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


# Columns


def _as_numbers_read(
    columns: list[Column], delimiter: str, notes: list[str], broken: bool
) -> list[Column]:
    """The columns with the notation of their numbers; the notes tell what could be another."""
    evidence = [
        column.evidence if broken or not has_text(column.text) else Evidence() for column in columns
    ]
    read = readings(evidence, delimiter)
    told: dict[str, list[str]] = {}
    for column, reading in zip(columns, read, strict=True):
        if reading.told:
            told.setdefault(reading.told, []).append(column.name)
    notes += [f"In {listed(names)} {what}." for what, names in told.items()]
    return [
        replace(column, notation=reading.notation)
        for column, reading in zip(columns, read, strict=True)
    ]


def _unique_names(names: Sequence[str], notes: list[str]) -> list[str]:
    taken: set[str] = set()
    used: Counter[str] = Counter()
    again = []
    result = []
    for number, name in enumerate(map(printable, names), 1):
        own = base = name or f"column {number}"
        while own in taken:
            used[base] += 1
            own = f"{base} ({used[base] + 1})"
        if name and name != own:
            again.append(own)
        taken.add(own)
        result.append(own)
    if again:
        notes.append(f"Columns of one name are told apart: there are also {listed(again)}.")
    return result
