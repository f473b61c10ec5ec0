"""Sprites at the command line: `python -m aipixel.sprites --zone Reef --category Coral --seed 1`.

What may be drawn is the model's to say: `--model DIR` opens another one, with options of its own.
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

from aipixel.commands import Parser, a_path, add_force, run
from aipixel.files import read_file, try_out, write_together
from aipixel.sprites.choice import Choice
from aipixel.sprites.files.archive import animated
from aipixel.sprites.files.aseprite import FORMS, animation_json, sheet_json
from aipixel.sprites.files.checker import check
from aipixel.sprites.files.origin import SIZE, Origin, Sprite
from aipixel.sprites.files.pictures import LARGEST_FILE, MOST, animation_png, sheet_png
from aipixel.sprites.files.sheet import PADDING, sheet
from aipixel.sprites.labels import Labels
from aipixel.sprites.manifest import Manifest
from aipixel.sprites.model import SEEDS, SpriteModel
from aipixel.sprites.shading import usual_light
from aipixel.stopping import uninterrupted

WRONG = 1
TOGETHER = 16  # drawn at a time
MANIFEST = "manifest.json"

_LABEL = "label "  # before an axis's name, where no option has its value

_INSTALLED = Path(__file__).parent / "graphs"
_CHECKOUT = Path(__file__).parents[3] / "web" / "models" / "pixelllm"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    return run("aipixel.sprites", _run, arguments, stopped="stopped, nothing was written")


def _run(arguments: Sequence[str]) -> int:
    if arguments[:1] == ["check"]:
        return _check(_check_parser().parse_args(arguments[1:]))
    manifest = _manifest(_asked_folder(arguments))
    options, others = _parser(manifest).parse_known_args(arguments)
    if others:
        labels = " and ".join(f"--{axis.name}" for axis in manifest.axes)
        raise ValueError(
            f"unrecognized arguments: {' '.join(others)}; this model's labels are {labels} "
            "(see python -m aipixel.sprites --help)"
        )
    asyncio.run(_draw(options, manifest))
    return 0


def _asked_folder(arguments: Sequence[str]) -> Path:
    """Where the model is, whatever else is asked: its labels are options."""
    parser = Parser(prog="python -m aipixel.sprites", add_help=False, allow_abbrev=False)
    _add_model(parser)
    return _folder(parser.parse_known_args(arguments)[0])


def _manifest(folder: Path) -> Manifest:
    """Raises OSError or ValueError, one sentence that names the folder."""
    if not (folder / MANIFEST).is_file():
        raise ValueError(
            f"{folder} is no folder of a sprite model, which has a {MANIFEST} and its graphs "
            "(python -m pixelllm.export makes one)"
        )
    try:
        return Manifest.parse(read_file(folder / MANIFEST, LARGEST_FILE))
    except ValueError as error:
        raise ValueError(f"{folder}: {error}") from None


def _parser(manifest: Manifest) -> argparse.ArgumentParser:
    usual = Choice()
    parser = Parser(
        prog="python -m aipixel.sprites",
        description="Draw 32 x 32 sprites into a PNG sheet, of what the labels say; of those left "
        "out the model may draw any.",
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("--seed", type=int, required=True, metavar="N", help=f"0 to {SEEDS - 1}")
    add("--count", type=int, default=1, metavar="M", help="sprites, of seeds N, N + 1, ... (1)")
    add("--out", type=a_path, default=Path("sprites.png"), metavar="FILE", help="(sprites.png)")
    add("--temperature", type=float, default=usual.temperature, metavar="T")
    add("--top-k", type=int, default=usual.top_k, metavar="K")
    add("--min-p", type=float, default=usual.min_p, metavar="P")
    add("--guidance", type=float, default=usual.guidance, metavar="G")
    add("--shade", type=float, metavar="ANGLE", help="light from there: 0 right, 90 above")
    add(
        "--json",
        nargs="?",
        choices=FORMS,
        const=FORMS[0],
        help="write a JSON beside each PNG, as Aseprite does: frames as an array, or as a hash",
    )
    add("--animate", action="store_true", help="write FILE-idle.png too, four frames of each")
    add_force(parser)
    _add_model(parser)
    _add_labels(parser, manifest)
    return parser


def _add_labels(parser: argparse.ArgumentParser, manifest: Manifest) -> None:
    group = parser.add_argument_group("labels of this model")
    for name, names in manifest.axes:
        told = ", ".join(names).replace("%", "%%")
        try:
            group.add_argument(f"--{name}", dest=_LABEL + name, metavar="NAME", help=told)
        except argparse.ArgumentError:
            raise ValueError(
                f"the model's labels say a {name}, but --{name} is an option of this command: "
                "train it with another word for that"
            ) from None


def _check_parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m aipixel.sprites check",
        description="Say what is right and wrong with a PNG, as a sprite of the palette.",
        allow_abbrev=False,
    )
    parser.add_argument("file", type=a_path, metavar="FILE", help="a PNG of any origin")
    _add_model(parser)
    return parser


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model",
        "--graphs",
        type=a_path,
        metavar="DIR",
        help="a folder that pixelllm.export wrote (the sea's); --graphs is its old name",
    )


def _folder(options: argparse.Namespace) -> Path:
    folder: Path | None = options.model
    return folder or (_INSTALLED if _INSTALLED.is_dir() else _CHECKOUT)


def _check(options: argparse.Namespace) -> int:
    palette = _manifest(_folder(options)).palette
    data = read_file(options.file, LARGEST_FILE)
    try:
        report = check(data, palette)
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


async def _draw(options: argparse.Namespace, manifest: Manifest) -> None:
    if not 1 <= options.count <= MOST:
        raise ValueError(f"--count must be 1 to {MOST}, not {options.count}")
    if not 0 <= options.seed <= SEEDS - options.count:
        raise ValueError(f"--seed must be 0 to {SEEDS - options.count}, not {options.seed}")
    sheet_path, idle_path = _check_places(options)
    choice = Choice(options.temperature, options.top_k, options.min_p, options.guidance)
    light = None if options.shade is None else usual_light(options.shade)
    labels = manifest.told(
        {axis.name: getattr(options, _LABEL + axis.name) for axis in manifest.axes}
    )
    model = await SpriteModel.open(str(_folder(options)))
    drawn = await _drawn(model, labels, options, choice)
    if light:
        drawn = await model.shade(drawn, light)
    sprites = [
        Sprite(pixels, Origin(manifest.model, seed, labels, choice, light))
        for seed, pixels in enumerate(drawn, start=options.seed)
    ]
    files = {sheet_path: sheet_png(sprites, manifest.palette)}
    if options.json:
        files[_json_of(sheet_path)] = sheet_json(sprites, sheet_path.name, options.json)
    if options.animate:
        files[idle_path] = animation_png(
            sprites, animated(sprites, manifest.palette), manifest.palette
        )
        if options.json:
            files[_json_of(idle_path)] = animation_json(sprites, idle_path.name, options.json)
    with uninterrupted():
        write_together(files, overwrite=options.force)
        wrote = ", ".join(map(str, files))
        height, width = sheet(np.stack([sprite.pixels for sprite in sprites])).shape
        print(
            f"wrote {wrote}: {len(sprites)} of {SIZE} x {SIZE}, each with a border of "
            f"{PADDING}, so {width} x {height} in all, --seed {options.seed}"
        )


def _json_of(path: Path) -> Path:
    return path.with_suffix(".json")


def _check_places(options: argparse.Namespace) -> tuple[Path, Path]:
    """Where the sheet goes and where the animation would; said before anything is drawn."""
    out: Path = options.out
    if out.is_dir():
        raise ValueError(f"--out {out} is a folder; name a file")
    if options.json and out.suffix.lower() == ".json":
        raise ValueError(f"--out {out} is where --json writes; name a PNG")
    idle = out.with_name(f"{out.stem}-idle.png")
    pictures = [out, idle] if options.animate else [out]
    places = [*pictures, *(map(_json_of, pictures) if options.json else [])]
    try_out(dict.fromkeys(places, b""), overwrite=options.force)
    return out, idle


async def _drawn(
    model: SpriteModel, labels: Labels, options: argparse.Namespace, choice: Choice
) -> NDArray[np.uint8]:
    parts = []
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
