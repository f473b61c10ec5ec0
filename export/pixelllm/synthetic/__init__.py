"""Sea creatures drawn by rule: what the transformer learns from when nobody brings their own art.

A sprite is settled by (zone, category, seed). Seeds from HELD_OUT up are kept for judging: nothing
that trains a model may draw from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from pixelllm.synthetic import cephalopods, corals, crustaceans, fish, grazers, jellies
from pixelllm.synthetic.canvas import Canvas
from pixelllm.synthetic.finish import finish
from pixelllm.synthetic.zones import choose_look
from pixelllm.vocabulary import CATEGORIES, SIZE, ZONES

__all__ = ["HELD_OUT", "draw_batch", "draw_sprite"]

HELD_OUT = 2**31

Plan = Callable[[Canvas], None]

# The body plans of each category, and how likely each is in each zone, from the reef to the vents.
_PLANS: tuple[tuple[tuple[Plan, tuple[int, ...]], ...], ...] = (
    (
        (fish.torpedo, (2, 3, 4, 2, 1, 2)),
        (fish.disc, (3, 1, 2, 1, 1, 1)),
        (fish.puffer, (2, 1, 1, 1, 1, 2)),
        (fish.eel, (1, 2, 1, 2, 2, 2)),
        (fish.lionfish, (2, 2, 0, 1, 0, 1)),
        (fish.angler, (0, 0, 0, 2, 4, 1)),
    ),
    (
        (grazers.turtle, (3, 3, 3, 2, 2, 2)),
        (grazers.manatee, (2, 3, 3, 2, 2, 2)),
        (grazers.slug, (3, 2, 2, 2, 2, 2)),
        (grazers.urchin, (2, 2, 2, 2, 2, 2)),
    ),
    (
        (corals.staghorn, (2, 2, 2, 2, 2, 2)),
        (corals.brain, (2, 2, 2, 2, 2, 1)),
        (corals.fan, (2, 2, 2, 2, 2, 1)),
        (corals.tubes, (2, 1, 2, 2, 2, 4)),
        (corals.anemone, (2, 2, 2, 2, 2, 2)),
    ),
    (
        (jellies.moon, (2, 2, 2, 2, 2, 2)),
        (jellies.box, (2, 2, 2, 1, 2, 2)),
        (jellies.mane, (2, 2, 2, 2, 2, 2)),
        (jellies.man_of_war, (1, 1, 3, 1, 1, 1)),
        (jellies.comb, (1, 1, 1, 2, 2, 1)),
    ),
    (
        (cephalopods.octopus, (3, 3, 2, 3, 3, 3)),
        (cephalopods.squid, (2, 2, 4, 3, 3, 2)),
        (cephalopods.cuttlefish, (3, 3, 2, 2, 1, 2)),
        (cephalopods.nautilus, (2, 2, 2, 2, 2, 2)),
    ),
    (
        (crustaceans.crab, (3, 3, 3, 2, 2, 3)),
        (crustaceans.lobster, (2, 2, 2, 2, 2, 2)),
        (crustaceans.shrimp, (2, 2, 2, 3, 2, 3)),
        (crustaceans.hermit, (2, 2, 1, 1, 1, 1)),
        (crustaceans.isopod, (1, 1, 2, 2, 3, 2)),
    ),
)


def draw_sprite(zone: int, category: int, seed: int) -> NDArray[np.uint8]:
    """One creature, (32, 32) palette indices; the same for the same three numbers.

    Raises ValueError for a zone or category outside 0 to 5, or a negative seed.
    """
    if not (0 <= zone < len(ZONES) and 0 <= category < len(CATEGORIES) and seed >= 0):
        raise ValueError(f"no sprite for zone {zone}, category {category}, seed {seed}")
    rng = np.random.default_rng((zone, category, seed))
    plans = _PLANS[category]
    shares = np.cumsum([weights[zone] for _, weights in plans])
    plan = plans[int(np.searchsorted(shares, rng.random() * shares[-1], side="right"))][0]
    canvas = Canvas(choose_look(zone, rng), rng)
    plan(canvas)
    return finish(canvas)


def labels_of(seed: int) -> tuple[int, int]:
    """The (zone, category) a seed stands for: every 36 seeds in a row hold each pair once."""
    return seed // len(CATEGORIES) % len(ZONES), seed % len(CATEGORIES)


def draw_batch(seeds: Iterable[int]) -> tuple[NDArray[np.uint8], NDArray[np.int8]]:
    """Sprites (n, 32, 32), and zone and category (n, 2), of the seeds, evenly over all labels."""
    seeds = list(seeds)
    labels = np.array([labels_of(seed) for seed in seeds], np.int8).reshape(-1, 2)
    sprites = np.zeros((len(seeds), SIZE, SIZE), np.uint8)
    for row, seed in enumerate(seeds):
        sprites[row] = draw_sprite(*labels_of(seed), seed)
    return sprites, labels
