"""Rows of pixels between their filters (PNG specification, section 9).

A filter replaces each sample by its difference, modulo 256, from what the pixels to the left (a),
above (b) and above to the left (c) predict; outside the picture these are 0.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aipixel.pixels.png.errors import FETCH_AGAIN, PngError

Samples = NDArray[np.uint8]  # (height, width, channels)
_Wide = NDArray[np.int16]  # samples with room for sums and differences

_FILTERS = 5


def unfilter(rows: NDArray[np.uint8], channels: int) -> Samples:
    """The samples of filtered rows (height, 1 + width * channels), in an array of their own.

    Raises PngError for a filter that doesn't exist.
    """
    filters = rows[:, :1]
    unknown = np.flatnonzero(filters >= _FILTERS)
    if len(unknown):
        row = int(unknown[0])
        raise PngError(
            f"row {row:,} of the PNG has filter {filters[row, 0]}, which doesn't exist: "
            f"{FETCH_AGAIN}"
        )
    height, width = len(rows), (rows.shape[1] - 1) // channels
    # A spare column makes each diagonal a slice of the flat canvas, even where the width is 1.
    canvas = np.zeros((height, width + 1, channels), np.uint8)
    canvas[:, :width] = rows[:, 1:].reshape(height, width, channels)
    if filters.any():
        _undo_along_diagonals(canvas, filters)
    return canvas[:, :width].copy()


def filter_rows(samples: Samples) -> bytes:
    """All rows, each behind the byte of the filter with the least sum of absolute differences.

    Between equal sums the lower filter wins, so that the bytes depend on the samples alone.
    """
    width, channels = samples.shape[1:]
    above = np.zeros((width + 1, channels), np.int16)
    filtered = bytearray()
    for samples_of_row in samples:
        row = np.zeros_like(above)
        row[1:] = samples_of_row
        predicted = np.stack(_predictions(row[:-1], above[1:], above[:-1]))
        differences = (row[1:] - predicted) & 255
        sums = np.minimum(differences, 256 - differences).sum(axis=(1, 2), dtype=np.int64)
        best = int(sums.argmin())
        filtered.append(best)
        filtered += differences[best].astype(np.uint8).tobytes()
        above = row
    return bytes(filtered)


def _undo_along_diagonals(canvas: Samples, filters: NDArray[np.uint8]) -> None:
    """Replace differences by samples, a diagonal of pixels at a time.

    A pixel needs its neighbours to the left and above, which lie on the diagonal before, and the
    one between them, on the diagonal before that: so every pixel of a diagonal can be had at once,
    whatever the filters of its rows.
    """
    height, spare_width, channels = canvas.shape
    width = spare_width - 1
    pixels = canvas.reshape(-1, channels)
    # Diagonals by row, shifted by one for the zeros above the picture.
    diagonal, before, before_that = np.zeros((3, height + 1, channels), np.int16)
    for number in range(width + height - 1):
        top, end = max(0, number - width + 1), min(height, number + 1)
        places = slice(top * width + number, (end - 1) * width + number + 1, width)
        predicted = np.choose(
            filters[top:end],
            _predictions(before[top + 1 : end + 1], before[top:end], before_that[top:end]),
        )
        diagonal[top + 1 : end + 1] = (pixels[places] + predicted) & 255
        pixels[places] = diagonal[top + 1 : end + 1]
        diagonal, before, before_that = before_that, diagonal, before


def _predictions(a: _Wide, b: _Wide, c: _Wide) -> tuple[_Wide, _Wide, _Wide, _Wide, _Wide]:
    """What each filter predicts, in the order of their numbers: None, Sub, Up, Average, Paeth."""
    from_a, from_b = b - c, a - c
    from_c = np.abs(from_a + from_b)
    from_a, from_b = np.abs(from_a), np.abs(from_b)
    b_or_c = np.where(from_b <= from_c, b, c)
    paeth = np.where((from_a <= from_b) & (from_a <= from_c), a, b_or_c)
    return np.zeros_like(a), a, b, (a + b) >> 1, paeth
