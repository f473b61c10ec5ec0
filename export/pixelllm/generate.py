"""Draw sprites: python -m pixelllm.generate --zone Reef --category Jellyfish --seed 7

Without arguments, a labelled sheet of all 36 cells by the checkpoint that is shipped. With a zone
and a category, PNGs with real transparency: one sprite, or a sheet of them with --count. With one
of the two, the labelled sheet of that row or column. Sprite k of a cell has the seed --seed + k,
so any sprite of a sheet can be drawn again alone. Another checkpoint has labels of its own: name
it, and --help lists them.

python -m pixelllm.generate breed A.png B.png draws a child of two sprites.
"""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import numpy as np
import torch
from aipixel.commands import Parser, a_path, add_force, run
from aipixel.files import try_out
from aipixel.sprites.breeding import SHARE
from aipixel.stopping import uninterrupted
from numpy.typing import NDArray

from pixelllm.breeding import breed, read_parent
from pixelllm.contact_sheet import contact_sheet
from pixelllm.contact_sheet import save_sheet as save_contact_sheet
from pixelllm.data.progress import Progress
from pixelllm.options import (
    SHIPPED,
    add_choice,
    add_labels,
    asked_labels,
    chosen,
    load_drawing_model,
)
from pixelllm.sampling import draw_in_batches
from pixelllm.sheet import save_sheet
from pixelllm.sprite_network import SpriteNetwork
from pixelllm.vocabulary import NOT_TOLD, SIZE, TRANSPARENT

SEEDS = 2**32
MOST = 4096  # sprites of a command
ACROSS = 8  # sprites in a row of a sheet


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is 0, or 2 with one line on standard error."""
    return run("error", _run, arguments, stopped="stopped, nothing was written")


def _run(arguments: Sequence[str]) -> int:
    if arguments[:1] == ["breed"]:
        print(_breed(*_parsed(_breed_parser(), arguments[1:])))
    else:
        print(_generate(*_parsed(_parser(), arguments)))
    return 0


def _parsed(
    parser: argparse.ArgumentParser, arguments: Sequence[str]
) -> tuple[argparse.Namespace, SpriteNetwork]:
    """The options, whose labels are those of the checkpoint that they name, and its network."""
    known, _ = parser.parse_known_args([each for each in arguments if each not in ("-h", "--help")])
    model = load_drawing_model(known.checkpoint)
    add_labels(parser, model.vocabulary)
    return parser.parse_args(arguments), model


def _generate(options: argparse.Namespace, model: SpriteNetwork) -> str:
    choice = chosen(options)
    asked = asked_labels(options, model.vocabulary)
    axes = model.vocabulary.axes
    every = [
        list(range(len(axis.names))) if number == NOT_TOLD else [number]
        for axis, number in zip(axes, asked, strict=True)
    ]
    cells = np.array(list(product(*every)), np.int64)
    if not 1 <= options.count <= MOST // len(cells):
        raise ValueError(f"--count must be 1 or more, and at most {MOST} sprites in all")
    seed = _seed(options.seed, options.count)
    _check_place(options)
    labels = torch.from_numpy(model.vocabulary.tokens(cells.repeat(options.count, 0)))
    seeds = seed + np.arange(len(labels)) % options.count
    batches = draw_in_batches(model, labels, seeds, choice, Progress("generate").step)
    sprites = np.concatenate(list(batches))
    if len(cells) == 1:
        with uninterrupted():
            sheet = in_rows(sprites)
            save_sheet(sheet, options.out, model.palette, scale=1, overwrite=options.force)
    else:
        *above, last = every
        names = [axes[0].names[number] for number in above[0]] if above else [""]
        shape = (len(names), len(last), options.count, SIZE, SIZE)
        picture = contact_sheet(
            sprites.reshape(shape),  # type: ignore[arg-type]  # rows of cells of sprites
            rows=names,
            columns=[axes[-1].names[number] for number in last],
            palette=model.palette,
        )
        with uninterrupted():
            save_contact_sheet(picture, options.out, overwrite=options.force)
    return f"wrote {options.out}: {len(sprites)} of {SIZE} x {SIZE}, --seed {seed}"


def _breed(options: argparse.Namespace, model: SpriteNetwork) -> str:
    choice = chosen(options)
    seed = _seed(options.seed, 1)
    asked = np.array([asked_labels(options, model.vocabulary)])
    paths = options.first, options.second
    parents = np.stack([read_parent(path, model.palette, options.fit) for path in paths])[:, None]
    _check_place(options)
    labels = torch.from_numpy(model.vocabulary.tokens(asked))
    children = breed(model, parents, labels, np.array([seed]), options.share, choice)[None]
    with uninterrupted():
        save_sheet(children, options.out, model.palette, scale=1, overwrite=options.force)
    return f"wrote {options.out}: a child of {options.first} and {options.second}, --seed {seed}"


def in_rows(sprites: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(n, 32, 32) in rows of eight, the last filled up with transparency: (rows, columns, ...)."""
    columns = min(len(sprites), ACROSS)
    missing = -len(sprites) % columns
    filled = np.pad(sprites, ((0, missing), (0, 0), (0, 0)), constant_values=TRANSPARENT)
    return filled.reshape(-1, columns, SIZE, SIZE)


def _seed(seed: int | None, count: int) -> int:
    if seed is None:
        return secrets.randbelow(SEEDS - count)
    if not 0 <= seed <= SEEDS - count:
        raise ValueError(f"--seed must be 0 to {SEEDS - count}, not {seed}")
    return seed


def _check_place(options: argparse.Namespace) -> None:
    """Said before anything is drawn, which can take minutes."""
    options.out.parent.mkdir(parents=True, exist_ok=True)
    try_out({options.out: b""}, overwrite=options.force)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m pixelllm.generate",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("checkpoint", nargs="?", type=a_path, default=SHIPPED, metavar="CHECKPOINT")
    parser.add_argument("--count", type=int, default=1, metavar="M", help="sprites a cell (1)")
    _add_common(parser, "sprites.png")
    return parser


def _breed_parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m pixelllm.generate breed")
    parser.add_argument("first", type=a_path, metavar="A.png", help="the parent that is redrawn")
    parser.add_argument("second", type=a_path, metavar="B.png", help="the one that gives colours")
    parser.add_argument(
        "--share", type=float, default=SHARE, help=f"of A's pixels that are redrawn ({SHARE})"
    )
    parser.add_argument(
        "--fit", action="store_true", help=f"bring parents to {SIZE} x {SIZE} and the palette"
    )
    parser.add_argument("--checkpoint", type=a_path, default=SHIPPED)
    _add_common(parser, "child.png")
    return parser


def _add_common(parser: argparse.ArgumentParser, out: str) -> None:
    parser.add_argument("--seed", type=int, metavar="N", help="0 to 4294967295 (a random one)")
    parser.add_argument("--out", type=a_path, default=Path(out), metavar="FILE", help=f"({out})")
    add_force(parser)
    add_choice(parser)


if __name__ == "__main__":
    sys.exit(main())
