"""The dream at the command line: `python -m aipixel.vaegan train|resume|tiles|inspect`.

Exit codes: 0 done; 1 training failed by itself, what was good is saved; 2 it could not be done as
it was asked, one sentence on standard error says why; 130 interrupted by Ctrl-C, SIGTERM or SIGHUP,
what was trained is saved.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Sequence

from aipixel.commands import INTERRUPTED, Parser, a_path, add_force, run, say
from aipixel.files import try_out, write_atomically
from aipixel.pixels.png import encode
from aipixel.stopping import Stop, uninterrupted
from aipixel.texts import printable
from aipixel.vaegan.dreams.dreaming import dream
from aipixel.vaegan.dreams.mosaic import MOST_TILES, Mosaic
from aipixel.vaegan.dreams.sheet import arrange
from aipixel.vaegan.files.folders import Graphs, read_files
from aipixel.vaegan.files.model_files import load_autoencoder, load_model
from aipixel.vaegan.files.target import Target
from aipixel.vaegan.model import Manifest, Model, read_templates
from aipixel.vaegan.nine import Nine
from aipixel.vaegan.onnx_files import Template
from aipixel.vaegan.pictures import COUNT, LARGEST_SEED, SIZE
from aipixel.vaegan.run import Keeper, train_and_save
from aipixel.vaegan.service import to_rgba
from aipixel.vaegan.training.checkpoint import FILE, LARGEST_STEP
from aipixel.vaegan.training.schedule import dream_depth
from aipixel.vaegan.training.trainer import Trainer

MOST_PIXELS = 1 << 26  # of the tiles' picture


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    return run("aipixel.vaegan", _run, arguments, stopped="stopped, nothing was saved")


def _run(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    options.stop = Stop()
    options.keeper = None
    try:
        code: int = asyncio.run(options.command(options))
        return code
    except KeyboardInterrupt:
        told = options.keeper.told if options.keeper else "nothing was saved"
        say(f"aipixel.vaegan: stopped at once; {told}")
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m aipixel.vaegan",
        description="Train a VAE-GAN on nine pictures, and draw what it dreams between them.",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(metavar="command", required=True)

    def add(name: str, command: object, about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about, allow_abbrev=False)
        added.set_defaults(command=command)
        added.add_argument("--graphs", type=a_path, metavar="DIR", help="where the graphs are")
        return added

    seed = _integer(0, LARGEST_SEED)
    steps = _integer(1, LARGEST_STEP)
    train = add("train", _train, "train a new network")
    train.add_argument("--seed", type=seed, required=True, help="of weights, noise and pictures")
    train.add_argument("--config", default="default", help="size: default or tiny")
    train.add_argument(
        "--pictures",
        type=a_path,
        nargs="+",
        default=[],
        metavar="FILE",
        help=f"up to {COUNT} of your own, in place of the first of the seed's",
    )
    resume = add("resume", _resume, "go on training a saved network")
    tiles = add("tiles", _tiles, "draw a saved network's dreams as a PNG")
    inspect = add("inspect", _inspect, "check a saved network's files and say what they hold")
    for command in (resume, tiles, inspect):
        command.add_argument("network", type=a_path, help="a folder, a zip or a file of a network")
    for command in (train, resume):
        command.add_argument("--steps", type=steps, required=True, help="steps to make")
        command.add_argument(
            "--out", type=a_path, required=True, help="a folder, or a name in .zip"
        )
    tiles.add_argument("--out", type=a_path, required=True, help="the PNG file")
    tiles.add_argument("--count", type=_integer(1, MOST_TILES), default=63, help="tiles")
    tiles.add_argument("--columns", type=_integer(1, MOST_TILES), default=9)
    tiles.add_argument(
        "--depth",
        type=_integer(0, 100),
        help="times a dream is encoded and decoded again; by default as the page does",
    )
    tiles.add_argument("--scale", type=_integer(1, 32), default=4, help="pixels per pixel")
    tiles.add_argument("--seed", type=seed, help="of the dreams; by default the network's")
    for command in (train, resume, tiles):
        add_force(command)
    return parser


def _integer(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if text.isascii() and text.isdecimal() and least <= int(text[:20]) <= most:
            return int(text)
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {least} to {most}")

    return parse


async def _train(options: argparse.Namespace) -> int:
    folder = Graphs(options.graphs).folder(options.config)
    nine = Nine.of_seed(options.seed)
    if options.pictures:
        from aipixel.vaegan.files.own_pictures import read_picture_file

        own = [read_picture_file(path) for path in options.pictures]
        nine = nine.replaced([(picture.name, picture.rgb) for picture in own])
    target = Target(options.out, options.force)
    trainer = Trainer(await Model.open(folder), options.seed, nine)
    return await _saved(options, trainer, target)


async def _resume(options: argparse.Namespace) -> int:
    files = read_files(options.network)
    if FILE not in files:
        raise ValueError(f"{options.network} has no {FILE}, and going on needs it")
    folder = await Graphs(options.graphs).folder_of(files)
    checkpoint = load_model(files, await Manifest.read(folder))
    if checkpoint.step + options.steps > LARGEST_STEP:
        raise ValueError(f"training ends at step {LARGEST_STEP:,}; ask for fewer --steps")
    target = Target(options.out, options.force)
    trainer = Trainer(await Model.open(folder), checkpoint.seed, checkpoint.nine)
    trainer.restore(checkpoint)
    return await _saved(options, trainer, target)


async def _saved(options: argparse.Namespace, trainer: Trainer, target: Target) -> int:
    options.keeper = Keeper(trainer, target, options.stop)
    return await train_and_save(trainer, options.steps, options.keeper, options.stop)


async def _tiles(options: argparse.Namespace) -> int:
    columns = min(options.columns, options.count)
    side = SIZE * options.scale
    width, height = columns * side, -(-options.count // columns) * side
    if width * height > MOST_PIXELS:
        raise ValueError(
            f"a picture of {width:,} x {height:,} pixels was asked for, and {MOST_PIXELS:,} pixels "
            "are the most; ask for fewer --count or a smaller --scale"
        )
    try_out({options.out: b""}, overwrite=options.force)
    files = read_files(options.network)
    model = await Model.open(await Graphs(options.graphs).folder_of(files))
    network = load_autoencoder(files, model.manifest, model.templates)
    depth = options.depth
    if depth is None:
        depth = dream_depth(network.step) if network.encodes else 0
    if depth and not network.encodes:
        raise ValueError(f"--depth {depth} needs encoder.onnx too; add it or ask for --depth 0")
    seed = network.seed if options.seed is None else options.seed
    mosaic = Mosaic(seed, model.manifest.latent, options.count)
    pictures = await dream(model, network.parameters, mosaic.latents, depth)
    sheet = arrange(to_rgba(pictures)[..., :3], options.columns, options.scale)
    text = f"Dreamed by a VAE-GAN after {network.step} steps from seed {network.seed}."
    png = encode(sheet, {"Software": "aipixel", "Description": text})
    with uninterrupted():
        write_atomically(options.out, png, overwrite=options.force)
    return 0


async def _inspect(options: argparse.Namespace) -> int:
    files = read_files(options.network)
    folder = await Graphs(options.graphs).folder_of(files)
    manifest = await Manifest.read(folder)
    templates = await read_templates(folder, manifest)
    lines = [f"configuration {manifest.name}"]
    lines += [_about_onnx(templates[name], files[name]) for name in files if name in templates]
    if FILE in files:
        lines += _about_training(files, manifest)
    print("\n".join(map(printable, lines)))
    return 0


def _about_onnx(template: Template, content: bytes) -> str:
    part = template.read(content)
    return (
        f"{template.name}: step {part.step} of seed {part.seed}, {template.count:,} parameters, "
        f"{_shapes(template.inputs)} -> {_shapes(template.outputs)}, aipixel {part.version}"
    )


def _shapes(values: dict[str, list[int | str]]) -> str:
    return ", ".join(
        f"{name} ({', '.join(str(side).replace('batch', 'N') for side in shape)})"
        for name, shape in values.items()
    )


def _about_training(files: dict[str, bytes], manifest: Manifest) -> list[str]:
    checkpoint = load_model(files, manifest)
    lines = [f"{FILE}: step {checkpoint.step} of seed {checkpoint.seed}, pictures:"]
    lines += [f"  {number} {name}" for number, name in enumerate(checkpoint.nine.names, 1)]
    if checkpoint.history:
        moment = checkpoint.history[-1]
        losses = zip(manifest.loss_names, moment.losses, strict=True)
        lines.append(
            f"  losses at step {moment.step}: "
            + ", ".join(f"{name} {loss:.4f}" for name, loss in losses)
        )
    return lines
