"""The judge: how far drawn sprites are what was asked for, well made, new and varied."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from aipixel.pixels.neighbours import EIGHT
from aipixel.sprites.choice import Choice

from pixelllm import metrics
from pixelllm.checkpoint import History, load_history
from pixelllm.classifier import CellClassifier, Report, predict, trained_classifier
from pixelllm.dataset import CELLS, Sprites, SyntheticSource
from pixelllm.options import load_drawing_model
from pixelllm.samples import (
    by_graphs,
    by_network,
    drawn_sprites,
    real_sprites,
    training_sprites,
)
from pixelllm.sprite_network import SpriteNetwork
from pixelllm.trainer import score
from pixelllm.two_sample import two_sample
from pixelllm.vocabulary import CATEGORIES, PIXELS, ZONES

REAL_EACH = 64  # real sprites of a cell that drawn ones are measured by
MOST_TRAINING = 40_000  # training sprites among which copies are looked for, unless told
SWEEP = (0.3, 0.6, 1.0, 1.2)
SWEEP_EACH = 32
CONVERGED = 0.95  # agreement of a cell, of zone and category

Reports = Callable[[str], Report]


class CellScore(NamedTuple):
    """One zone and category. Rates are 0 to 1; orphans and diversity are by real data's."""

    zone: str
    category: str
    agreement: float  # taken for its category by the classifier
    zone_agreement: float
    empty: float
    orphans: float
    copies: float
    diversity: float


@dataclass(frozen=True)
class Judge:
    """What judging needs beside the samples: the classifier, and real sprites."""

    classifier: CellClassifier
    accuracy: tuple[float, ...]  # on real sprites: of zones, of categories
    real: Sprites
    training: Sprites

    def cells(self, drawn: Sprites) -> list[CellScore]:
        """The 36 scores, zone by zone."""
        known = metrics.digests(self.training.pixels)
        return [
            self._cell(zone, category, drawn, known)
            for zone in range(len(ZONES))
            for category in range(len(CATEGORIES))
        ]

    def _cell(self, zone: int, category: int, drawn: Sprites, known: set[bytes]) -> CellScore:
        here, real = (cell_of(sprites, zone, category) for sprites in (drawn, self.real))
        zones, categories = (predict(self.classifier, here) == (zone, category)).mean(0)
        return CellScore(
            ZONES[zone],
            CATEGORIES[category],
            agreement=float(categories),
            zone_agreement=float(zones),
            empty=float(metrics.empty(here).mean()),
            orphans=metrics.ratio(metrics.isolated(here), metrics.isolated(real)),
            copies=metrics.copies(here, known),
            diversity=metrics.ratio(metrics.diversity(here), metrics.diversity(real)),
        )

    def distances(self, drawn: Sprites) -> tuple[float, float]:
        """To the nearest training sprite of the same cell: of drawn sprites, and of real ones."""
        both: list[list[float]] = [[], []]
        for zone in range(len(ZONES)):
            for category in range(len(CATEGORIES)):
                seen = cell_of(self.training, zone, category)
                here = cell_of(drawn, zone, category)
                real = cell_of(self.real, zone, category)[: len(here)]
                if len(seen):
                    both[0].append(metrics.nearest(here, seen))
                    both[1].append(metrics.nearest(real, seen))
        return float(np.mean(both[0])), float(np.mean(both[1]))


def cell_of(sprites: Sprites, zone: int, category: int) -> metrics.Pixels:
    """The sprites of one zone and category: (n, 32, 32)."""
    return sprites.pixels[(sprites.labels == (zone, category)).all(1)]


@dataclass(frozen=True)
class Verdict:
    """What came out: the cells, the totals, the sweep, and the sprites to look at."""

    cells: list[CellScore]
    totals: dict[str, Any]
    sweep: list[dict[str, float]]
    drawn: Sprites
    swept: list[Sprites]  # one for each of SWEEP, or none


def judge_checkpoint(
    path: Path,
    choice: Choice,
    each: int,
    out: Path,
    reports: Reports,
    *,
    graphs: Path | None = None,
    with_sweep: bool = False,
    most_training: int | None = None,
) -> Verdict:
    """Draw `each` sprites of every cell and judge them; files to keep go to `out`.

    graphs: a folder of exported graphs to draw with, in place of the checkpoint that they were
    made of. Raises ValueError for a checkpoint that isn't one, and OSError.
    """
    model = load_drawing_model(path)
    draw = by_graphs(graphs) if graphs else by_network(model)
    weights = graphs / "manifest.json" if graphs else path  # it holds the digest of each graph
    fingerprint = hashlib.sha256(weights.read_bytes()).hexdigest()
    history = load_history(path)
    out.mkdir(parents=True, exist_ok=True)

    def drawn_at(chosen: Choice, count: int) -> Sprites:
        report = reports(f"drawing at temperature {chosen.temperature}")
        return drawn_sprites(draw, fingerprint, chosen, count, out, report)

    drawn = drawn_at(choice, each)
    few = min(each, SWEEP_EACH)
    swept = [drawn_at(_at(choice, t), few) for t in SWEEP] if with_sweep else []
    judge = _judge(history, most_training, out, reports)
    cells = judge.cells(drawn)
    totals = {
        **_means(cells),
        **_against_real(judge, drawn, reports),
        **_likelihood(model),
        "samples": each,
        "temperature": choice.temperature,
        "trained_on": history.sprites if history else None,
        "compared_with": len(judge.training.pixels),
        "classifier_zone": judge.accuracy[0],
        "classifier_category": judge.accuracy[1],
    }
    sweep = [
        {"temperature": t, **_brief(judge, sprites)}
        for t, sprites in zip(SWEEP, swept, strict=False)
    ]
    return Verdict(cells, totals, sweep, drawn, swept)


def _at(choice: Choice, temperature: float) -> Choice:
    return Choice(temperature, choice.top_k, choice.min_p, choice.guidance)


def _judge(history: History | None, most: int | None, out: Path, reports: Reports) -> Judge:
    count = min(history.sprites, MOST_TRAINING) if history else MOST_TRAINING
    seed = history.seed if history else 1
    training = training_sprites(seed, most or count, out, reports("training sprites again"))
    classifier, accuracy = trained_classifier(reports)
    return Judge(classifier, accuracy, real_sprites(REAL_EACH, reports("real sprites")), training)


def _means(cells: list[CellScore]) -> dict[str, float]:
    """Of the 36 cells, and how even they are."""
    names = CellScore._fields[2:]
    means = {name: float(np.mean([getattr(cell, name) for cell in cells])) for name in names}
    return means | {
        "lowest_agreement": min(cell.agreement for cell in cells),
        "lowest_zone_agreement": min(cell.zone_agreement for cell in cells),
        "converged_cells": sum(converged(cell) for cell in cells),
    }


def converged(cell: CellScore) -> bool:
    """Whether the sprites of a cell are taken for what was asked."""
    return min(cell.agreement, cell.zone_agreement) >= CONVERGED


def _against_real(judge: Judge, drawn: Sprites, reports: Reports) -> dict[str, float]:
    to_drawn, to_real = judge.distances(drawn)
    pixels, real = drawn.pixels, judge.real.pixels
    found: dict[str, float] = {
        "isolated_rate": metrics.isolated(pixels),
        "isolated_rate_real": metrics.isolated(real),
        "orphan_rate": metrics.isolated(pixels, EIGHT),
        "orphan_rate_real": metrics.isolated(real, EIGHT),
        "colours": metrics.colours(pixels),
        "colours_real": metrics.colours(real),
        "nearest": to_drawn,
        "nearest_real": to_real,
    }
    if len(pixels) >= 2 * CELLS:
        test = two_sample(pixels, real, report=reports("two-sample test"))
        found |= {
            "two_sample_accuracy": test.accuracy,
            "two_sample_error": test.error,
            "two_sample_each": test.each,
        }
    return found


def _likelihood(model: SpriteNetwork) -> dict[str, float]:
    """On the validation sprites of a synthetic training."""
    found = score(model, SyntheticSource(0).validation())
    bits = 1 / math.log(2)
    return {
        "bits_per_sprite": found.loss * bits,
        "bits_per_shape": found.shape_loss * bits,
        "bits_per_pixel": found.loss * bits / PIXELS,
        "bits_per_foreground_pixel": found.paint_loss * bits,
        "validation_foreground_accuracy": found.accuracy,
    }


def _brief(judge: Judge, drawn: Sprites) -> dict[str, float]:
    """The row of a sweep."""
    right = predict(judge.classifier, drawn.pixels) == drawn.labels
    lowest = [
        right[(drawn.labels == (z, c)).all(1)].mean(0)
        for z in range(len(ZONES))
        for c in range(len(CATEGORIES))
    ]
    return {
        "agreement": float(right[:, 1].mean()),
        "lowest_agreement": float(np.min(lowest, 0)[1]),
        "zone_agreement": float(right[:, 0].mean()),
        "lowest_zone_agreement": float(np.min(lowest, 0)[0]),
        "empty": float(metrics.empty(drawn.pixels).mean()),
        "orphan_rate": metrics.isolated(drawn.pixels, EIGHT),
    }
