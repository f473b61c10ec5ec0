"""Sprites at the command line: `python -m aipixel.sprites --zone Reef --category Coral --seed 1`.

Exit codes: 0 done; 2 it could not be done, one sentence on standard error says why; 130 stopped.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aipixel.files import write_atomically
from aipixel.pixels.png import encode_indexed
from aipixel.sprites.choice import Choice
from aipixel.sprites.model import SEEDS, SpriteModel

TROUBLE, INTERRUPTED = 2, 130
MOST = 1024  # sprites a sheet
TOGETHER = 16  # drawn at a time
PADDING = 1  # transparent pixels round each sprite of a sheet

_INSTALLED = Path(__file__).parent / "graphs"
_CHECKOUT = Path(__file__).parents[3] / "web" / "models" / "pixelllm"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        asyncio.run(_run(options))
    except (OSError, RuntimeError, ValueError) as error:
        print(f"aipixel.sprites: {error}", file=sys.stderr)
        return TROUBLE
    except KeyboardInterrupt:
        print("aipixel.sprites: stopped, nothing was written", file=sys.stderr)
        return INTERRUPTED
    return 0


def _parser() -> argparse.ArgumentParser:
    usual = Choice()
    parser = argparse.ArgumentParser(
        prog="python -m aipixel.sprites",
        description="Draw 32 x 32 sprites of sea animals into a PNG sheet.",
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("--zone", required=True, metavar="Z", help="where it lives, Reef for example")
    add("--category", required=True, metavar="C", help="what it is, Coral for example")
    add("--seed", type=int, required=True, metavar="N", help=f"0 to {SEEDS - 1}")
    add("--count", type=int, default=1, metavar="M", help="sprites, of seeds N, N + 1, ... (1)")
    add("--out", type=Path, default=Path("sprites.png"), metavar="FILE", help="(sprites.png)")
    add("--temperature", type=float, default=usual.temperature, metavar="T")
    add("--top-k", type=int, default=usual.top_k, metavar="K")
    add("--min-p", type=float, default=usual.min_p, metavar="P")
    add("--guidance", type=float, default=usual.guidance, metavar="G")
    add("--graphs", type=Path, metavar="DIR", help="where the graphs are")
    return parser


async def _run(options: argparse.Namespace) -> None:
    if not 1 <= options.count <= MOST:
        raise ValueError(f"--count must be 1 to {MOST}, not {options.count}")
    if not 0 <= options.seed <= SEEDS - options.count:
        raise ValueError(f"--seed must be 0 to {SEEDS - options.count}, not {options.seed}")
    if options.out.is_dir():
        raise ValueError(f"--out {options.out} is a folder; name a file")
    choice = Choice(options.temperature, options.top_k, options.min_p, options.guidance)
    folder = options.graphs or (_INSTALLED if _INSTALLED.is_dir() else _CHECKOUT)
    model = await SpriteModel.open(str(folder))
    sprites = await _drawn(model, options, choice)
    text = {
        "aipixel-model": model.manifest.model,
        "aipixel-zone": options.zone,
        "aipixel-category": options.category,
        "aipixel-seed": str(options.seed),
        "aipixel-temperature": f"{options.temperature:g}",
        "aipixel-top-k": str(options.top_k),
        "aipixel-min-p": f"{options.min_p:g}",
        "aipixel-guidance": f"{options.guidance:g}",
    }
    png = encode_indexed(sheet(sprites), model.manifest.palette, text)
    write_atomically(options.out, png, overwrite=True)
    print(f"wrote {options.out}: {len(sprites)} of 32 x 32, --seed {options.seed}")


async def _drawn(
    model: SpriteModel, options: argparse.Namespace, choice: Choice
) -> NDArray[np.uint8]:
    parts = []
    seeds = range(options.seed, options.seed + options.count)
    for first in range(0, options.count, TOGETHER):
        part = seeds[first : first + TOGETHER]
        drawn = await model.draw(options.zone, options.category, part, choice)
        parts.append(drawn.sprites)
        if sys.stderr.isatty():
            print(f"\r{first + len(part)} of {options.count}", end="", file=sys.stderr)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    return np.concatenate(parts)


def sheet(sprites: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Sprites (N, 32, 32) in rows, as near to a square as can be, padded: indices (H, W)."""
    count, size = sprites.shape[:2]
    columns = int(np.ceil(np.sqrt(count)))
    rows = -(-count // columns)
    cell = size + 2 * PADDING
    grid = np.zeros((rows * columns, cell, cell), np.uint8)
    grid[:count, PADDING : PADDING + size, PADDING : PADDING + size] = sprites
    return grid.reshape(rows, columns, cell, cell).swapaxes(1, 2).reshape(rows * cell, -1)
