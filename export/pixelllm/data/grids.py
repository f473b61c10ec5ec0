"""Where the cells of a sprite sheet are: told by the user, or found in the picture.

A grid is found by what it does not cut: no sprite is cut in two, and what lies between cells is
empty. Where sprites touch, as tiles do, it is looked for in how seldom pixels of one colour meet
across it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pixelllm.data.quantize import OPAQUE, Pixels, packed, trimmed
from pixelllm.vocabulary import SIZE

SMALLEST_CELL = 8
USUAL = (16, 24, 32, 48, 64, 96, 128)  # sides of cells, preferred to others
WIDEST_GAP = 16  # of margin and of spacing that are looked for

# Of seams: more cells than this, and standard errors below what is usual within cells.
CERTAIN, LIKELY = (3, 4.0), (1, 1.5)

Mask = NDArray[np.bool_]


class NoGrid(ValueError):
    """A picture that looks like several sprites, but has no grid that can be told."""


@dataclass(frozen=True)
class Line:
    """Cells along one side: `count` of `cell` pixels, after `margin`, with `gap` between them."""

    cell: int
    count: int = 1
    margin: int = 0
    gap: int = 0

    @property
    def starts(self) -> NDArray[np.intp]:
        """The first pixel of each cell."""
        return self.margin + np.arange(self.count) * (self.cell + self.gap)

    def outside(self, length: int) -> Mask:
        """Which of a side's pixels are in no cell."""
        places = (np.arange(length) - self.margin) % (self.cell + self.gap)
        outside = places >= self.cell
        outside[: self.margin] = outside[length - self.margin :] = True
        return outside


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet, in columns and rows."""

    columns: Line
    rows: Line

    def __str__(self) -> str:
        across, down = self.columns, self.rows
        text = f"{across.count} x {down.count} cells of {across.cell} x {down.cell}"
        gaps = sorted({line.gap for line in (across, down) if line.count > 1} - {0})
        if gaps:
            text += f", {' or '.join(map(str, gaps))} pixel{'s' * (gaps != [1])} between them"
        return text

    def cut(self, rgba: Pixels) -> Iterator[Pixels]:
        """Its cells of a picture, left to right and down; those at its end may be cut short."""
        for top in self.rows.starts:
            for left in self.columns.starts:
                yield rgba[top : top + self.rows.cell, left : left + self.columns.cell]


@dataclass(frozen=True)
class Layout:
    """A grid as users tell it: width and height of a cell, margin around, spacing between."""

    width: int
    height: int
    margin: int = 0
    spacing: int = 0

    def grid(self, rgba: Pixels) -> Grid:
        """The grid on a picture. Raises ValueError for one that is smaller than the margin."""
        height, width = rgba.shape[:2]
        if self.margin >= min(height, width):
            raise ValueError(f"--margin {self.margin} leaves nothing of {width} x {height} pixels")
        return Grid(self._line(self.width, width), self._line(self.height, height))

    def _line(self, cell: int, length: int) -> Line:
        inside = max(1, length - 2 * self.margin)
        count = -(-(inside + self.spacing) // (cell + self.spacing))
        if count > 1 and (count - 1) * (cell + self.spacing) >= inside:
            count -= 1  # only spacing is left
        return Line(cell, count, self.margin, self.spacing)


def parse_layout(grid: str | None, margin: int, spacing: int) -> Layout | None:
    """'32x48' and two numbers as a layout, None for none. Raises ValueError."""
    if min(margin, spacing) < 0:
        raise ValueError("--margin and --spacing are 0 or more pixels")
    if grid is None:
        if margin or spacing:
            raise ValueError("--margin and --spacing go with --grid WIDTHxHEIGHT")
        return None
    match = re.fullmatch(r"([1-9][0-9]{0,3})[xX×]([1-9][0-9]{0,3})", grid)
    if not match or min(int(match[1]), int(match[2])) < SMALLEST_CELL:
        raise ValueError(f"--grid {grid!r}: write it as WIDTHxHEIGHT, 8 or more, for example 32x32")
    return Layout(int(match[1]), int(match[2]), margin, spacing)


def find_grid(rgba: Pixels) -> Grid | None:
    """The grid of a sheet, None where the picture is one sprite. Raises NoGrid."""
    height, width = rgba.shape[:2]
    if max(height, width) <= SIZE:
        return None
    colours = np.where(rgba[..., 3] >= OPAQUE, packed(rgba), 0)
    columns, rows = _found(_Side(colours), _Side(colours.T))
    grid = Grid(columns, rows)
    if _looks_uncut(grid, rgba):
        raise NoGrid(
            f"no grid was found in its {width} x {height} pixels, which look like several sprites: "
            f"tell it with --grid WIDTHxHEIGHT, --margin and --spacing, or --grid {width}x{height} "
            "if it is one"
        )
    return grid if columns.count * rows.count > 1 else None


def _found(across: _Side, down: _Side) -> tuple[Line, Line]:
    """The cells along each side; a side without is one cell."""
    found = [side.empty_gaps() or side.seams(CERTAIN) for side in (across, down)]
    if found == [None, None]:
        found = [side.seams(LIKELY) for side in (across, down)]
        if not (found[0] and found[1] and found[0].cell == found[1].cell):
            found = [None, None]
    # What one side shows to be a sheet of such cells is looked at more closely along the other.
    for side, (own, other) in enumerate([found, found[::-1]]):
        length = (across, down)[side].length
        if other and (own.cell if own else length) >= 2 * other.cell:
            closer = (across, down)[side].seams(LIKELY)
            if closer and closer.cell < (own.cell if own else length):
                found[side] = closer
    return found[0] or Line(across.length), found[1] or Line(down.length)


class _Side:
    """What a picture shows along its width: of its columns, and between each and the next."""

    def __init__(self, colours: NDArray[np.uint32]) -> None:
        self.length = colours.shape[1]
        solid = colours != 0
        touching = solid[:, 1:] & solid[:, :-1]
        self.filled = solid.any(axis=0)
        self.touching = touching.any(axis=0)
        # How many pixels have the next one's colour: few where two drawings meet.
        self.joined = (touching & (colours[:, 1:] == colours[:, :-1])).sum(axis=0)

    def empty_gaps(self) -> Line | None:
        """The likeliest cells that cut nothing, with nothing between them."""
        if not self.filled.any():
            return None
        return next(filter(self._cuts_nothing, _divisions(self.length)), None)

    def _cuts_nothing(self, line: Line) -> bool:
        if self.filled[line.outside(self.length)].any():
            return False
        if not line.gap and self.touching[line.starts[1:] - 1].any():
            return False
        cells = [self.filled[start : start + line.cell] for start in line.starts]
        cells = [cell for cell in cells if cell.any()]
        return len(cells) > 1 and (
            line.cell <= SIZE or 2 * sum(map(_is_divided, cells)) <= len(cells)
        )

    def seams(self, needed: tuple[int, float]) -> Line | None:
        """Cells of a usual size, at whose borders fewer pixels go on than within them."""
        fewest_cuts, least = needed
        best: tuple[float, Line | None] = least, None
        for cell in USUAL:
            count = self.length // cell
            if self.length % cell or count <= fewest_cuts:
                continue
            places = np.arange(1, count) * cell - 1
            at_cuts, others = self.joined[places], np.delete(self.joined, places)
            fewer = others.mean() - at_cuts.mean()
            clearly = fewer / (others.std() / np.sqrt(len(places)) + 1e-9)
            if at_cuts.mean() <= 0.6 * others.mean() and clearly >= best[0]:
                best = clearly, Line(cell, count)
        return best[1]


def _divisions(length: int) -> Iterator[Line]:
    """Every even division of a side into two cells or more, the likelier first."""
    gaps = {(0, 0): 0}
    for gap in range(1, WIDEST_GAP + 1):
        for margin in (0, gap, gap // 2):
            gaps.setdefault((margin, gap), len(gaps))
    usual = len(gaps)
    for gap in range(WIDEST_GAP + 1):
        for margin in range(1, WIDEST_GAP + 1):
            gaps.setdefault((margin, gap), len(gaps))
    found = [
        (
            cell not in USUAL or rank >= usual,
            cell,
            rank,
            Line(cell, free // (cell + gap), margin, gap),
        )
        for (margin, gap), rank in gaps.items()
        for free in [length - 2 * margin + gap]
        for cell in _divisors(free) - gap
        if SMALLEST_CELL <= cell <= (free - gap) // 2
    ]
    yield from (line for *_, line in sorted(found, key=lambda each: each[:3]))


def _divisors(number: int) -> NDArray[np.intp]:
    every = np.arange(1, number // 2 + 1)
    return every[number % every == 0]


def _is_divided(filled: NDArray[np.bool_], share: float = 1 / 3) -> bool:
    """Whether what is filled falls into parts, the second as long as that share of the first."""
    return _has_parts(filled.astype(np.intp), share)


def _has_parts(amounts: NDArray[np.integer], share: float) -> bool:
    """Whether numbers between zeros add up to parts, the second at least a share of the first."""
    begins = np.flatnonzero(np.diff((amounts > 0).astype(np.int8), prepend=0) > 0)
    if len(begins) < 2:
        return False
    *_, second, first = np.sort(np.add.reduceat(amounts, begins))
    return bool(second >= share * first)


def _looks_uncut(grid: Grid, rgba: Pixels) -> bool:
    """Whether cells go on over a whole side where the picture seems to hold several."""
    lines = grid.columns, grid.rows
    uncut = [
        line.count == 1 and line.cell >= 2 * other.cell
        for line, other in zip(lines, lines[::-1], strict=True)
    ]
    if grid.columns.count == grid.rows.count == 1:
        uncut = [True, True]
    cells = [cell for cell in map(trimmed, grid.cut(rgba)) if max(cell.shape[:2]) > SIZE]
    doubtful = sum(
        _looks_like_several(cell, axes) for cell in cells for axes in [np.flatnonzero(uncut)]
    )
    return doubtful * 10 > len(cells)


def _looks_like_several(cell: Pixels, axes: NDArray[np.intp]) -> bool:
    """Whether what a cell holds is parts beside each other along an axis, or a strip of squares."""
    height, width = cell.shape[:2]
    solid = cell[..., 3] >= OPAQUE
    if any(_has_parts(solid.sum(axis=axis), 1 / 4) for axis in axes):
        return True
    longer, shorter = max(height, width), min(height, width)
    return len(axes) > 0 and longer >= 3 * shorter and longer % shorter == 0
