"""Judge what is done with drawn sprites: python -m pixelllm.evaluate_edits CHECKPOINT

Breeds children of pairs that the network draws, both of one category, half of the children with
the first parent's zone and category asked for and half with nothing asked, and tells how often
the judge's classifier takes them for that category. Shades the parents at several angles and
tells what changed that must not. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from aipixel.commands import Parser, run
from aipixel.pixels.neighbours import EIGHT
from aipixel.sprites.breeding import SHARE
from aipixel.sprites.choice import Choice
from numpy.typing import NDArray

from pixelllm import metrics
from pixelllm.breeding import breed
from pixelllm.classifier import predict, trained_classifier
from pixelllm.data.progress import Progress
from pixelllm.options import SHIPPED, add_choice, chosen, load_drawing_model
from pixelllm.palette import OWN_PALETTE
from pixelllm.sampling import BATCH, draw_in_batches
from pixelllm.shading import Shading
from pixelllm.sprite_network import SpriteNetwork
from pixelllm.vocabulary import CATEGORIES, PAD, SEA, SIZE, ZONES

FIRST_SEED = 3_000_000  # of parents, then of children
ANGLES = (0, 45, 90, 135, 180, 225, 270, 315)

Pixels = NDArray[np.uint8]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is 0, or 2 with one line on standard error."""
    return run("error", _run, arguments)


def _run(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    if options.pairs < 1:
        raise ValueError(f"--pairs must be 1 or more, not {options.pairs}")
    found = evaluate(load_drawing_model(options.checkpoint), options.pairs, chosen(options))
    print(json.dumps(found, indent=1))
    return 0


def evaluate(model: SpriteNetwork, pairs: int, choice: Choice) -> dict[str, Any]:
    """What breeding and shading give, for so many pairs of each category."""
    categories = np.arange(len(CATEGORIES)).repeat(pairs)
    turn = np.tile(np.arange(pairs), len(CATEGORIES))
    zones = turn % len(ZONES)
    others = (turn + turn // len(ZONES)) % len(ZONES)  # the same, then the next one, and so on
    labels = _tokens(np.append(zones, others), np.tile(categories, 2))
    seeds = FIRST_SEED + np.arange(2 * len(categories))
    drawn = draw_in_batches(model, labels, seeds, choice, Progress("parents").step)
    parents = np.concatenate(list(drawn)).reshape(2, -1, SIZE, SIZE)
    asked = _tokens(zones, categories)
    return {
        "pairs": pairs,
        "labelled": _bred(model, parents, asked, categories, choice),
        "unlabelled": _bred(model, parents, torch.full_like(asked, PAD), categories, choice),
        "shaded": _shaded(parents.reshape(-1, SIZE, SIZE)),
    }


def _tokens(zones: NDArray[np.integer], categories: NDArray[np.integer]) -> torch.Tensor:
    return torch.from_numpy(SEA.tokens(np.stack([zones, categories], 1)))


def _bred(
    model: SpriteNetwork,
    parents: Pixels,
    labels: torch.Tensor,
    categories: NDArray[np.integer],
    choice: Choice,
) -> dict[str, Any]:
    """Shares of the children, 0 to 1."""
    progress = Progress("children")
    parts = []
    for start in range(0, len(labels), BATCH):
        part = slice(start, start + BATCH)
        seeds = FIRST_SEED + np.arange(len(labels))[part]
        parts.append(breed(model, parents[:, part], labels[part], seeds, SHARE, choice))
        progress.step(start + len(parts[-1]), len(labels))
    children = np.concatenate(parts)
    first, second = parents
    of_first = ((children == first) & (first != second)).any((1, 2))
    of_second = ((children == second) & (first != second)).any((1, 2))
    copies = [(children == each).all((1, 2)) for each in parents]
    right = predict(trained_classifier(lambda what: Progress(what).step)[0], children)[:, 1]
    agreement = {
        name: float((right == number)[categories == number].mean())
        for number, name in enumerate(CATEGORIES)
    }
    return {
        "agreement": float((right == categories).mean()),
        **agreement,
        "of both parents": float((of_first & of_second).mean()),
        "copies": float(np.logical_or(*copies).mean()),
        "orphans": metrics.isolated(children, EIGHT),
    }


def _shaded(sprites: Pixels) -> dict[str, float]:
    """How many of the sprites changed what must stay, and the shares of pixels."""
    before = torch.from_numpy(sprites).float()
    full, half = torch.ones(1), torch.full((1,), 0.5)
    silhouettes = ramps = 0
    moved, orphans = [], []
    for angle in ANGLES:
        with torch.inference_mode():
            after = Shading()(before, torch.tensor([float(angle)]), full, half, half, half)
        found = after.numpy().astype(np.uint8)
        silhouettes += int(((found == 0) != (sprites == 0)).any((1, 2)).sum())
        kept = OWN_PALETTE.ramp_numbers[found] == OWN_PALETTE.ramp_numbers[sprites]
        ramps += int((~kept).any((1, 2)).sum())
        moved.append(float((found != sprites)[sprites > 0].mean()))
        orphans.append(metrics.isolated(found, EIGHT))
    return {
        "sprites": len(sprites) * len(ANGLES),
        "other silhouette": silhouettes,
        "other ramp or colour": ramps,
        "pixels changed": float(np.mean(moved)),
        "orphans": float(np.mean(orphans)),
        "orphans before": metrics.isolated(sprites, EIGHT),
    }


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m pixelllm.evaluate_edits",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("checkpoint", nargs="?", type=Path, default=SHIPPED, metavar="CHECKPOINT")
    parser.add_argument("--pairs", type=int, default=4, metavar="N", help="of a category (4)")
    add_choice(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
