"""The column of a table that names classes, and which two of them a pixel learns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aipixel.neuron.column import MOST_SPELLINGS, Bools, Classes, Column, alike
from aipixel.neuron.sheet import listed
from aipixel.texts import printable

MOST_CLASSES = 20  # different numbers in a label column, beyond which it is no set of classes


class TooManyClasses(ValueError):
    """The label holds more than two classes, and which two to learn was not said."""


def classes_of(column: Column, wanted: Sequence[str] | None = None) -> Classes:
    """The classes that a column names, if it is the label; `wanted` may name what else is none.

    Raises ValueError where it holds none, or thousands.
    """
    found = column.naming(wanted or ())
    if found is None:
        raise ValueError(
            f'column "{column.name}", the label, holds more than {MOST_SPELLINGS} different '
            "texts: choose a label with two values"
        )
    if not found.names:
        raise ValueError(f'column "{column.name}", the label, holds no values')
    return found


def two_of(
    column: Column, known: Classes, wanted: Sequence[str] | None
) -> tuple[Bools, NDArray[np.int64], tuple[str, str]]:
    """Which rows are of the two classes (N,), their classes (N,), and the classes' names."""
    if wanted is not None:
        low, high = _wanted(column, known, wanted)
    elif len(known.names) > 2:
        raise _too_many(column, known)
    elif len(known.names) < 2:
        raise _only_one(column, known)
    else:
        low, high = sorted(known.names, key=in_order)
    y = known.are(high)
    return y | known.are(low), y.astype(np.int64), (low, high)


def in_order(text: str) -> tuple[bool, float, str, str]:
    """Numbers by size, then texts by the alphabet."""
    try:
        return False, float(text), "", ""
    except ValueError:
        return True, 0.0, text.casefold(), text


def _only_one(column: Column, known: Classes) -> ValueError:
    message = f'column "{column.name}", the label, holds only one class, "{known.names[0]}"'
    if known.unnamed:
        other = printable(known.unnamed[0])
        return TooManyClasses(
            f'{message}, as "{other}" is taken for no value: if it is a class, choose both'
        )
    return ValueError(f"{message}: a model needs rows of two")


def _too_many(column: Column, known: Classes) -> ValueError:
    count = len(known.names)
    if column.is_numeric and count > MOST_CLASSES:
        return ValueError(
            f'column "{column.name}", the label, holds {count} different numbers, so it '
            "measures something and names no classes: choose a label with two values"
        )
    common = known.counts.most_common(MOST_CLASSES)
    shown = ", ".join(f"{name[:40]} ({n})" for name, n in common)
    more = ", …" if count > MOST_CLASSES else ""
    return TooManyClasses(
        f'column "{column.name}", the label, holds {count} classes, and a pixel tells two '
        f"apart: choose two of {shown}{more}"
    )


def _wanted(column: Column, known: Classes, wanted: Sequence[str]) -> tuple[str, str]:
    if len(wanted) != 2 or wanted[0].strip() == wanted[1].strip():
        raise ValueError("choose two different classes")
    low, high = (_class_named(column, known, name) for name in wanted)
    if low == high:
        raise ValueError(f"{listed(wanted)} are one class: choose two different ones")
    return low, high


def _class_named(column: Column, known: Classes, wanted: str) -> str:
    for same in (str.strip, alike, _as_number):
        for name in known.names:
            if same(name) == same(printable(wanted)):
                return name
    raise ValueError(
        f'column "{column.name}" has no class "{wanted[:60]}": it has {listed(known.names)}'
    )


def _as_number(text: str) -> object:
    """A number of the same value is the same class, however it is written."""
    try:
        return float(text)
    except ValueError:
        return text
