"""python -m pixelllm.data synth | sheet | dungeon | commons: prepare a folder to train from."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from aipixel.commands import Parser, a_path, add_force, run
from aipixel.sprites.labels import number_of

from pixelllm.data.commons import Wish, commons
from pixelllm.data.commons_api import API, Api
from pixelllm.data.dungeon import dungeon
from pixelllm.data.grids import parse_layout
from pixelllm.data.progress import Progress
from pixelllm.data.sheet import sheet
from pixelllm.data.synth import synth
from pixelllm.palette import OWN_PALETTE
from pixelllm.palette_files import read_colours
from pixelllm.vocabulary import SEA

LONGEST_PAUSE = 600


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0, or 2 with one line on standard error."""
    stopped = "stopped, nothing was changed but what was already downloaded"
    return run("error", _run, arguments, stopped=stopped)


def _run(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    print(options.run(options))
    return 0


def _synth(options: argparse.Namespace) -> str:
    return synth(
        options.out, options.count, options.seed, Progress("synth"), overwrite=options.force
    )


def _sheet(options: argparse.Namespace) -> str:
    return sheet(
        options.out,
        options.paths,
        layout=parse_layout(options.grid, options.margin, options.spacing),
        table=options.labels,
        palette=read_colours(options.palette) if options.palette else OWN_PALETTE,
        licence=options.licence,
        progress=Progress("sheet"),
        overwrite=options.force,
    )


def _dungeon(options: argparse.Namespace) -> str:
    return dungeon(options.out, options.tiles, overwrite=options.force)


def _commons(options: argparse.Namespace) -> str:
    zones, categories = SEA.axes
    zone = number_of(zones, options.zone) if options.zone else None
    names = options.category or categories.names
    if not 0 <= options.pause <= LONGEST_PAUSE:
        raise ValueError(f"--pause must be 0 to {LONGEST_PAUSE} seconds")
    wishes = [Wish(number_of(categories, name), zone, options.limit) for name in names]
    return commons(
        options.out,
        wishes,
        Api(options.api, options.pause),
        Progress("commons"),
        overwrite=options.force,
    )


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m pixelllm.data", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="synth | sheet | dungeon | commons")

    draw = commands.add_parser("synth", help="draw sea creatures by rule")
    draw.add_argument("--count", type=int, default=36_000, help="how many sprites (36000)")
    draw.add_argument("--seed", type=int, default=0, help="the first sprite's seed (0)")
    draw.set_defaults(run=_synth)

    own = commands.add_parser("sheet", help="cut your own images and sprite sheets")
    own.add_argument("paths", nargs="+", type=a_path, metavar="PATH", help="an image or a folder")
    own.add_argument("--grid", metavar="WxH", help="the size of a cell (found if not given)")
    own.add_argument("--margin", type=int, default=0, metavar="N", help="round all cells (0)")
    own.add_argument("--spacing", type=int, default=0, metavar="N", help="between cells (0)")
    own.add_argument("--labels", type=a_path, metavar="CSV", help="a table: file, and 1 or 2 axes")
    own.add_argument("--palette", type=a_path, metavar="FILE", help=".hex, .gpl, .pal, PNG (ours)")
    own.add_argument("--licence", default="unstated", help="the licence of these images")
    own.set_defaults(run=_sheet)

    caves = commands.add_parser("dungeon", help="tiles of Dungeon Crawl Stone Soup, from a zip")
    caves.add_argument("tiles", type=a_path, metavar="ZIP", help="of the folders mon, item, ...")
    caves.set_defaults(run=_dungeon)

    web = commands.add_parser("commons", help="fetch photographs from Wikimedia Commons")
    web.add_argument("--category", action="append", metavar="NAME", help="repeatable (all six)")
    web.add_argument("--zone", metavar="NAME", help="their zone (told from the colours)")
    web.add_argument("--limit", type=int, default=50, help="images of each category (50)")
    web.add_argument("--pause", type=float, default=1.0, help="seconds between requests (1)")
    web.add_argument("--api", default=API, metavar="URL", help="another address of the API")
    web.set_defaults(run=_commons)

    for command in (draw, own, caves, web):
        add_force(command)
        command.add_argument("--out", type=a_path, default=Path("data/processed"), metavar="FOLDER")
    return parser


if __name__ == "__main__":
    sys.exit(main())
