"""Trains the network on nine pictures, one step at a time, and asks it for pictures.

State stays on the device between steps. Everything random comes from the seed and the step, so
a run can be repeated, and continued, exactly where arithmetic is (one thread, or native).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from aipixel.runtime import Tensor, dispose
from aipixel.vaegan.dreams.dreaming import dream, rebuild
from aipixel.vaegan.model import PLAYERS, Model
from aipixel.vaegan.nine import Nine
from aipixel.vaegan.onnx_files import are_weights
from aipixel.vaegan.pictures import COUNT
from aipixel.vaegan.training.checkpoint import Checkpoint
from aipixel.vaegan.training.history import LossHistory
from aipixel.vaegan.training.schedule import learning_rates, loss_weights
from aipixel.vaegan.training.step import train

Array = NDArray[np.float32]

# Independent random streams of one seed.
_PARAMETERS, _NOISE = 1, 2

BETWEEN = 4  # of a step's nine samples lie on the way between two pictures
CALM = 0.5  # of the learning rates, for the first steps of a detour


class Diverged(ArithmeticError):
    """A loss or a parameter is no longer finite."""


class Trainer:
    """A network in training. nine: the pictures it learns. step_count: steps done so far.

    originals: the nine as the graphs take them, (9, 3, 32, 32) in [0, 1]. palette: the colours
    that it paints with (colours, 3) in [0, 1], which training leaves as they are. history: the
    losses that were read. learning_rates, loss_weights: the schedule, from a step counted from 1
    to the two players' rates and to the weights of the autoencoder's losses.
    """

    def __init__(self, model: Model, seed: int, nine: Nine | None = None) -> None:
        self.model = model
        self.learning_rates = learning_rates
        self.loss_weights = loss_weights
        self._losses: Tensor | None = None
        self._state: dict[str, Tensor | Array] = {}
        self._targets: dict[str, Tensor] = {}
        self.reset(seed, nine)

    def reset(self, seed: int, nine: Nine | None = None) -> None:
        """Begin again with the first parameters of a seed (0 to 2**32 - 1).

        nine: what to learn, the seed's own pictures where None.
        """
        nine = nine or Nine.of_seed(seed)
        self.close()
        self.seed = seed
        self.step_count = 0
        self.detour(0, 0)
        self.history = LossHistory()
        self._show(nine)
        self._state = self._initial_state()

    def restore(self, checkpoint: Checkpoint) -> None:
        """Go on from a checkpoint of this model's configuration."""
        self.close()
        self.seed = checkpoint.seed
        self.step_count = checkpoint.step
        self.detour(0, 0)
        self.history = LossHistory(checkpoint.history)
        self._show(checkpoint.nine)
        self._state = dict(checkpoint.state)
        self.palette = self.model.manifest.palette_of(checkpoint.state["autoencoder"])

    def detour(self, number: int, calm_steps: int) -> None:
        """Go on with other noise than the seed's own, and for some steps at lower rates.

        number: which other noise; 0 is the seed's own. Ends with `reset` and `restore`.
        """
        self._detour = number
        self._calm_until = self.step_count + calm_steps

    async def checkpoint(self) -> Checkpoint:
        """All that is needed to go on from here; not while a step is being made.

        Raises Diverged where nothing could go on from it.
        """
        state = await self.state()
        if not all(np.isfinite(vector).all() for vector in state.values()):
            raise Diverged("the network's parameters are no longer finite numbers")
        if not all(are_weights(state[player]) for player in PLAYERS):
            raise Diverged("the network's weights have grown beyond all measure")
        return Checkpoint(
            self.model.manifest.name,
            self.seed,
            self.step_count,
            self.nine,
            state,
            tuple(self.history.moments),
        )

    def _show(self, nine: Nine) -> None:
        self.nine = nine
        self.originals: Array = nine.planes()

    def _initial_state(self) -> dict[str, Tensor | Array]:
        manifest, rng = self.model.manifest, np.random.default_rng([self.seed, _PARAMETERS])
        vectors: list[Array] = []
        for player in PLAYERS:
            parameters = manifest.initial_parameters(player, rng)
            vectors += [parameters, np.zeros_like(parameters), np.zeros_like(parameters)]
        self.palette = self.nine.palette(manifest.colours)
        manifest.set_palette(vectors[0], self.palette)
        return dict(zip(manifest.state, vectors, strict=True))

    def step_inputs(self, number: int) -> dict[str, Array]:
        """What a step takes beside state and targets; steps count from 1."""
        detour = [self._detour] if self._detour else []
        rng = np.random.default_rng([self.seed, _NOISE, number, *detour])
        shape = (COUNT, self.model.manifest.latent)
        noise = rng.standard_normal(shape, dtype=np.float32)
        prior = rng.standard_normal(shape, dtype=np.float32)
        between = _on_the_way(rng)
        prior[between.any(axis=1)] = 0
        return {
            "step": np.array(number, dtype=np.float32),
            "learning_rates": self._rates(number),
            "loss_weights": np.array(self.loss_weights(number), dtype=np.float32),
            "noise": noise,
            "prior": prior,
            "between": between,
        }

    def _rates(self, number: int) -> Array:
        rates = np.array(self.learning_rates(number), dtype=np.float32)
        return rates * np.float32(CALM) if number <= self._calm_until else rates

    async def step(self) -> None:
        """One training step of both players."""
        await train(self)

    async def learn(self, inputs: Mapping[str, Array]) -> None:
        """Run the training graph on what a step takes, as `step_inputs` has it; a step is done.

        Raises ValueError if something is missing or unknown among the inputs.
        """
        outputs = await self.model.training_step.run(
            {**self._state, **await self.targets(), **inputs}
        )
        dispose(*self._state.values(), self._losses)
        self._losses = outputs.pop("losses")
        self._state = {name.removeprefix("next_"): tensor for name, tensor in outputs.items()}
        self.step_count += 1

    async def targets(self) -> dict[str, Tensor]:
        """What a step compares with, by name, the same at every step; they stay the trainer's."""
        if not self._targets:
            feeds = {"autoencoder": self._state["autoencoder"], "pictures": self.originals}
            self._targets = await self.model.targets.run(feeds)
        return self._targets

    async def losses(self) -> dict[str, float]:
        """The losses of the last step, by name; empty where none was made since the start.

        They go into the history. Raises Diverged if one is not finite.
        """
        if self._losses is None:
            return {}
        values = (await self._losses.numpy()).tolist()
        named = dict(zip(self.model.manifest.loss_names, values, strict=True))
        wrong = [name for name, value in named.items() if not math.isfinite(value)]
        if wrong:
            raise Diverged(f"the {' and '.join(wrong)} loss is no longer a finite number")
        self.history.add(self.step_count, values)
        return named

    async def state(self) -> dict[str, Array]:
        """A copy of all six state vectors, by name."""
        return {
            name: await vector.numpy() if isinstance(vector, Tensor) else vector.copy()
            for name, vector in self._state.items()
        }

    async def reconstructions(self) -> Array:
        """The nine as the network rebuilds them, without noise: (9, 3, 32, 32) in [0, 1]."""
        return await rebuild(self.model, self._state["autoencoder"], self.originals)

    async def dreams(self, latents: Array, depth: int) -> Array:
        """Pictures from latents (N, Z), settled `depth` times: (N, 3, 32, 32)."""
        return await dream(self.model, self._state["autoencoder"], latents, depth)

    def close(self) -> None:
        """Dispose of the state; `reset` and `restore` make a new one."""
        dispose(*self._state.values(), *self._targets.values(), self._losses)
        self._targets = {}
        self._losses = None


def _on_the_way(rng: np.random.Generator) -> Array:
    """Shares (9, 9) of the nine in the latents of nine samples; rows of zeros for the prior's.

    Without samples on the way from one picture to another some pictures vanish from the dreams.
    """
    rows = np.arange(COUNT - BETWEEN, COUNT)
    ones = rng.integers(COUNT, size=BETWEEN)
    others = (ones + rng.integers(1, COUNT, size=BETWEEN)) % COUNT
    shares = np.zeros((COUNT, COUNT), dtype=np.float32)
    shares[rows, ones] = rng.random(BETWEEN, dtype=np.float32)
    shares[rows, others] = 1 - shares[rows, ones]
    return shares
