"""A column of a file: its cells as text, as numbers, and as the names of classes."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from aipixel.neuron.encoding import Floats
from aipixel.neuron.numerals import LIKE_A_NUMBER, PLAIN, Evidence, Notation
from aipixel.texts import UNSEEN, printable

Bools = NDArray[np.bool_]

MOST_SPELLINGS = 10_000  # different texts in a column, beyond which they are not told apart

# How people write that there is no value. What is a word of its own may name a class instead.
NO_VALUE = r"|na|n/a|#n/a|n\.a\.|<na>|-?nan|null|[?.]|#value!|#div/0!"
NO_VALUE_OR_WORD = rf"{NO_VALUE}|nil|none|missing|--?"

_NO_VALUE = re.compile(NO_VALUE, re.IGNORECASE)
_NO_VALUE_OR_WORD = re.compile(NO_VALUE_OR_WORD, re.IGNORECASE)
_TEXT = re.compile(rf"^(?!(?:{LIKE_A_NUMBER}|{NO_VALUE_OR_WORD})$)", re.MULTILINE | re.IGNORECASE)
_VALUE = re.compile(rf"^(?!(?:{NO_VALUE_OR_WORD})$)", re.MULTILINE | re.IGNORECASE)


def is_missing(cell: str) -> bool:
    """Whether this is one of the ways in which people write that there is no value."""
    return _NO_VALUE_OR_WORD.fullmatch(cell) is not None


def has_text(cells: str) -> bool:
    """Whether among cells, a line each, is a value that is no number in any notation."""
    return _TEXT.search(cells) is not None


def alike(text: str) -> str:
    """The same for texts that look alike.

    They may differ in capitals, in blanks, in how accents are put together, and in what no eye
    sees, such as a byte order mark or a mark of direction.
    """
    if not text.isascii():
        text = UNSEEN.sub("", unicodedata.normalize("NFC", text))
    return " ".join(text.split()).casefold()


@dataclass(frozen=True)
class Classes:
    """What a column says as names of classes.

    names: of each class. codes (N,): which class each cell names, -1 for none. merged: the
    spellings of those classes that have several. unnamed: texts that are taken for no value.
    """

    names: list[str]
    codes: NDArray[np.int64]
    merged: list[list[str]]
    unnamed: list[str]

    @cached_property
    def counts(self) -> Counter[str]:
        """How many cells name each class."""
        found = np.bincount(self.codes[self.codes >= 0], minlength=len(self.names))
        return Counter(dict(zip(self.names, found.tolist(), strict=True)))

    def are(self, name: str) -> Bools:
        """(N,): which cells name that class."""
        same: Bools = self.codes == self.names.index(name)
        return same


@dataclass(frozen=True)
class Column:
    """A column's name and its N cells, without the blanks around them.

    `text` holds a cell a line: a list of them would take ten times the memory.
    """

    name: str
    text: str
    notation: Notation = PLAIN

    @property
    def cells(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def evidence(self) -> Evidence:
        """What its numbers tell of how they are written."""
        return Evidence.of(self.text)

    @cached_property
    def numbers(self) -> Floats:
        """(N,): the cells as numbers; NaN where one is missing or text."""
        if self.notation == PLAIN and "_" not in self.text:
            try:
                return np.array(list(map(float, self.cells)))
            except ValueError:
                pass  # one at least is none
        return np.array([self.notation.number(cell) for cell in self.cells])

    @cached_property
    def is_empty(self) -> bool:
        """Whether there is no value at all."""
        return _VALUE.search(self.text) is None

    @cached_property
    def is_numeric(self) -> bool:
        """Whether every value is a number, and there is one."""
        return not self.is_empty and not has_text(self.text) and self.first_text is None

    @cached_property
    def first_text(self) -> tuple[int, str] | None:
        """The first value that is not a number, and in which row it stands, from 0."""
        places = np.flatnonzero(np.isnan(self.numbers))
        if not len(places):
            return None
        cells = self.cells
        found = ((place, cells[place]) for place in places.tolist() if not is_missing(cells[place]))
        return next(found, None)

    @cached_property
    def spellings(self) -> Counter[str] | None:
        """How often each text stands there; None where there are more than 10,000."""
        found: Counter[str] = Counter()
        for cell in self.cells:
            found[cell] += 1
            if len(found) > MOST_SPELLINGS:
                return None
        return found

    # Classes

    @cached_property
    def classes(self) -> Classes | None:
        """The classes that its cells name; None for texts of which more than 10,000 differ.

        Numbers are one class however they are written, and so are texts that differ in capitals,
        by the name of the most frequent spelling, where that leaves two classes. `none`,
        `missing` and `-` are classes like any other.
        """
        if self.is_numeric:
            return self._numbers_and_words()
        if self.spellings is None:
            return None
        named = [cell for cell, _ in self.spellings.most_common() if not _NO_VALUE.fullmatch(cell)]
        return self._classes(named)

    @cached_property
    def two_texts(self) -> Classes | None:
        """Its classes where it holds two texts, `none` and such counted only if those are two."""
        if not has_text(self.text) or self.classes is None:
            return None
        if len(self.classes.names) != 2 and self.spellings:
            common = self.spellings.most_common()
            known = self._classes([cell for cell, _ in common if not is_missing(cell)])
            return known if len(known.names) == 2 else None
        return self.classes if len(self.classes.names) == 2 else None

    @property
    def class_count(self) -> int:
        """How many classes its cells name; at least that many, where they are thousands."""
        if self.is_numeric:
            return len(np.unique(self.numbers[~np.isnan(self.numbers)]))
        return len(self.classes.names) if self.classes else MOST_SPELLINGS

    def naming(self, names: Iterable[str]) -> Classes | None:
        """The classes, with texts among `names` that else are taken for no value."""
        wanted = {alike(name) for name in names}
        if not self.classes or not any(alike(text) in wanted for text in self.classes.unnamed):
            return self.classes
        spellings = self.spellings or Counter()
        return self._classes(
            [
                cell
                for cell, _ in spellings.most_common()
                if not _NO_VALUE.fullmatch(cell) or alike(cell) in wanted
            ]
        )

    def _classes(self, named: list[str]) -> Classes:
        """Of texts, the most frequent first."""
        groups: dict[str, list[str]] = {}
        for cell in named:
            groups.setdefault(alike(cell), []).append(cell)
        if len(groups) < 2:
            groups = {cell: [cell] for cell in named}
        code_of = {cell: code for code, cells in enumerate(groups.values()) for cell in cells}
        known = self.spellings or ()
        return Classes(
            [printable(cells[0]) for cells in groups.values()],
            np.array([code_of.get(cell, -1) for cell in self.cells], dtype=np.int64),
            [[printable(cell) for cell in cells] for cells in groups.values() if len(cells) > 1],
            [cell for cell in known if cell and cell not in code_of],
        )

    def _numbers_and_words(self) -> Classes:
        code_of: dict[str, int] = {}
        numbers = self.numbers + 0.0  # and no -0
        unique, places = np.unique(numbers, return_inverse=True)
        codes = np.array(
            [
                -1 if np.isnan(number) else code_of.setdefault(f"{number:.15g}", len(code_of))
                for number in unique.tolist()
            ],
            dtype=np.int64,
        )[places]
        unnamed = []
        words: dict[str, str] = {}
        nowhere = np.flatnonzero(codes < 0)
        if len(nowhere):
            cells = self.cells
            for place in nowhere.tolist():
                if not _NO_VALUE.fullmatch(cells[place]):
                    word = words.setdefault(alike(cells[place]), cells[place])
                    codes[place] = code_of.setdefault(word, len(code_of))
                elif cells[place] and cells[place] not in unnamed:
                    unnamed.append(cells[place])
        return Classes(list(code_of), codes, [], unnamed)
