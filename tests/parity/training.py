"""The same training from the same state, in torch and in native onnxruntime."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from aipixel.vaegan.model import Model
from aipixel.vaegan.training.trainer import Trainer
from numpy.typing import NDArray
from vaegan.network import CONFIGS, autoencoder_parameters, unpack
from vaegan.training_step import targets, training_step

from tests.coroutines import run

MODELS = Path(__file__).parents[2] / "web" / "models" / "vaegan"
MOMENTS = ("autoencoder_m", "discriminator_m")
PARAMETERS = ("autoencoder", "discriminator")

Result = dict[str, NDArray[np.float32]]


async def _trainer(config: str, seed: int) -> Trainer:
    return Trainer(await Model.open(str(MODELS / config)), seed)


def set_rate(trainer: Trainer, rate: float | None) -> None:
    """Replace the schedule's learning rates by one, for both players."""
    if rate is not None:
        trainer.learning_rates = lambda step: (rate, rate)


def train_natively(config: str, seed: int, steps: int, rate: float | None = None) -> Result:
    """State vectors and "losses" after some steps in native onnxruntime."""

    async def train() -> Result:
        trainer = await _trainer(config, seed)
        set_rate(trainer, rate)
        for _ in range(steps):
            await trainer.step()
        losses = np.array(list((await trainer.losses()).values()), dtype=np.float32)
        return {**await trainer.state(), "losses": losses}

    return run(train())


def train_in_torch(config: str, seed: int, steps: int, rate: float | None = None) -> Result:
    """The same with torch's eager mode, from the state and the noise that the trainer draws."""

    async def start() -> tuple[Trainer, Result]:
        trainer = await _trainer(config, seed)
        return trainer, await trainer.state()

    trainer, first = run(start())
    set_rate(trainer, rate)
    names = trainer.model.manifest.state
    state: tuple[torch.Tensor, ...] = tuple(torch.from_numpy(first[name]) for name in names)
    losses = torch.zeros(5)
    parameters = unpack(state[0], autoencoder_parameters(CONFIGS[config]))
    cells, shares = targets(parameters, torch.from_numpy(trainer.originals))
    for number in range(1, steps + 1):
        inputs: dict[str, Any] = trainer.step_inputs(number)
        *state, losses = training_step(  # type: ignore[assignment]
            CONFIGS[config],
            tuple(state),
            cells=cells,
            targets=shares,
            **{name: torch.from_numpy(np.asarray(v)) for name, v in inputs.items()},
        )
    return {
        **{n: v.numpy() for n, v in zip(names, state, strict=True)},
        "losses": losses.numpy(),
    }
