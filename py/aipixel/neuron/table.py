"""A CSV file as what a pixel learns from: up to three features, and two classes as 0 and 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from aipixel.neuron.column import Bools, Classes, Column, alike
from aipixel.neuron.encoding import MOST_INPUTS, Floats
from aipixel.neuron.features import Features
from aipixel.neuron.label import classes_of, in_order, two_of
from aipixel.neuron.selection import MOST_CANDIDATES, best_features, sample
from aipixel.neuron.sheet import Sheet, listed, read_sheet
from aipixel.texts import printable

LARGEST_NUMBER = 1e100  # beyond it a number counts as infinite
FEWEST_ROW_NUMBERS = 10  # values counting up by one, from which on they are taken for row numbers


@dataclass(frozen=True)
class Candidate:
    """What can serve as a feature: a name for it, and its values (N,), NaN where there is none.

    `note` is a sentence on how a column's values became numbers, where they were none.
    """

    name: str
    values: Floats
    note: str = ""


@dataclass(frozen=True)
class Table:
    """What a model learns from.

    X: (N, n) in the file's own units. y: (N,) of 0 and 1. features: names, ranges, class names.
    notes: what was done, a sentence each. sheet: the file, with all its columns and rows.
    """

    X: Floats
    y: NDArray[np.int64]
    features: Features
    notes: list[str]
    sheet: Sheet

    def drawn(self, most: int) -> Table:
        """With at most so many rows, the same on every call; the notes tell where some are left."""
        if len(self.y) <= most:
            return self
        rows = np.sort(np.random.default_rng(0).permutation(len(self.y))[:most])
        note = f"Of {len(self.y)} rows {most} are taken, drawn at random."
        return replace(self, X=self.X[rows], y=self.y[rows], notes=[*self.notes, note])


def read_table(
    data: bytes,
    *,
    features: Sequence[str] | None = None,
    label: str | None = None,
    classes: Sequence[str] | None = None,
) -> Table:
    """Read a CSV file's bytes.

    features: one to three columns, by name or by number from 1; without them, all that can
    serve, or the three that tell the classes apart best. A column of two texts serves as 0 and 1
    and is called such as "sex=male", after the text that is 1. label: the column that holds the
    classes; without it, the last. classes: which two of its values to learn; class 1 is the
    second, and without `classes` the larger one: the greater number, or the later in the
    alphabet (so yes, true and positive are class 1).

    Rows where a used value is missing or infinite are left out and counted in the notes. Raises
    ValueError, one sentence, where there is nothing to learn from.
    """
    sheet = read_sheet(data)
    if len(sheet.columns) < 2:
        raise ValueError(
            "the file has one column, and a model needs a feature and a label: "
            "separate them by commas, semicolons, tabs or |"
        )
    notes = list(sheet.notes)
    target = sheet.find(label) if label is not None else sheet.columns[-1]
    known = classes_of(target, classes)
    kept, y, class_names = two_of(target, known, classes)
    notes += [f"{listed(spellings)} are taken for one class." for spellings in known.merged]
    if classes:
        told = int((~kept & (known.codes >= 0)).sum())
        notes.append(f"{_rows(told)} of other classes left out.")
    if features is not None:
        chosen = _asked(sheet, target, features, kept)
    else:
        chosen = _found(sheet, target, kept, y, notes)
    notes += [candidate.note for candidate in chosen if candidate.note]
    X, complete = _complete(known, chosen, kept, notes)
    y = y[complete]
    described = Features.of(X, [c.name for c in chosen], class_names, target.name)
    _check(described, y)
    return Table(X, y, described, notes, sheet)


def read_inputs(data: bytes, n_inputs: int, features: Features | None) -> tuple[Sheet, Floats]:
    """A CSV file's rows for a model to predict: the sheet, and X (N, n_inputs).

    Columns are found by the features' names, or taken in order where the file has no header or
    the model no names, if there are as many as inputs. Values that are missing, infinite or text
    are NaN. Raises ValueError, one sentence, where the columns do not fit the model.
    """
    sheet = read_sheet(data, broken=True)
    names = features.names if features else ()
    found = [_by_name(sheet, name) for name in names]
    missing = [name for name, values in zip(names, found, strict=True) if values is None]
    in_order = len(sheet.columns) == n_inputs and not (sheet.has_header and features)
    if (missing or not names) and in_order:
        found = [column.numbers for column in sheet.columns]
    elif missing:
        raise ValueError(f"the file has no column {listed(missing)}: it has {listed(sheet.names)}")
    elif not names:
        raise ValueError(
            f"the model takes {n_inputs} inputs and knows no names for them, "
            f"and the file has {len(sheet.columns)} columns"
        )
    X = np.column_stack([values for values in found if values is not None])
    return sheet, _usable(X)


# Features


def _asked(sheet: Sheet, target: Column, names: Sequence[str], kept: Bools) -> list[Candidate]:
    if not 1 <= len(names) <= MOST_INPUTS:
        raise ValueError(f"a pixel takes 1 to {MOST_INPUTS} features, not {len(names)}")
    chosen = []
    for name in names:
        column, candidate = _named(sheet, name)
        if column is target:
            raise ValueError(f'column "{column.name}" is the label, so it cannot be a feature')
        if candidate is None:
            raise ValueError(_no_feature(sheet, column))
        if _is_constant(candidate.values[kept]):
            raise ValueError(f'column "{column.name}" tells nothing: {_sameness(candidate, kept)}')
        chosen.append(candidate)
    if len({candidate.name for candidate in chosen}) < len(chosen):
        raise ValueError("a feature is named twice")
    return chosen


def _named(sheet: Sheet, name: str) -> tuple[Column, Candidate | None]:
    """A column by its name, its number, or such as "sex=male"."""
    try:
        column = sheet.find(name)
    except ValueError:
        column_name, mark, _ = name.rpartition("=")
        values = _by_name(sheet, name.strip()) if mark else None
        if values is None:
            raise
        return sheet.find(column_name), Candidate(name.strip(), values)
    return column, _candidate(column)


def _candidate(column: Column) -> Candidate | None:
    if column.is_numeric:
        return Candidate(column.name, _usable(column.numbers))
    found = column.two_texts
    if found is None:
        return None
    zero, one = sorted(found.names, key=in_order)
    notes = [f"{listed(spellings)} are taken for one." for spellings in found.merged]
    note = f'Column "{column.name}" serves as 0 for {zero} and 1 for {one}.'
    return Candidate(f"{column.name}={one}", _indicator(found, one), " ".join([note, *notes]))


def _usable(values: Floats) -> Floats:
    """The same with NaN for what is too large to reckon with, infinity above all."""
    if np.isnan(values).any() or np.abs(values).max(initial=0) > LARGEST_NUMBER:
        return np.where(np.abs(values) <= LARGEST_NUMBER, values, np.nan)
    return values


def _indicator(classes: Classes, name: str) -> Floats:
    """(N,): 1 where the cell is that text, 0 where it is another, NaN where it is missing."""
    return np.where(classes.codes < 0, np.nan, classes.are(name))


def _by_name(sheet: Sheet, name: str) -> Floats | None:
    """(N,): a column's numbers, or 0 and 1 for a name such as "sex=male"; None if not there."""
    column = sheet.get(name)
    if column:
        return column.numbers
    column_name, _, text = name.rpartition("=")
    column = sheet.get(column_name.strip()) if column_name else None
    if column is None:
        return None
    classes = column.two_texts or column.naming([text])
    wanted = alike(text)
    if classes is None:
        return None
    for known in classes.names:
        if alike(known) == wanted:
            return _indicator(classes, known)
    return np.where(classes.codes < 0, np.nan, 0.0)


def _no_feature(sheet: Sheet, column: Column) -> str:
    if column.is_empty or column.first_text is None:
        return f'column "{column.name}" is empty, so it cannot be a feature'
    row, text = column.first_text
    return (
        f'column "{column.name}" holds text such as "{printable(text)[:40]}" '
        f"(line {sheet.lines[row]}), so it cannot be a feature"
    )


def _is_constant(values: Floats) -> bool:
    known = values[~np.isnan(values)]
    return len(known) == 0 or bool((known == known[0]).all())


def _sameness(candidate: Candidate, kept: Bools) -> str:
    known = candidate.values[kept & ~np.isnan(candidate.values)]
    return f"all its values are {known[0]:g}" if len(known) else "it has no values in these rows"


def _are_row_numbers(values: Floats) -> bool:
    return len(values) >= FEWEST_ROW_NUMBERS and bool((np.diff(values) == 1).all())


def _found(
    sheet: Sheet, target: Column, kept: Bools, y: NDArray[np.int64], notes: list[str]
) -> list[Candidate]:
    """All columns that can serve, or the best three; the notes say which were left out, and why."""
    left_out: dict[str, list[str]] = {"text": [], "empty": [], "constant": [], "counting": []}
    candidates = []
    for column in sheet.columns:
        if column is target:
            continue
        candidate = _candidate(column)
        if column.is_empty:
            left_out["empty"].append(column.name)
        elif candidate is None:
            left_out["text"].append(column.name)
        elif _is_constant(candidate.values[kept]):
            left_out["constant"].append(column.name)
        elif _are_row_numbers(candidate.values):
            left_out["counting"].append(column.name)
        else:
            candidates.append(candidate)
    reasons = {
        "text": "hold text" if len(left_out["text"]) > 1 else "holds text",
        "empty": "nothing in it",
        "constant": "the same value in every row",
        "counting": "only the rows' numbers",
    }
    for kind, names in left_out.items():
        if names:
            notes.append(f"Left out: {listed(names)} ({reasons[kind]}).")
    if not candidates:
        raise ValueError("no column can serve as a feature: a model needs numbers that differ")
    if len(candidates) > MOST_INPUTS:
        count = len(candidates)
        candidates = _best(candidates, kept, y)
        names = [candidate.name for candidate in candidates]
        looked = f" (the {MOST_CANDIDATES} that follow the classes most were tried)"
        notes.append(
            f"Picked {listed(names)}, which tell the classes apart best of {count} columns"
            f"{looked if count > MOST_CANDIDATES else ''}."
        )
    return candidates


def _best(candidates: list[Candidate], kept: Bools, y: NDArray[np.int64]) -> list[Candidate]:
    rows = np.flatnonzero(kept)
    rows = rows[sample(y[rows])]
    X = np.column_stack([candidate.values[rows] for candidate in candidates])
    # A missing value says nothing while columns are compared, as the middle of them all does.
    means = [np.nanmean(candidate.values[kept]) for candidate in candidates]
    X = np.where(np.isnan(X), means, X)
    return [candidates[index] for index in best_features(X, y[rows])]


# Rows


def _complete(
    label: Classes, chosen: Sequence[Candidate], kept: Bools, notes: list[str]
) -> tuple[Floats, Bools]:
    """X (rows, n) of the rows that have all values, and which rows those are (N,)."""
    X = np.column_stack([candidate.values for candidate in chosen])
    complete = kept & ~np.isnan(X).any(axis=1)
    unlabelled = int((label.codes < 0).sum())
    if unlabelled:
        notes.append(f"{_rows(unlabelled)} without a label left out.")
    incomplete = int((kept & ~complete).sum())
    if incomplete:
        names = [c.name for c in chosen if np.isnan(c.values[kept]).any()]
        notes.append(f"{_rows(incomplete)} left out for want of a value in {listed(names)}.")
    return X[complete], complete


def _check(features: Features, y: NDArray[np.int64]) -> None:
    """ValueError where leaving rows out has left nothing to learn from."""
    for index in (0, 1):
        if not (y == index).any():
            raise ValueError(
                f'no row of class "{features.class_names[index]}" has a value for every feature'
            )
    for name, low, high in zip(features.names, features.low, features.high, strict=True):
        if not low < high:
            raise ValueError(f'column "{name}" has the value {low:g} in every row that is complete')


def _rows(count: int) -> str:
    return f"{count} row{'s' * (count != 1)}"
