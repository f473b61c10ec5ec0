"""The nine pictures a seed gives: towns, texts, geometry and noise, 32 x 32 palette indices.

Only integers decide a pixel, so that a seed gives the same bytes in CPython and in Pyodide.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from aipixel.pixels.font import HEIGHT, text_mask
from aipixel.pixels.palettes import ACCENT, BODY, GROUND, LIGHT, PALETTES, SHADE, SKY, Palette

SIZE = 32
COUNT = 9
LARGEST_SEED = 2**32 - 1

Indices = NDArray[np.uint8]  # (32, 32), values 0 to 5


@dataclass(frozen=True)
class Picture:
    """One picture: what it shows in words, its palette, and a palette index per pixel."""

    description: str
    palette: Palette
    indices: Indices

    def rgb(self) -> NDArray[np.uint8]:
        """(32, 32, 3) sRGB bytes."""
        return self.palette.rgb()[self.indices]


def _canvas(index: int) -> Indices:
    return np.full((SIZE, SIZE), index, dtype=np.uint8)


def _grid() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row and column of every pixel, each (32, 32)."""
    y, x = np.mgrid[0:SIZE, 0:SIZE]
    return y, x


# --- towns ---------------------------------------------------------------------------------


def _disc(canvas: Indices, y: int, x: int, radius: int, index: int) -> None:
    rows, columns = _grid()
    canvas[(rows - y) ** 2 + (columns - x) ** 2 <= radius * radius + 1] = index


def _roof(canvas: Indices, top: int, left: int, right: int, kind: int) -> None:
    middle = (left + right) // 2
    if kind == 0:  # pitched
        for k in range((right - left) // 2 + 1):
            canvas[max(0, top - 1 - k), left + k : right - k] = BODY
    elif kind == 1:  # aerial
        canvas[max(0, top - 5) : top, middle] = SHADE
    elif kind == 2:  # terrace
        canvas[top - 2 : top, left + 1 : right - 1] = SHADE


def _windows(canvas: Indices, rng: Generator, top: int, left: int, right: int) -> None:
    for y in range(top + 2, SIZE - 3, 3):
        for x in range(left + 1, right - 1, 2):
            if rng.integers(3):
                canvas[y, x] = LIGHT


def _skyline(canvas: Indices, rng: Generator, index: int, lowest: int, highest: int) -> None:
    x = -int(rng.integers(0, 4))
    while x < SIZE:
        width, height = int(rng.integers(4, 9)), int(rng.integers(lowest, highest))
        canvas[SIZE - height :, max(0, x) : x + width] = index
        x += width


def _town(rng: Generator, by_night: bool, weather: str) -> Indices:
    sky, far, near = (GROUND, SHADE, BODY) if by_night else (SKY, BODY, SHADE)
    canvas = _canvas(sky)
    _disc(
        canvas, int(rng.integers(5, 9)), int(rng.integers(5, 27)), int(rng.integers(2, 5)), ACCENT
    )
    if weather == "stars":
        canvas[rng.integers(0, 12, 14), rng.integers(0, SIZE, 14)] = LIGHT
    _skyline(canvas, rng, far, 9, 16)
    x = int(rng.integers(0, 3))
    while x < SIZE - 4:
        width, height = int(rng.integers(5, 9)), int(rng.integers(8, 22))
        top, right = SIZE - height, min(SIZE, x + width)
        _roof(canvas, top, x, right, int(rng.integers(4)))
        canvas[top:, x:right] = near
        _windows(canvas, rng, top, x, right)
        x = right + int(rng.integers(0, 3))
    canvas[SIZE - 1] = GROUND
    if weather == "rain":
        rows, columns = _grid()
        canvas[(rows * 3 + columns * 7 + rows * columns // 5) % 23 == 0] = LIGHT
    elif weather == "snow":
        canvas[rng.integers(0, SIZE, 36), rng.integers(0, SIZE, 36)] = LIGHT
        canvas[SIZE - 2 :] = LIGHT
    return canvas


# --- texts ---------------------------------------------------------------------------------

WORDS = (
    ("PIXEL", "DREAM"), ("HELLO", "WORLD"), ("ONE", "MORE"), ("LOVE", "NOISE"), ("SEED", "GROWS"),
    ("NINE", "LIVES"), ("NIGHT", "SHIFT"), ("LEARN", "AGAIN"), ("GHOST", "TOWN"), ("ART", "LOSS"),
    ("WAKE", "UP"), ("YES", "NO"), ("EPOCH", "ZERO"), ("STAY", "AWAKE"), ("MIND", "GAP"),
)  # fmt: skip


def _line(canvas: Indices, text: str, top: int, left: int, index: int) -> None:
    mask = text_mask(text)
    width = min(mask.shape[1], SIZE - left)
    canvas[top : top + HEIGHT, left : left + width][mask[:, :width]] = index


def _text(rng: Generator, words: tuple[str, str], layout: str) -> Indices:
    ground, ink = ((GROUND, LIGHT), (LIGHT, SHADE), (GROUND, ACCENT), (SKY, GROUND))[
        int(rng.integers(4))
    ]
    canvas = _canvas(ground)
    gap = 3
    top = (SIZE - 2 * HEIGHT - gap) // 2
    for number, line in enumerate(words):
        width = 6 * len(line) - 1
        left = (SIZE - width) // 2 if layout != "ragged" else (2, SIZE - width - 1)[number % 2]
        _line(canvas, line, top + number * (HEIGHT + gap), left, ink)
    if layout == "framed" and max(map(len, words)) < 5:  # five letters need the whole width
        canvas[[0, -1]] = ink
        canvas[:, [0, -1]] = ink
    elif layout == "underlined":
        canvas[SIZE - 4 : SIZE - 2, 4 : SIZE - 4] = ACCENT if ink != ACCENT else LIGHT
    return canvas


# --- geometry ------------------------------------------------------------------------------


def _rings(rng: Generator) -> Indices:
    y, x = _grid()
    distance = (2 * y - 31) ** 2 + (2 * x - 31) ** 2
    limits = np.array([(2 * r) ** 2 for r in range(2, 17, int(rng.integers(2, 4)))])
    order = np.array([ACCENT, GROUND, LIGHT, BODY, SKY, SHADE], dtype=np.uint8)
    return order[np.searchsorted(limits, distance.ravel()).reshape(SIZE, SIZE) % 6]


def _checks(rng: Generator) -> Indices:
    y, x = _grid()
    side = int(rng.integers(2, 5)) * 2
    first, second = (GROUND, LIGHT) if rng.integers(2) else (SHADE, SKY)
    board = np.where((x // side + y // side) % 2, second, first)
    return np.where((x % side == side // 2) & (y % side == side // 2), ACCENT, board).astype(
        np.uint8
    )


def _truchet(rng: Generator) -> Indices:
    """Quarter arcs that join across 8-pixel tiles (after Truchet 1704, Smith 1987)."""
    canvas = _canvas(GROUND)
    y, x = np.mgrid[0:8, 0:8]

    def near(cy: int, cx: int) -> NDArray[np.bool_]:
        distance = (2 * y + 1 - cy) ** 2 + (2 * x + 1 - cx) ** 2
        return np.asarray((distance >= 36) & (distance <= 110))

    arcs = near(0, 0) | near(16, 16)
    for row in range(0, SIZE, 8):
        for column in range(0, SIZE, 8):
            tile = arcs if rng.integers(2) else arcs[:, ::-1]
            canvas[row : row + 8, column : column + 8][tile] = (SKY, ACCENT)[
                (row + column) // 8 % 2
            ]
    return canvas


def _mandala(rng: Generator) -> Indices:
    """A random quarter, made symmetric eight ways."""
    quarter = rng.integers(0, 6, (8, 8)).astype(np.uint8)
    quarter = np.maximum(quarter, quarter.T).repeat(2, 0).repeat(2, 1)
    half = np.concatenate([quarter[::-1], quarter])
    return np.concatenate([half[:, ::-1], half], axis=1)


def _maze(rng: Generator) -> Indices:
    """A binary-tree maze: from each cell, open a way north or west."""
    canvas = _canvas(GROUND)
    cells = range(1, SIZE - 2, 4)
    for y in cells:
        for x in cells:
            canvas[y : y + 2, x : x + 2] = LIGHT
            north = y > 1 and (x == 1 or rng.integers(2))
            if north:
                canvas[y - 2 : y, x : x + 2] = LIGHT
            elif x > 1:
                canvas[y : y + 2, x - 2 : x] = LIGHT
    canvas[1:3, 1:3] = ACCENT
    canvas[29:31, 29:31] = ACCENT
    return canvas


def _diamonds(rng: Generator) -> Indices:
    y, x = _grid()
    distance = (np.abs(2 * y - 31) + np.abs(2 * x - 31)) // 2
    order = np.array([LIGHT, ACCENT, SHADE, GROUND, BODY, SKY], dtype=np.uint8)
    band: NDArray[np.int64] = distance // int(rng.integers(3, 5))
    return order[band % 6]


# --- noise ---------------------------------------------------------------------------------

_BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]])


def _automaton(rng: Generator) -> Indices:
    """An elementary cellular automaton, time running down (Wolfram 1983)."""
    rule = int(rng.choice([30, 45, 110, 150]))
    row = rng.integers(0, 2, SIZE // 2)
    rows = []
    for _ in range(SIZE // 2):
        rows.append(row)
        row = (rule >> (4 * np.roll(row, 1) + 2 * row + np.roll(row, -1))) & 1
    cells = np.array(rows).repeat(2, 0).repeat(2, 1)
    return np.where(cells == 1, LIGHT, SHADE).astype(np.uint8)


def _neighbourhood(cells: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sum of each cell and its eight neighbours, the edges joined."""
    shifts = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
    rolled = np.stack([np.roll(cells, shift, (0, 1)) for shift in shifts])
    total: NDArray[np.int64] = rolled.sum(axis=0)
    return total


def _caves(rng: Generator) -> Indices:
    """Random cells smoothed by their neighbours' majority, shores drawn."""
    cells = (rng.integers(0, 100, (SIZE, SIZE)) < 47).astype(np.int64)
    for _ in range(4):
        cells = (_neighbourhood(cells) >= 5).astype(np.int64)
    canvas = np.where(cells == 1, BODY, GROUND)
    return np.where((cells == 1) & (_neighbourhood(cells) < 9), ACCENT, canvas).astype(np.uint8)


def _field(rng: Generator) -> Indices:
    """Value noise between 5 x 5 random heights, in bands of the palette."""
    heights = rng.integers(0, 256, (5, 5))
    y, x = _grid()
    row, column, v, u = y // 8, x // 8, y % 8, x % 8
    top = heights[row, column] * (8 - u) + heights[row, column + 1] * u
    bottom = heights[row + 1, column] * (8 - u) + heights[row + 1, column + 1] * u
    return ((top * (8 - v) + bottom * v) * 6 // (64 * 256)).astype(np.uint8)


def _dither(rng: Generator) -> Indices:
    """A slope from one colour to the next, dithered in 4 x 4 (Bayer 1973)."""
    y, x = _grid()
    slope = (x, y, x + y, np.abs(2 * x - 31) + np.abs(2 * y - 31))[int(rng.integers(4))]
    level = slope * 5 * 16 // (int(slope.max()) + 1)
    return (level // 16 + (level % 16 > _BAYER[y % 4, x % 4])).astype(np.uint8)


def _mosaic(rng: Generator) -> Indices:
    return rng.integers(0, 6, (8, 8)).astype(np.uint8).repeat(4, 0).repeat(4, 1)


Draw = Callable[[Generator], Indices]

GEOMETRY: dict[str, Draw] = {
    "concentric rings": _rings,
    "a chequered floor": _checks,
    "arcs that join from tile to tile": _truchet,
    "a mandala": _mandala,
    "a maze": _maze,
    "concentric diamonds": _diamonds,
}
NOISE: dict[str, Draw] = {
    "a cellular automaton": _automaton,
    "caves": _caves,
    "bands of height": _field,
    "a dithered slope": _dither,
    "large random pixels": _mosaic,
}
WEATHER = ("clear", "stars", "rain", "snow")
LAYOUTS = ("plain", "framed", "ragged", "underlined")


def _some(rng: Generator, options: int, count: int) -> list[int]:
    """`count` different indices below `options`."""
    return [int(i) for i in rng.permutation(options)[:count]]


def _draw_town(rng: Generator, weather: str) -> tuple[str, Indices]:
    by_night = weather == "stars" or bool(rng.integers(2))
    sky = {"clear": "under a clear sky", "stars": "under stars"}.get(weather, f"in {weather}")
    return f"a town by {'night' if by_night else 'day'} {sky}", _town(rng, by_night, weather)


def _draw_text(rng: Generator, words: tuple[str, str]) -> tuple[str, Indices]:
    layout = LAYOUTS[int(rng.integers(len(LAYOUTS)))]
    return f"the words {' '.join(words)}", _text(rng, words, layout)


def nine_pictures(seed: int) -> list[Picture]:
    """The nine different pictures of a seed: three towns, two texts, two of geometry, two of noise.

    seed: 0 to 2**32 - 1; the same seed gives the same bytes everywhere. Raises ValueError for
    a seed out of range.
    """
    if not 0 <= seed <= LARGEST_SEED:
        raise ValueError(f"the seed is {seed}; it must be from 0 to {LARGEST_SEED}")
    rng = np.random.default_rng([seed, 0])
    drawn = [_draw_town(rng, WEATHER[i]) for i in _some(rng, len(WEATHER), 3)]
    drawn += [_draw_text(rng, WORDS[i]) for i in _some(rng, len(WORDS), 2)]
    for family in (GEOMETRY, NOISE):
        names = list(family)
        drawn += [(names[i], family[names[i]](rng)) for i in _some(rng, len(names), 2)]
    palettes = _some(rng, len(PALETTES), COUNT)
    return [
        Picture(description, PALETTES[palette], indices)
        for (description, indices), palette in zip(drawn, palettes, strict=True)
    ]
