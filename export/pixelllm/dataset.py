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
from numpy.typing import NDArray
from torch import Tensor

from pixelllm.masks import draw_mask
from pixelllm.palette import OWN_PALETTE, Palette
from pixelllm.synthetic import HELD_OUT, draw_batch, labels_of
from pixelllm.vocabulary import (
    CATEGORIES,
    MASK,
    NOT_TOLD,
    PIXELS,
    SEA,
    SIZE,
    ZONES,
    Vocabulary,
)

LARGEST_SHARD = 1 << 30  # bytes, also unpacked
CELLS = len(ZONES) * len(CATEGORIES)
VALIDATION_SPRITES = 144
UNLABELLED = 0.1  # share of sprites whose labels are all withheld, for guidance
UNTOLD = 0.05  # and for each axis, of those whose other labels alone are told


class Sprites(NamedTuple):
    """Palette indices (N, 32, 32), and the number of each axis's name (N, A)."""

    pixels: NDArray[np.uint8]
    labels: NDArray[np.int8]


class Batch(NamedTuple):
    """What the network takes: pixels and given (B, 1024), labels (B, A), all token numbers."""

    pixels: Tensor
    given: Tensor
    labels: Tensor


class Source(Protocol):
    """An endless, numbered row of training sprites, and some to validate on."""

    vocabulary: Vocabulary
    palette: Palette

    def take(self, first: int, count: int) -> Sprites:
        """Sprites `first` to `first + count - 1`, the same at every call."""
        ...

    def validation(self) -> Sprites:
        """Sprites that `take` never returns."""
        ...


class SyntheticSource:
    """Every sprite a new one: the generator draws 40 in the time the network learns from one."""

    vocabulary, palette = SEA, OWN_PALETTE

    def __init__(self, seed: int) -> None:
        self.first_seed = seed * 97_003_459

    def take(self, first: int, count: int) -> Sprites:
        return Sprites(*draw_batch(self._seeds(first, count)))

    def labels(self, first: int, count: int) -> NDArray[np.int8]:
        """Of the sprites that `take` would draw: (count, 2)."""
        labels = [labels_of(seed) for seed in self._seeds(first, count)]
        return np.array(labels, np.int8).reshape(-1, 2)

    def validation(self) -> Sprites:
        return Sprites(*draw_batch(range(HELD_OUT, HELD_OUT + VALIDATION_SPRITES)))

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
        self.vocabulary, self.palette = SEA, OWN_PALETTE
        held_out = np.arange(len(everything.pixels)) % 50 == 0
        if held_out.all():
            raise ValueError(f"{folder}: {len(everything.pixels)} sprites are too few to train on")
        pixels, labels = everything
        self._training = Sprites(pixels[~held_out], labels[~held_out])
        self._validation = Sprites(pixels[held_out], labels[held_out])
        self._epoch = -1
        self._order = np.zeros(0, np.int64)

    def __len__(self) -> int:
        return len(self._training.pixels)

    def take(self, first: int, count: int) -> Sprites:
        chosen = np.array([self._index(number) for number in range(first, first + count)])
        pixels, labels = (array[chosen] for array in self._training)
        flip = np.random.default_rng((self.seed, 1, first)).random(count) < 0.5
        pixels = np.where(flip[:, None, None], pixels[:, :, ::-1], pixels)
        return Sprites(pixels, labels)

    def validation(self) -> Sprites:
        pixels, labels = self._validation
        return Sprites(pixels[:VALIDATION_SPRITES], labels[:VALIDATION_SPRITES])

    def _index(self, number: int) -> int:
        epoch, place = divmod(number, len(self))
        if epoch != self._epoch:
            self._epoch = epoch
            self._order = np.random.default_rng((self.seed, 0, epoch)).permutation(len(self))
        return int(self._order[place])


def read_folder(folder: Path) -> Sprites:
    """All sprites of the shards that `manifest.json` names. ValueError says what is amiss."""
    manifest = folder / "manifest.json"
    names = ("sprites", "zones", "categories")  # of a shard's arrays
    try:
        with fitting("it lacks something"):
            shards = parse_object(read_file(manifest, LARGEST_SHARD))["shards"]
            parts = [_read_shard(folder / shard["file"]) for shard in shards]
            arrays = [np.concatenate([part[name] for part in parts]) for name in names]
    except (OSError, ValueError) as error:
        raise ValueError(f"{manifest}: not a folder of prepared sprites ({error})") from error
    pixels, zones, categories = arrays
    colours = len(OWN_PALETTE.colours)
    if any(array.dtype != np.uint8 for array in arrays) or pixels.shape[1:] != (SIZE, SIZE):
        raise ValueError(f"{folder}: sprites must be uint8 (N, 32, 32), {colours} at most")
    if not zones.shape == categories.shape == pixels.shape[:1] or not len(pixels):
        raise ValueError(f"{folder}: every sprite needs a zone and a category, 0 to 5")
    if pixels.max() > colours:
        raise ValueError(f"{folder}: sprites must be uint8 (N, 32, 32), {colours} at most")
    if max(zones.max(), categories.max()) > 5:
        raise ValueError(f"{folder}: every sprite needs a zone and a category, 0 to 5")
    return Sprites(pixels, np.stack([zones, categories], 1).astype(np.int8))


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
    chance = rng.random((size, 1))
    axes = np.arange(sprites.labels.shape[1])
    first = UNLABELLED + UNTOLD * axes  # axis a alone is withheld from there on
    withheld = (chance < UNLABELLED) | ((chance >= first) & (chance < first + UNTOLD))
    labels = np.where(withheld, NOT_TOLD, sprites.labels)
    return as_batch(Sprites(sprites.pixels, labels), source.vocabulary, masks)


def as_batch(
    sprites: Sprites, vocabulary: Vocabulary, masks: NDArray[np.bool_] | None = None
) -> Batch:
    """Sprites as tokens, with the pixels under `masks` (N, 32, 32) given; none without."""
    pixels = torch.from_numpy(sprites.pixels.astype(np.int64)).view(-1, PIXELS)
    given = torch.full_like(pixels, MASK)
    if masks is not None:
        given = torch.where(torch.from_numpy(masks).view(-1, PIXELS), pixels, given)
    return Batch(pixels, given, torch.from_numpy(vocabulary.tokens(sprites.labels)))
