"""What of a table a page shows until somebody chooses: a label, and two of its classes."""

from __future__ import annotations

from collections import Counter

from aipixel.neuron.column import Column
from aipixel.neuron.label import MOST_CLASSES
from aipixel.neuron.sheet import Sheet


def suggested_label(sheet: Sheet) -> Column:
    """The last column of two classes, texts before numbers; else of a few texts; else the last.

    A last column of two classes is it in any case.
    """
    last = sheet.columns[-1]
    counts = {column.name: column.class_count for column in sheet.columns}
    texts = [column for column in sheet.columns if not column.is_numeric and not column.is_empty]
    few = [column for column in texts if 2 <= counts[column.name] <= MOST_CLASSES]
    if counts[last.name] == 2 or last in few:
        return last
    two = [column for column in (*sheet.columns, *texts) if counts[column.name] == 2]
    return (two or few or [last])[-1]


def suggested_classes(counts: Counter[str]) -> list[str] | None:
    """The two most frequent of a few classes; None where there is no choice."""
    if not 2 < len(counts) <= MOST_CLASSES:
        return None
    return sorted(name for name, _ in counts.most_common(2))
