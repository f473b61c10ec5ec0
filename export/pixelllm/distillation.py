"""Learning to lean on zone and category as a guided network does, at the price of one pass.

Guidance asks the network twice at every pixel, with the labels and without (Ho and Salimans 2022,
arXiv:2207.12598). One that has learned the guided answers of another gives them at once (Meng et
al. 2023, arXiv:2210.03142).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from pixelllm.dataset import Batch
from pixelllm.model import SpriteTransformer
from pixelllm.sampling import guided_logits
from pixelllm.vocabulary import MASK, PAD


@dataclass(frozen=True)
class Teacher:
    """A finished network, on the device of the training, and how far its labels are leant on."""

    model: SpriteTransformer
    guidance: float

    @torch.no_grad()
    def chances(self, batch: Batch) -> Tensor:
        """Of the 64 colours at every pixel: (B, T, 64). Sprites without labels have no guidance."""
        with_labels = self.model(*batch)
        without = self.model(batch.pixels, batch.given, torch.full_like(batch.labels, PAD))
        return guided_logits(with_labels.float(), without.float(), self.guidance).softmax(-1)


def divergence(logits: Tensor, chances: Tensor, given: Tensor) -> Tensor:
    """Sum of the KL divergence from the teacher's chances, in nats, over the free pixels."""
    each = F.kl_div(logits.float().log_softmax(-1), chances, reduction="none").sum(-1)  # (B, T)
    return each[given == MASK].sum()
