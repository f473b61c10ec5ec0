"""Can a network tell drawn sprites from real ones? (Lopez-Paz and Oquab 2017, arXiv:1610.06545)"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from pixelllm.classifier import Features
from pixelllm.dataset import CELLS

PASSES = 20
BATCH = 64
RATE = 2e-3


class TwoSample(NamedTuple):
    """The share of unseen sprites told right, 0.5 where nothing gives them away, its standard
    error by counting alone, and how many sprites of each kind there were.
    """

    accuracy: float
    error: float
    each: int


class Detector(nn.Module):
    """The logit of a sprite's being real: (B, 32, 32) -> (B,)."""

    def __init__(self) -> None:
        super().__init__()
        self.features = Features()
        self.out = nn.Linear(Features.SIZE, 1)

    def forward(self, sprites: Tensor) -> Tensor:
        return self.out(self.features(sprites))[:, 0]


def two_sample(
    drawn: NDArray[np.uint8],
    real: NDArray[np.uint8],
    most: int = 1000,
    report: Callable[[int, int], None] = lambda _done, _total: None,
) -> TwoSample:
    """Train on one half of each kind and test on the other, both ways round.

    Both (N, 32, 32) go through the 36 cells in the same order, over and over; so many whole
    rounds are used that there are at most about `most` of each kind. ValueError for under two
    rounds, of which there can be no halves.
    """
    rounds = min(len(drawn), len(real), most + CELLS // 2) // CELLS
    if rounds < 2:
        raise ValueError(f"the two-sample test needs {2 * CELLS} sprites of each kind")
    count = rounds * CELLS
    sprites = torch.from_numpy(np.concatenate([drawn[:count], real[:count]]).astype(np.int64))
    is_real = torch.arange(2 * count) >= count
    fold = torch.arange(2 * count) // CELLS % 2
    steps = 2 * PASSES * max(1, count // BATCH)
    right = 0
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        for test in (0, 1):
            inside = fold == test
            progress = _shifted(report, test * steps // 2, steps)
            detector = _train(sprites[~inside], is_real[~inside].float(), steps // 2, progress)
            with torch.inference_mode():
                right += int(((detector(sprites[inside]) > 0) == is_real[inside]).sum())
    share = right / (2 * count)
    return TwoSample(share, float(np.sqrt(share * (1 - share) / (2 * count))), count)


def _train(
    sprites: Tensor, is_real: Tensor, steps: int, report: Callable[[int, int], None]
) -> Detector:
    detector = Detector()
    optimizer = torch.optim.AdamW(detector.parameters(), RATE, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, max(2, steps))
    for step in range(steps):
        chosen = torch.randint(len(sprites), (BATCH,))
        loss = F.binary_cross_entropy_with_logits(detector(sprites[chosen]), is_real[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        report(step + 1, steps)
    return detector.eval()


def _shifted(
    report: Callable[[int, int], None], done: int, total: int
) -> Callable[[int, int], None]:
    return lambda step, _: report(done + step, total)
