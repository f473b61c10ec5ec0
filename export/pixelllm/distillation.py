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
from pixelllm.sampling import guided_logits
from pixelllm.sprite_network import Logits, Losses, SpriteNetwork
from pixelllm.vocabulary import PAD


@dataclass(frozen=True)
class Teacher:
    """A finished network, on the device of the training, and how far its labels are leant on."""

    model: SpriteNetwork
    guidance: float

    @torch.no_grad()
    def answers(self, batch: Batch) -> Logits:
        """Guided logits of the batch. Sprites without labels have no guidance."""
        with_labels = self.model(*batch)
        without = self.model(*batch._replace(labels=torch.full_like(batch.labels, PAD)))
        return Logits(*(self._guided(*both) for both in zip(with_labels, without, strict=True)))

    def _guided(self, told: Tensor, untold: Tensor) -> Tensor:
        guided = guided_logits(told.float(), untold.float(), self.guidance)
        return torch.where(told.isinf(), told.float(), guided)  # what can't be stays so


def divergence(logits: Logits, answers: Logits) -> Losses:
    """KL divergences from the teacher's chances, in nats, summed over sprites."""
    return Losses(*(_divergence(a, b) for a, b in zip(logits, answers, strict=True)))


def _divergence(logits: Tensor, answers: Tensor) -> Tensor:
    wanted = answers.softmax(-1)
    own = logits.float().log_softmax(-1).masked_fill(wanted == 0, 0.0)  # not -inf times 0
    return F.kl_div(own, wanted, reduction="sum")
