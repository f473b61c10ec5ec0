"""The training: state, one step, validation, and what of it a file keeps.

The state after a save is exactly what the file holds (the average and Muon's momentum are rounded
to 8 bits there), so a training that stops and continues is the same, bit for bit on a CPU, as one
that only saved.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import torch
import torch.distributed as dist
from aipixel.documents import whole
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from pixelllm.checkpoint import History, average_of, checked, describe, pack, unpack
from pixelllm.dataset import Batch, Source, Sprites, as_batch, training_batch
from pixelllm.distillation import Teacher, divergence
from pixelllm.optimizer import make_optimizers
from pixelllm.sprite_network import Losses, Sizes, SpriteNetwork, losses, targets
from pixelllm.transfer import begin_as

LARGEST_GRADIENT = 1.0  # norm to which each network's gradient is clipped
AVERAGED_SHARE = 0.05  # the average looks back over about this share of all steps so far


@dataclass(frozen=True)
class Recipe:
    """What a training depends on, beside its data. `batch_size` is a rank's share of one pass."""

    batch_size: int = 16
    grad_accum: int = 1
    rate: float = 5e-3
    seed: int = 1
    precision: str = "fp32"  # or bf16, fp16
    device: str = "cpu"


class Score(NamedTuple):
    """Over validation sprites with nothing given, labels told.

    loss: nats a sprite, silhouette and colours together. shape_loss: of it, those of the
    silhouette. paint_loss: nats an opaque pixel. accuracy: share of opaque pixels right.
    """

    loss: float
    shape_loss: float
    paint_loss: float
    accuracy: float


class Trainer:
    """A network in training. `step` is the number of optimiser steps behind it.

    It learns from the sprites themselves, or with a `teacher` from what that says of them.
    """

    def __init__(
        self, sizes: Sizes, source: Source, recipe: Recipe, teacher: Teacher | None = None
    ) -> None:
        self.source, self.recipe, self.teacher = source, recipe, teacher
        self.step = 0
        torch.manual_seed(recipe.seed)
        self.model, self.average = (
            SpriteNetwork(sizes, source.vocabulary, source.palette).to(recipe.device)
            for _ in range(2)
        )
        self.average.requires_grad_(False).eval()
        self.average.load_state_dict(self.model.state_dict())
        self.optimizers = make_optimizers(self.model, recipe.rate)
        self.scaler = torch.amp.GradScaler(recipe.device, enabled=recipe.precision == "fp16")
        self.network: nn.Module = self.model
        self.ranks, self.rank = 1, 0
        if dist.is_initialized():
            self.ranks, self.rank = dist.get_world_size(), dist.get_rank()
            self.network = DistributedDataParallel(self.model)

    def begin_as(self, other: SpriteNetwork) -> None:
        """Before the first step: with the weights of another network, as far as they fit."""
        begin_as(self.model, other)
        self.average.load_state_dict(self.model.state_dict())

    @property
    def sprites_per_step(self) -> int:
        """Over all ranks and passes."""
        return self.recipe.batch_size * self.recipe.grad_accum * self.ranks

    def train_step(self, rate_factor: float) -> float:
        """One optimiser step; returns the loss, in nats a sprite, of this rank's sprites.

        Each network's loss is divided by what is free in the whole batch, not in each part, which
        makes the gradient independent of how the batch is cut into passes and ranks.
        """
        batch = training_batch(self.source, self.recipe.seed, self.step, self.sprites_per_step)
        free = targets(batch.pixels, batch.given)
        total = 0.0
        for number, part in enumerate(self._own_parts(batch)):
            last = number == self.recipe.grad_accum - 1
            with self._synchronised(last):
                shape, paint = self._losses(part)
                mean = shape / max(1, free.free) + paint / max(1, len(free.paint))
                # DistributedDataParallel takes the mean over ranks: the factor makes it a sum.
                self.scaler.scale(mean * self.ranks).backward()
            total += float(shape.detach() + paint.detach())
        self._update(rate_factor)
        return total / (self.recipe.batch_size * self.recipe.grad_accum)

    def _losses(self, part: Batch) -> Losses:
        """Of one pass, summed over its sprites."""
        with self._autocast():
            answers = self.teacher.answers(part) if self.teacher else None
            logits = self.network(*part)
        if answers is None:
            return losses(logits, targets(part.pixels, part.given))
        return divergence(logits, answers)

    def _own_parts(self, batch: Batch) -> Iterator[Batch]:
        """This rank's passes, one after the other."""
        size, first = self.recipe.batch_size, self.rank * self.recipe.batch_size
        for start in range(first, self.sprites_per_step, size * self.ranks):
            yield Batch(*(a[start : start + size].to(self.recipe.device) for a in batch))

    def _synchronised(self, last: bool) -> AbstractContextManager[None]:
        """Ranks exchange gradients in the last pass only."""
        if isinstance(self.network, DistributedDataParallel) and not last:
            return self.network.no_sync()
        return nullcontext()

    def _autocast(self) -> torch.autocast:
        dtype = torch.float16 if self.recipe.precision == "fp16" else torch.bfloat16
        return torch.autocast(self.recipe.device, dtype, enabled=self.recipe.precision != "fp32")

    def _update(self, rate_factor: float) -> None:
        for optimizer in self.optimizers:
            self.scaler.unscale_(optimizer)
        for network in (self.model.shape, self.model.paint):
            nn.utils.clip_grad_norm_(network.parameters(), LARGEST_GRADIENT)
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = self.recipe.rate * rate_factor
            self.scaler.step(optimizer)
            optimizer.zero_grad()
        self.scaler.update()
        self.step += 1
        self._update_average()

    @torch.no_grad()
    def _update_average(self) -> None:
        weight = min(1.0, 1 / (AVERAGED_SHARE * self.step))
        for mean, value in zip(self.average.parameters(), self.model.parameters(), strict=True):
            mean.lerp_(value, weight)

    def validate(self) -> Score:
        """Of the averaged network, on the source's validation sprites."""
        with self._autocast():
            return score(self.average, self.source.validation())

    def history(self) -> History:
        """How far the training is."""
        return History(self.step * self.sprites_per_step, self.recipe.seed)

    def state(self) -> dict[str, Any]:
        """All that continuing needs, ready for a file."""
        weights = {name: value.cpu().clone() for name, value in self.model.state_dict().items()}
        average = self.average.state_dict()
        offsets = {name: pack(average[name].cpu() - value) for name, value in weights.items()}
        return {
            "kind": "training",
            **describe(self.model),
            "recipe": asdict(self.recipe),
            "step": self.step,
            "weights": weights,
            "average_offset": offsets,
            "optimizers": [
                _packed_moments(optimizer.state_dict()) for optimizer in self.optimizers
            ],
            "scaler": self.scaler.state_dict(),
        }

    def load_state(self, state: dict[str, Any]) -> None:
        """Continue from there. ValueError where the state is another network's or recipe's."""
        if state.get("kind") != "training":
            raise ValueError("these are weights alone: a training can't continue from them")
        for name, own in describe(self.model).items():
            if state[name] != own:
                raise ValueError(f"the state is of a network of other {name}: {state[name]}")
        for name in ("batch_size", "grad_accum", "seed"):
            if state["recipe"][name] != getattr(self.recipe, name):
                raise ValueError(f"the training was begun with {name} {state['recipe'][name]}")
        step = whole(state["step"], 1 << 60)
        if len(state["optimizers"]) != len(self.optimizers):
            raise TypeError("other optimizers")
        self.model.load_state_dict(checked(state["weights"], self.model.state_dict()))
        self.average.load_state_dict(average_of(state))
        for optimizer, kept in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(_unpacked_moments(kept))
        self.scaler.load_state_dict(state["scaler"])
        self.step = step


@torch.inference_mode()
def score(model: SpriteNetwork, sprites: Sprites) -> Score:
    """How well the network predicts sprites of which nothing is given."""
    shape = paint = right = 0.0
    painted = 0
    batch = as_batch(sprites, model.vocabulary)
    device = model.paint.place.device
    for part in zip(*(a.split(16) for a in batch), strict=True):
        pixels, given, labels = (a.to(device) for a in part)
        logits, wanted = model(pixels, given, labels), targets(pixels, given)
        sums = losses(logits, wanted)
        shape, paint = shape + float(sums.shape), paint + float(sums.paint)
        right += float((logits.paint.argmax(-1) == wanted.paint).sum())
        painted += len(wanted.paint)
    count = len(sprites.pixels)
    return Score((shape + paint) / count, shape / count, paint / painted, right / painted)


def _packed_moments(state: dict[str, Any]) -> dict[str, Any]:
    """Muon's momentum in 8 bits, AdamW's two moments in bfloat16 (a row's range is too wide)."""
    kept = {}
    for index, moments in state["state"].items():
        kept[index] = {name: _packed_moment(name, value) for name, value in moments.items()}
    return {"state": kept, "param_groups": state["param_groups"]}


def _packed_moment(name: str, value: Tensor) -> Tensor | dict[str, Tensor]:
    if name == "momentum_buffer":
        return pack(value)
    return value.cpu().bfloat16() if name.startswith("exp_avg") else value.cpu()


def _unpacked_moments(kept: dict[str, Any]) -> dict[str, Any]:
    state = {}
    for index, moments in kept["state"].items():
        state[index] = {name: _unpacked_moment(value) for name, value in moments.items()}
    return {"state": state, "param_groups": kept["param_groups"]}


def _unpacked_moment(value: Tensor | dict[str, Tensor]) -> Tensor:
    return unpack(value) if isinstance(value, dict) else value.float()
