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
from aipixel.sprites.labels import number_of
from aipixel.texts import printable
from numpy.typing import NDArray
from torch import Tensor

from pixelllm.augment import UNCHANGED, Augmentation, colour_of
from pixelllm.dolls import Dolls
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
HELD_OUT_EVERY = 10  # sprites of a folder, of which one is for validation
FEWEST = 20  # sprites of a folder
COLOUR_AXIS = "colour"  # of which a name is the ramp that most of a sprite is painted in
RARE = 8  # sprites of a name, below which little can be learned of it
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
    """Sprites of a prepared folder, in a new order every epoch, changed as `augmentation` allows.

    Every tenth is kept for validation. Raises ValueError for a folder that holds no such data, or
    too little.
    """

    def __init__(self, folder: Path, seed: int, augmentation: Augmentation = UNCHANGED) -> None:
        self.seed, self.augmentation = seed, augmentation
        found = read_folder(folder)
        self.vocabulary, self.palette, self.dolls = found.vocabulary, found.palette, found.dolls
        count = len(found.sprites.pixels)
        if count < FEWEST:
            what = "sprite is" if count == 1 else "sprites are"
            raise ValueError(f"{folder}: {count} {what} too few to train on: {FEWEST} at least")
        held_out = np.arange(count) % HELD_OUT_EVERY == 0
        pixels, labels = found.sprites
        self._training = Sprites(pixels[~held_out], labels[~held_out])
        self._validation = Sprites(pixels[held_out], labels[held_out])
        self._shown = _evenly(self._training.labels[:, -1])
        self._epoch = -1
        self._order = np.zeros(0, np.int64)

    def __len__(self) -> int:
        return len(self._shown)

    def take(self, first: int, count: int) -> Sprites:
        drawn = [self._sprite(number) for number in range(first, first + count)]
        return Sprites(
            np.stack([sprite for sprite, _ in drawn]), np.stack([label for _, label in drawn])
        )

    def _sprite(self, number: int) -> tuple[NDArray[np.uint8], NDArray[np.int8]]:
        rng = np.random.default_rng((self.seed, 1, number))
        if self.dolls and rng.random() < self.dolls.share:
            sprite = self.dolls.draw(rng)
            label = np.full(len(self.vocabulary.axes), NOT_TOLD, np.int8)
            label[-1] = number_of(self.vocabulary.axes[-1], self.dolls.name)
        else:
            place = self._index(number)
            sprite, label = self._training.pixels[place], self._training.labels[place].copy()
        changed = self.augmentation.apply(sprite, self.palette, rng)
        for axis, each in enumerate(self.vocabulary.axes):
            if each.name == COLOUR_AXIS and len(each.names) == len(self.palette.ramps):
                label[axis] = colour_of(changed, self.palette)
        return changed, label

    def validation(self) -> Sprites:
        pixels, labels = self._validation
        return Sprites(pixels[:VALIDATION_SPRITES], labels[:VALIDATION_SPRITES])

    def rare(self) -> list[str]:
        """Names of which there are fewer than 8 sprites."""
        names = []
        for axis, numbers in zip(self.vocabulary.axes, self._training.labels.T, strict=True):
            counts = np.bincount(numbers[numbers >= 0], minlength=len(axis.names))
            names += [f"{axis.names[n]} ({counts[n]})" for n in np.flatnonzero(counts < RARE)]
        return names

    def _index(self, number: int) -> int:
        epoch, place = divmod(number, len(self))
        if epoch != self._epoch:
            self._epoch = epoch
            self._order = np.random.default_rng((self.seed, 0, epoch)).permutation(len(self))
        return int(self._shown[self._order[place]])


def _evenly(numbers: NDArray[np.int8]) -> NDArray[np.intp]:
    """Places of sprites, each once, those of a rarer name more often: by the root of how rare."""
    counts = np.bincount(numbers[numbers >= 0], minlength=1)
    often = np.sqrt(counts.max() / np.maximum(counts, 1)).round().astype(int)
    return np.repeat(np.arange(len(numbers)), np.where(numbers < 0, 1, often[numbers]))


class Prepared(NamedTuple):
    """What a prepared folder holds."""

    sprites: Sprites
    vocabulary: Vocabulary
    palette: Palette
    dolls: Dolls | None


def read_folder(folder: Path) -> Prepared:
    """All sprites of the shards that `manifest.json` names. ValueError says what is amiss.

    Folders of the first format hold the sea's zones and categories as arrays of their own.
    """
    path = folder / "manifest.json"
    try:
        with fitting("it lacks something"):
            manifest = parse_object(read_file(path, LARGEST_SHARD))
            parts = [_read_shard(folder / shard["file"]) for shard in manifest["shards"]]
            pixels = np.concatenate([part["sprites"] for part in parts])
            labels = np.concatenate([_labels_of(part) for part in parts])
            vocabulary = Vocabulary.from_data(manifest["axes"]) if "axes" in manifest else SEA
            known = "palette" in manifest
            palette = Palette.from_data(manifest["palette"]) if known else OWN_PALETTE
            told = manifest.get("dolls")
            dolls = Dolls.from_data(told, _read_shard(folder / told["file"])) if told else None
    except (OSError, ValueError) as error:
        raise ValueError(
            f"{path}: not a folder of prepared sprites ({printable(str(error))})"
        ) from error
    colours = len(palette.colours)
    if pixels.dtype != np.uint8 or pixels.shape[1:] != (SIZE, SIZE) or pixels.max() > colours:
        raise ValueError(f"{folder}: sprites must be uint8 (N, 32, 32), {colours} at most")
    most = [len(axis.names) for axis in vocabulary.axes]
    fits = labels.shape == (len(pixels), len(most)) and labels.dtype.kind in "iu"
    if not fits or (labels < NOT_TOLD).any() or (labels >= most).any():
        raise ValueError(f"{folder}: every sprite needs the number of a name for each axis")
    return Prepared(Sprites(pixels, labels.astype(np.int8)), vocabulary, palette, dolls)


def _labels_of(part: dict[str, NDArray[Any]]) -> NDArray[Any]:
    if "labels" in part:
        return part["labels"]
    return np.stack([part["zones"], part["categories"]], 1).astype(np.int16)


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
