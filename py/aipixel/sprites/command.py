"""Sprites at the command line: `python -m aipixel.sprites --zone Reef --category Coral --seed 1`.

`python -m aipixel.sprites check FILE` looks at a PNG instead. Exit codes: 0 done, and nothing is
wrong with a PNG looked at; 1 something is; 2 it could not be done, one sentence on standard error
says why; 130 stopped.
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
from aipixel.sprites.choice import Choice
from aipixel.sprites.files.archive import animated
from aipixel.sprites.files.aseprite import animation_json, sheet_json
from aipixel.sprites.files.checker import check
from aipixel.sprites.files.origin import Origin, Sprite
from aipixel.sprites.files.pictures import LARGEST_FILE, MOST, animation_png, sheet_png
from aipixel.sprites.manifest import Manifest
from aipixel.sprites.model import SEEDS, SpriteModel
from aipixel.sprites.shading import usual_light

WRONG, TROUBLE, INTERRUPTED = 1, 2, 130
TOGETHER = 16  # drawn at a time

_INSTALLED = Path(__file__).parent / "graphs"
_CHECKOUT = Path(__file__).parents[3] / "web" / "models" / "pixelllm"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    checking = given[:1] == ["check"]
    options = _check_parser().parse_args(given[1:]) if checking else _parser().parse_args(given)
    try:
        if checking:
            return _check(options)
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
    add("--shade", type=float, metavar="ANGLE", help="light from there: 0 right, 90 above")
    add("--json", action="store_true", help="write a JSON beside each PNG, as Aseprite does")
    add("--animate", action="store_true", help="write FILE-idle.png too, four frames of each")
    _add_graphs(parser)
    return parser


def _check_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m aipixel.sprites check",
        description="Say what is right and wrong with a PNG, as a sprite of the palette.",
        allow_abbrev=False,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a PNG of any origin")
    _add_graphs(parser)
    return parser


def _add_graphs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--graphs", type=Path, metavar="DIR", help="where the graphs are")


def _folder(options: argparse.Namespace) -> Path:
    folder: Path | None = options.graphs
    return folder or (_INSTALLED if _INSTALLED.is_dir() else _CHECKOUT)


def _check(options: argparse.Namespace) -> int:
    palette = Manifest.parse((_folder(options) / "manifest.json").read_bytes()).palette
    try:
        with options.file.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
        report = check(data, palette)
    except OSError as error:
        raise ValueError(f"{options.file} could not be read: {error.strerror}") from None
    except ValueError as error:
        raise ValueError(f"{options.file}: {error}") from None
    for one in report.checks:
        print(f"{'ok   ' if one.passed else 'wrong'} {one.name:<8}{one.says}")
    for foreign in report.foreign:
        print(
            f"      {foreign.colour}, {foreign.pixels} pixels: nearest is {foreign.nearest}, "
            f"{foreign.label}"
        )
    return 0 if report.passed else WRONG


async def _run(options: argparse.Namespace) -> None:
    if not 1 <= options.count <= MOST:
        raise ValueError(f"--count must be 1 to {MOST}, not {options.count}")
    if not 0 <= options.seed <= SEEDS - options.count:
        raise ValueError(f"--seed must be 0 to {SEEDS - options.count}, not {options.seed}")
    sheet_path: Path = options.out
    idle_path = sheet_path.with_name(f"{sheet_path.stem}-idle.png")
    _check_places(options, [sheet_path, *([idle_path] if options.animate else [])])
    choice = Choice(options.temperature, options.top_k, options.min_p, options.guidance)
    light = None if options.shade is None else usual_light(options.shade)
    model = await SpriteModel.open(str(_folder(options)))
    manifest, drawn = model.manifest, await _drawn(model, options, choice)
    if light:
        drawn = await model.shade(drawn, light)
    kind = options.zone, options.category
    sprites = [
        Sprite(pixels, Origin(manifest.model, seed, *kind, choice, light))
        for seed, pixels in enumerate(drawn, start=options.seed)
    ]
    files = {sheet_path: sheet_png(sprites, manifest.palette)}
    if options.json:
        files[_json_of(sheet_path)] = sheet_json(sprites, sheet_path.name, "array")
    if options.animate:
        files[idle_path] = animation_png(sprites, animated(sprites), manifest.palette)
        if options.json:
            files[_json_of(idle_path)] = animation_json(sprites, idle_path.name, "array")
    for path, data in files.items():
        write_atomically(path, data, overwrite=True)
    wrote = ", ".join(map(str, files))
    print(f"wrote {wrote}: {len(sprites)} of 32 x 32, --seed {options.seed}")


def _json_of(path: Path) -> Path:
    return path.with_suffix(".json")


def _check_places(options: argparse.Namespace, pictures: Sequence[Path]) -> None:
    if options.out.is_dir():
        raise ValueError(f"--out {options.out} is a folder; name a file")
    if options.json and options.out.suffix.lower() == ".json":
        raise ValueError(f"--out {options.out} is where --json writes; name a PNG")
    others = [*pictures[1:], *(map(_json_of, pictures) if options.json else [])]
    for path in others:
        if path.is_dir():
            raise ValueError(f"{path}, which is to be written, is a folder; name another --out")


async def _drawn(
    model: SpriteModel, options: argparse.Namespace, choice: Choice
) -> NDArray[np.uint8]:
    parts = []
    labels = {"zone": options.zone, "category": options.category}
    seeds = range(options.seed, options.seed + options.count)
    for first in range(0, options.count, TOGETHER):
        part = seeds[first : first + TOGETHER]
        drawn = await model.draw(labels, part, choice)
        parts.append(drawn.sprites)
        if sys.stderr.isatty():
            print(f"\r{first + len(part)} of {options.count}", end="", file=sys.stderr)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    return np.concatenate(parts)
