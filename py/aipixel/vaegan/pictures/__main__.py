"""Contact sheets for developers: `python -m aipixel.vaegan.pictures --seeds 0-35 --out sheet.png`.

One row for each seed, or with --family one for each kind of picture in it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aipixel.pixels.palettes import PALETTES
from aipixel.pixels.png import encode
from aipixel.vaegan.pictures.canvas import SIZE
from aipixel.vaegan.pictures.draws import Draws
from aipixel.vaegan.pictures.nine import KINDS, RARE_KINDS, nine_pictures

Rgb = NDArray[np.uint8]

GAP = 2
GROUND = (17, 17, 21)


def sheet(rows: list[list[Rgb]], scale: int) -> Rgb:
    """Rows of pictures, each pixel scale x scale: (height, width, 3)."""
    step = SIZE + GAP
    size = (len(rows) * step + GAP, max(map(len, rows)) * step + GAP, 3)
    whole = np.full(size, GROUND, dtype=np.uint8)
    for y, row in enumerate(rows):
        for x, picture in enumerate(row):
            top, left = GAP + y * step, GAP + x * step
            whole[top : top + SIZE, left : left + SIZE] = picture
    return whole.repeat(scale, axis=0).repeat(scale, axis=1)


def _family_rows(family: str, seeds: range) -> list[list[Rgb]]:
    kinds = [*KINDS[family].values(), *RARE_KINDS.get(family, {}).values()]
    return [
        [PALETTES[(7 * seed + k) % len(PALETTES)].rgb()[draw(Draws(seed, k))[1]] for seed in seeds]
        for k, draw in enumerate(kinds)
    ]


def _range(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def main() -> None:
    """Draw a sheet as the command line asks."""
    parser = argparse.ArgumentParser(description="Draw contact sheets of the nine pictures.")
    parser.add_argument("--seeds", type=_range, default=range(12), metavar="A-B")
    parser.add_argument("--family", choices=list(KINDS), help="a row for each kind of this family")
    parser.add_argument("--scale", type=int, default=4, help="the side of a pixel")
    parser.add_argument("--out", type=Path, required=True, help="the PNG to write")
    options = parser.parse_args()
    if options.family:
        rows = _family_rows(options.family, options.seeds)
    else:
        rows = [[p.rgb() for p in nine_pictures(seed)] for seed in options.seeds]
    options.out.write_bytes(encode(sheet(rows, options.scale), {}))


if __name__ == "__main__":
    main()
