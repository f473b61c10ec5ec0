"""A judge of its own: a small convolutional network that tells the labels of a sprite.

Trained on the generator's sprites only, of seeds that neither the transformer's training nor its
validation nor the judge's own reference use. Kept in the user's cache, under a hash of everything
it depends on.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from aipixel.files import write_atomically
from numpy.typing import NDArray
from torch import Tensor, nn

from pixelllm.dataset import CELLS, Sprites
from pixelllm.synthetic import HELD_OUT, draw_batch
from pixelllm.vocabulary import COLOURS, SEA, Vocabulary

TRAINING_SEEDS = HELD_OUT + 100_000_000
TEST_SEEDS = HELD_OUT + 200_000_000
TRAINING_SPRITES = 360 * CELLS
TEST_SPRITES = 60 * CELLS
PASSES = 6
BATCH = 128
RATE = 3e-3
CHUNK = 20 * CELLS  # sprites drawn between two reports

Report = Callable[[int, int], None]


class Features(nn.Module):
    """What a sprite holds where, and how much of each colour: (B, 32, 32) -> (B, 144)."""

    SIZE = 144

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(COLOURS, 16)
        self.convs = nn.Sequential(
            *_halving(16, 32), *_halving(32, 64), *_halving(64, 64), nn.Flatten()
        )
        self.dense = nn.Sequential(nn.Linear(64 * 16, 128), nn.ReLU(), nn.Dropout(0.2))

    def forward(self, sprites: Tensor) -> Tensor:
        x = self.embedding(sprites).permute(0, 3, 1, 2)  # (B, 16, 32, 32)
        return torch.cat([self.dense(self.convs(x)), x.mean((2, 3))], 1)


def _halving(inputs: int, outputs: int) -> list[nn.Module]:
    """(B, inputs, H, W) -> (B, outputs, H/2, W/2)."""
    conv = nn.Conv2d(inputs, outputs, 3, stride=2, padding=1)
    return [conv, nn.BatchNorm2d(outputs), nn.ReLU()]


class CellClassifier(nn.Module):
    """Logits of each axis's names: (B, 32, 32) -> [(B, names), ...]."""

    def __init__(self, vocabulary: Vocabulary = SEA) -> None:
        super().__init__()
        self.features = Features()
        self.axes = nn.ModuleList(
            nn.Linear(Features.SIZE, len(axis.names)) for axis in vocabulary.axes
        )

    def forward(self, sprites: Tensor) -> list[Tensor]:
        x = self.features(sprites)
        return [axis(x) for axis in self.axes]


def held_out_sprites(first_seed: int, count: int, report: Report) -> Sprites:
    """Sprites of seeds from `first_seed` on, which is `HELD_OUT` or more."""
    parts = []
    for start in range(0, count, CHUNK):
        seeds = range(first_seed + start, first_seed + min(start + CHUNK, count))
        parts.append(draw_batch(seeds))
        report(start + len(seeds), count)
    return Sprites(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def train_classifier(sprites: Sprites, passes: int, report: Report) -> CellClassifier:
    """A classifier trained for so many passes over the sprites, with a rate that rises and falls.

    Reproducible: torch's random state is left as it was.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = CellClassifier()
        optimizer = torch.optim.AdamW(model.parameters(), RATE, weight_decay=0.01)
        steps = passes * max(1, len(sprites.pixels) // BATCH)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, max(2, steps))
        pixels, labels = (torch.from_numpy(array.astype(np.int64)) for array in sprites)
        for step in range(steps):
            chosen = torch.randint(len(pixels), (BATCH,))
            answers = zip(model(pixels[chosen]), labels[chosen].T, strict=True)
            loss = torch.stack([F.cross_entropy(*axis) for axis in answers]).sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            report(step + 1, steps)
    return model.eval()


@torch.inference_mode()
def predict(model: CellClassifier, pixels: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The likeliest name on each axis: (N, 32, 32) -> (N, A)."""
    parts = torch.from_numpy(pixels.astype(np.int64)).split(256)
    answers = [torch.stack([axis.argmax(1) for axis in model(part)], 1) for part in parts]
    return torch.cat(answers).numpy()


def accuracy(model: CellClassifier, sprites: Sprites) -> tuple[float, ...]:
    """The share of labelled sprites that is told right, for each axis."""
    right = (predict(model, sprites.pixels) == sprites.labels).mean(0)
    return tuple(float(share) for share in right)


def trained_classifier(
    report: Callable[[str], Report],
) -> tuple[CellClassifier, tuple[float, ...]]:
    """The classifier and its accuracy, from the cache or trained now (under two minutes).

    `report` makes a progress of a name. A cache that can't be written costs the next call time.
    """
    path = cache_folder() / f"classifier-{source_digest()}.pt"
    kept = _kept(path)
    if kept:
        return kept
    training = held_out_sprites(TRAINING_SEEDS, TRAINING_SPRITES, report("classifier's sprites"))
    model = train_classifier(training, PASSES, report("classifier's steps"))
    test = held_out_sprites(TEST_SEEDS, TEST_SPRITES, report("classifier's test sprites"))
    result = accuracy(model, test)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        content = io.BytesIO()
        torch.save({"weights": model.state_dict(), "accuracy": list(result)}, content)
        write_atomically(path, content.getvalue(), overwrite=True)
    except OSError:
        pass
    return model, result


def _kept(path: Path) -> tuple[CellClassifier, tuple[float, ...]] | None:
    model = CellClassifier()
    try:
        content = torch.load(path, weights_only=True)
        model.load_state_dict(content["weights"])
        return model.eval(), tuple(map(float, content["accuracy"]))
    except Exception:  # what is missing or broken, in whatever way, is made again
        return None


def cache_folder() -> Path:
    """Where what can be made again is kept."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "pixelllm"


def source_digest() -> str:
    """Of the generator's and the classifier's source: another text, another classifier."""
    here = Path(__file__).parent
    files = [*sorted((here / "synthetic").glob("*.py")), here / "palette.py", Path(__file__)]
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
