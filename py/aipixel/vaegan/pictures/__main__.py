"""Contact sheets and tables for developers.

`python -m aipixel.vaegan.pictures sheet --seeds 0-35 --out sheet.png`: one row for each seed, or
with --family one for each kind of picture in it. `... tables docs/pictures.md`: the tables of the
odds, in place of what stands in the page from TABLES_BEGIN on.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aipixel.commands import Parser, a_path, add_force, run
from aipixel.files import write_atomically
from aipixel.pixels.palettes import PALETTES
from aipixel.pixels.png import encode
from aipixel.vaegan.pictures.canvas import SIZE
from aipixel.vaegan.pictures.draws import Draws
from aipixel.vaegan.pictures.nine import KINDS, RARE_KINDS, nine_pictures
from aipixel.vaegan.pictures.tables import tables

Rgb = NDArray[np.uint8]

TABLES_BEGIN = "<!-- generated from here on -->"
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
    try:
        return range(int(first), int(last or first) + 1)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no seed, and no range as 0-11") from None


def _write_sheet(options: argparse.Namespace) -> None:
    if options.family:
        rows = _family_rows(options.family, options.seeds)
    else:
        rows = [[p.rgb() for p in nine_pictures(seed)] for seed in options.seeds]
    write_atomically(options.out, encode(sheet(rows, options.scale), {}), overwrite=options.force)


def with_tables(page: str) -> str:
    """The page with the tables as they are now. Raises ValueError for a page without the mark."""
    prose, mark, _ = page.partition(TABLES_BEGIN)
    if not mark:
        raise ValueError(f"the page has no line {TABLES_BEGIN}")
    return f"{prose}{mark}\n\n{tables()}\n"


def _write_tables(options: argparse.Namespace) -> None:
    page = with_tables(options.page.read_text("utf-8"))
    write_atomically(options.page, page.encode(), overwrite=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw a sheet or write the tables, as the command line asks; return the exit code."""
    return run("aipixel.vaegan.pictures", _run, arguments)


def _run(arguments: Sequence[str]) -> int:
    parser = Parser(
        prog="python -m aipixel.vaegan.pictures",
        description="Show the nine pictures and their odds.",
    )
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("sheet", help="draw a contact sheet")
    command.add_argument("--seeds", type=_range, default=range(12), metavar="A-B")
    command.add_argument("--family", choices=list(KINDS), help="a row for each kind of it")
    command.add_argument("--scale", type=int, default=3, help="the side of a pixel")
    command.add_argument("--out", type=a_path, required=True, help="the PNG to write")
    add_force(command)
    command.set_defaults(run=_write_sheet)
    command = commands.add_parser("tables", help="write the tables of the odds into a page")
    command.add_argument("page", type=a_path, help="a Markdown file")
    command.set_defaults(run=_write_tables)
    options = parser.parse_args(arguments)
    options.run(options)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
