"""Muon for the matrices, AdamW for the rest, and the rate's rise, plateau and fall.

References: Jordan et al. 2024 (Muon, kellerjordan.github.io/posts/muon); Loshchilov and Hutter
2019 (AdamW, arXiv:1711.05101); Hu et al. 2024 (warm-up, stable, decay, arXiv:2404.06395);
Hägele et al. 2024 (the fall as one minus a square root, arXiv:2405.18392).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import nn
from torch.optim import Optimizer

WARMUP_STEPS = 50


def make_optimizers(model: nn.Module, rate: float) -> list[Optimizer]:
    """Muon for the layers' matrices at `rate`; AdamW for embeddings, norms and convolutions.

    Muon's update is scaled to the size that AdamW's has, so that one rate serves both.
    """
    matrices: list[nn.Parameter] = []
    rest: list[nn.Parameter] = []
    for name, parameter in model.named_parameters():
        is_matrix = ".decoder." in f".{name}" and parameter.ndim == 2
        (matrices if is_matrix else rest).append(parameter)
    return [
        torch.optim.Muon(
            matrices, lr=rate, weight_decay=0.05, momentum=0.95, adjust_lr_fn="match_rms_adamw"
        ),
        torch.optim.AdamW(rest, lr=rate, betas=(0.9, 0.95), weight_decay=0.0),
    ]


@dataclass(frozen=True)
class Schedule:
    """The share of the full rate, 0 to 1: warm-up by steps, then 1, then a fall to 0.

    `length` and `fall` are in steps or in seconds, as the caller counts its position. Without a
    fall a training can be continued as if it had never stopped.
    """

    length: float = math.inf
    fall: float = 0.0

    def factor(self, step: int, position: float) -> float:
        """At optimiser step `step` (from 0) and `position` out of `length`."""
        return min(1.0, (step + 1) / WARMUP_STEPS) * (1 - math.sqrt(self.fallen(position)))

    def fallen(self, position: float) -> float:
        """How much of the fall is behind, 0 to 1."""
        if not self.fall:
            return 0.0
        return min(1.0, max(0.0, 1 - (self.length - position) / self.fall))
