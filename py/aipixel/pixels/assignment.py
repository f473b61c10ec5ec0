"""The cheapest way to give each row of a table a column of its own.

Rows are added one at a time, each along the cheapest way of moving the others aside (the Hungarian
method, with the potentials of Jonker and Volgenant).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def assign(costs: NDArray[np.float64]) -> NDArray[np.intp]:
    """The column of each row, (n,), no two alike, whose costs (n, m) sum to the least.

    The same for the same costs. Raises ValueError for more rows than columns, and for costs that
    are not finite.
    """
    count, width = costs.shape
    if count > width:
        raise ValueError(f"{count} rows can't each have one of {width} columns")
    if not np.isfinite(costs).all():
        raise ValueError("costs must be finite")
    # The last column and row are where the search for a row's column starts.
    of_rows, of_columns = np.zeros(count), np.zeros(width + 1)
    row_of = np.full(width + 1, -1)
    for row in range(count):
        row_of[width] = row
        least, before = np.full(width, np.inf), np.full(width, width)
        seen, column = np.zeros(width + 1, bool), width
        while row_of[column] >= 0:
            seen[column] = True
            over = costs[row_of[column]] - of_rows[row_of[column]] - of_columns[:width]
            nearer = (over < least) & ~seen[:width]
            least[nearer], before[nearer] = over[nearer], column
            column = int(np.where(seen[:width], np.inf, least).argmin())
            step = least[column]
            of_rows[row_of[seen]] += step
            of_columns[seen] -= step
            least[~seen[:width]] -= step
        while column != width:
            row_of[column] = row_of[before[column]]
            column = int(before[column])
    taken = np.flatnonzero(row_of[:width] >= 0)
    columns = np.empty(count, np.intp)
    columns[row_of[taken]] = taken
    return columns
