"""Where sprites come from, and the batches of a training: each a pure function of its number.

Because batch n depends on the seed and n alone, a training continues after a stop with exactly
the batches it would have seen, and several ranks agree on a batch without a word.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import torch
from aipixel.archives import read_npz
from aipixel.documents import fitting, parse_object
from aipixel.files import read_file
from aipixel.texts import printable
from numpy.typing import NDArray
from torch import Tensor

from pixelllm.masks import draw_mask
from pixelllm.synthetic import HELD_OUT, draw_batch, labels_of
from pixelllm.vocabulary import (
    CATEGORIES,
    COLOURS,
    MASK,
    PAD,
    PIXELS,
    SIZE,
    ZONES,
    category_token,
    zone_token,
)

ARRAYS = ("sprites", "zones", "categories")  # of a shard
LARGEST_SHARD = 1 << 30  # bytes, also unpacked
CELLS = len(ZONES) * len(CATEGORIES)
VALIDATION_PER_CELL = 4
UNLABELLED = 0.1  # share of sprites whose labels are withheld, for guidance


class Sprites(NamedTuple):
    """Palette indices (N, 32, 32) with the zone and category (N,) of each, 0 to 5."""

    pixels: NDArray[np.uint8]
    zones: NDArray[np.uint8]
    categories: NDArray[np.uint8]


class Batch(NamedTuple):
    """What the network takes: pixels and given (B, 1024), labels (B, 2), all token numbers."""

    pixels: Tensor
    given: Tensor
    labels: Tensor


class Source(Protocol):
    """An endless, numbered row of training sprites, and some to validate on."""

    def take(self, first: int, count: int) -> Sprites:
        """Sprites `first` to `first + count - 1`, the same at every call."""
        ...

    def validation(self) -> Sprites:
        """Sprites that `take` never returns."""
        ...


class SyntheticSource:
    """Every sprite a new one: the generator draws 40 in the time the network learns from one."""

    def __init__(self, seed: int) -> None:
        self.first_seed = seed * 97_003_459

    def take(self, first: int, count: int) -> Sprites:
        return Sprites(*draw_batch(self._seeds(first, count)))

    def labels(self, first: int, count: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Zones and categories (count,) of the sprites that `take` would draw."""
        labels = [labels_of(seed) for seed in self._seeds(first, count)]
        zones, categories = np.array(labels, np.uint8).reshape(-1, 2).T
        return zones, categories

    def validation(self) -> Sprites:
        return Sprites(*draw_batch(range(HELD_OUT, HELD_OUT + CELLS * VALIDATION_PER_CELL)))

    def _seeds(self, first: int, count: int) -> list[int]:
        # In steps of 7, coprime to 36, zone and category both move on from one to the next.
        seeds = (self.first_seed + 7 * (first + np.arange(count))) % HELD_OUT
        return [int(seed) for seed in seeds]


class FolderSource:
    """Sprites of a prepared folder, in a new order every epoch, half of them flipped.

    Every fiftieth is kept for validation. Raises ValueError for a folder that holds no such data.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self.seed = seed
        everything = read_folder(folder)
        held_out = np.arange(len(everything.pixels)) % 50 == 0
        if held_out.all():
            raise ValueError(f"{folder}: {len(everything.pixels)} sprites are too few to train on")
        self._training = Sprites(*(array[~held_out] for array in everything))
        self._validation = Sprites(*(array[held_out] for array in everything))
        self._epoch = -1
        self._order = np.zeros(0, np.int64)

    def __len__(self) -> int:
        return len(self._training.pixels)

    def take(self, first: int, count: int) -> Sprites:
        chosen = np.array([self._index(number) for number in range(first, first + count)])
        pixels, zones, categories = (array[chosen] for array in self._training)
        flip = np.random.default_rng((self.seed, 1, first)).random(count) < 0.5
        pixels = np.where(flip[:, None, None], pixels[:, :, ::-1], pixels)
        return Sprites(pixels, zones, categories)

    def validation(self) -> Sprites:
        return Sprites(*(array[: CELLS * VALIDATION_PER_CELL] for array in self._validation))

    def _index(self, number: int) -> int:
        epoch, place = divmod(number, len(self))
        if epoch != self._epoch:
            self._epoch = epoch
            self._order = np.random.default_rng((self.seed, 0, epoch)).permutation(len(self))
        return int(self._order[place])


def read_folder(folder: Path) -> Sprites:
    """All sprites of the shards that `manifest.json` names. ValueError says what is amiss."""
    manifest = folder / "manifest.json"
    try:
        with fitting("it lacks something"):
            shards = parse_object(read_file(manifest, LARGEST_SHARD))["shards"]
            parts = [_read_shard(folder / shard["file"]) for shard in shards]
            arrays = [np.concatenate([part[name] for part in parts]) for name in ARRAYS]
    except (OSError, ValueError) as error:
        raise ValueError(
            f"{manifest}: not a folder of prepared sprites ({printable(str(error))})"
        ) from error
    pixels, zones, categories = sprites = Sprites(*arrays)
    if any(array.dtype != np.uint8 for array in arrays) or pixels.shape[1:] != (SIZE, SIZE):
        raise ValueError(f"{folder}: sprites must be uint8 (N, 32, 32) below {COLOURS}")
    if not zones.shape == categories.shape == pixels.shape[:1] or not len(pixels):
        raise ValueError(f"{folder}: every sprite needs a zone and a category, 0 to 5")
    if pixels.max() >= COLOURS:
        raise ValueError(f"{folder}: sprites must be uint8 (N, 32, 32) below {COLOURS}")
    if max(zones.max(), categories.max()) > 5:
        raise ValueError(f"{folder}: every sprite needs a zone and a category, 0 to 5")
    return sprites


def _read_shard(path: Path) -> dict[str, NDArray[Any]]:
    data = read_file(path, LARGEST_SHARD)
    try:
        return read_npz(data, LARGEST_SHARD)
    except ValueError as error:
        raise ValueError(f"{path.name} {error}") from error


def training_batch(source: Source, seed: int, number: int, size: int) -> Batch:
    """Batch `number` of a training: some pixels given, some labels withheld."""
    sprites = source.take(number * size, size)
    rng = np.random.default_rng((seed, 2, number))
    masks = np.stack([draw_mask(sprite, rng) for sprite in sprites.pixels])
    batch = as_batch(sprites, masks)
    withheld = torch.from_numpy(rng.random(size) < UNLABELLED)
    return batch._replace(labels=batch.labels.masked_fill(withheld[:, None], PAD))


def as_batch(sprites: Sprites, masks: NDArray[np.bool_] | None = None) -> Batch:
    """Sprites as tokens, with the pixels under `masks` (N, 32, 32) given; none without."""
    pixels = torch.from_numpy(sprites.pixels.astype(np.int64)).view(-1, PIXELS)
    given = torch.full_like(pixels, MASK)
    if masks is not None:
        given = torch.where(torch.from_numpy(masks).view(-1, PIXELS), pixels, given)
    return Batch(pixels, given, label_tokens(sprites.zones, sprites.categories))


def label_tokens(zones: NDArray[np.integer], categories: NDArray[np.integer]) -> Tensor:
    """The tokens of zone and category: (N,), (N,) -> (N, 2)."""
    pairs = [
        (zone_token(int(z)), category_token(int(c))) for z, c in zip(zones, categories, strict=True)
    ]
    return torch.tensor(pairs)
