"""Options that the commands which draw have in common."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from aipixel.sprites.choice import Choice

from pixelllm.checkpoint import load_model
from pixelllm.sprite_network import SpriteNetwork
from pixelllm.vocabulary import Vocabulary

MOST_THREADS = 1024
SHIPPED = Path(__file__).parent / "checkpoints" / "pixelllm.pt"


def add_choice(parser: argparse.ArgumentParser) -> None:
    """Options of how a colour is chosen, and of the machine."""
    usual = Choice()
    parser.add_argument(
        "--temperature",
        type=float,
        default=usual.temperature,
        metavar="T",
        help=f"above 0: lower is calmer ({usual.temperature})",
    )
    parser.add_argument(
        "--top-k",
        type=int,
        default=usual.top_k,
        metavar="K",
        help=f"only the K likeliest colours, 1 to {usual.top_k} ({usual.top_k})",
    )
    parser.add_argument(
        "--min-p",
        type=float,
        default=usual.min_p,
        metavar="P",
        help=f"only colours at least P times as likely as the likeliest, 0 to 1 ({usual.min_p})",
    )
    parser.add_argument(
        "--guidance",
        type=float,
        default=usual.guidance,
        metavar="G",
        help=f"how far to lean on the labels, 0 or more ({usual.guidance})",
    )
    parser.add_argument("--threads", type=int, help="of the CPU (all)")


def chosen(options: argparse.Namespace) -> Choice:
    """The choice that the options ask for. Raises ValueError for what is out of range."""
    if options.threads is not None:
        if not 1 <= options.threads <= MOST_THREADS:
            raise ValueError(f"--threads must be 1 to {MOST_THREADS}, not {options.threads}")
        torch.set_num_threads(options.threads)
    return Choice(options.temperature, options.top_k, options.min_p, options.guidance)


def add_labels(parser: argparse.ArgumentParser, vocabulary: Vocabulary) -> None:
    """An option for each axis of labels: `--zone NAME`."""
    for axis in vocabulary.axes:
        names = ", ".join(axis.names).replace("%", "%%")
        parser.add_argument(f"--{axis.name}", dest=f"label {axis.name}", metavar="NAME", help=names)


def asked_labels(options: argparse.Namespace, vocabulary: Vocabulary) -> list[int]:
    """The number of each axis's name, NOT_TOLD where none is asked. Raises ValueError."""
    return vocabulary.label([getattr(options, f"label {axis.name}") for axis in vocabulary.axes])


def load_drawing_model(path: Path) -> SpriteNetwork:
    """The network of a checkpoint. Raises ValueError, also where there is none."""
    try:
        return load_model(path)
    except FileNotFoundError:
        raise ValueError(
            f"{path}: no such checkpoint (python -m pixelllm.train --synthetic trains one)"
        ) from None
