"""Trains the network on nine pictures, one step at a time, and asks it for pictures.

State stays on the device between steps. Everything random comes from the seed and the step, so
a run can be repeated, and continued, exactly where arithmetic is (one thread, or native).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from aipixel.runtime import Tensor
from aipixel.vaegan.model import PLAYERS, Model
from aipixel.vaegan.pictures import COUNT, Picture, nine_pictures
from aipixel.vaegan.schedule import learning_rates

Array = NDArray[np.float32]

# Independent random streams of one seed.
_PARAMETERS, _NOISE = 1, 2


class Diverged(ArithmeticError):
    """A loss is no longer finite."""


class Trainer:
    """A network in training. pictures: the nine. step_count: steps done so far.

    learning_rates: the schedule, from a step counted from 1 to the two players' rates.
    """

    def __init__(self, model: Model, seed: int) -> None:
        self.model = model
        self.learning_rates = learning_rates
        self._losses: Tensor | None = None
        self._state: dict[str, Tensor | Array] = {}
        self.reset(seed)

    def reset(self, seed: int) -> None:
        """Begin again with the pictures and first parameters of a seed (0 to 2**32 - 1)."""
        pictures = nine_pictures(seed)
        self.close()
        self.seed = seed
        self.step_count = 0
        self.pictures: list[Picture] = pictures
        rgb = np.stack([picture.rgb() for picture in pictures])  # (9, 32, 32, 3)
        self.originals: Array = rgb.transpose(0, 3, 1, 2).astype(np.float32) / np.float32(255)
        self._state = self._initial_state()

    def _initial_state(self) -> dict[str, Tensor | Array]:
        manifest, rng = self.model.manifest, np.random.default_rng([self.seed, _PARAMETERS])
        vectors: list[Array] = []
        for player in PLAYERS:
            parameters = manifest.initial_parameters(player, rng)
            vectors += [parameters, np.zeros_like(parameters), np.zeros_like(parameters)]
        return dict(zip(manifest.state, vectors, strict=True))

    def step_inputs(self, number: int) -> dict[str, Array]:
        """What a step takes beside the state, in the graph's order; steps count from 1."""
        rng = np.random.default_rng([self.seed, _NOISE, number])
        shape = (COUNT, self.model.manifest.latent)
        return {
            "step": np.array(number, dtype=np.float32),
            "learning_rates": np.array(self.learning_rates(number), dtype=np.float32),
            "pictures": self.originals,
            "noise": rng.standard_normal(shape, dtype=np.float32),
            "prior": rng.standard_normal(shape, dtype=np.float32),
        }

    async def step(self) -> None:
        """One training step of both players."""
        number = self.step_count + 1
        outputs = await self.model.training_step.run({**self._state, **self.step_inputs(number)})
        self.close()
        self._losses = outputs.pop("losses")
        self._state = {name.removeprefix("next_"): tensor for name, tensor in outputs.items()}
        self.step_count = number

    async def losses(self) -> dict[str, float]:
        """The losses of the last step, by name; empty before the first.

        Raises Diverged if one is not finite.
        """
        if self._losses is None:
            return {}
        values = (await self._losses.numpy()).tolist()
        named = dict(zip(self.model.manifest.loss_names, values, strict=True))
        wrong = [name for name, value in named.items() if not math.isfinite(value)]
        if wrong:
            raise Diverged(f"the {' and '.join(wrong)} loss is no longer a finite number")
        return named

    async def state(self) -> dict[str, Array]:
        """A copy of all six state vectors, by name."""
        return {
            name: await vector.numpy() if isinstance(vector, Tensor) else vector.copy()
            for name, vector in self._state.items()
        }

    async def reconstructions(self) -> Array:
        """The nine as the network rebuilds them, without noise: (9, 3, 32, 32) in (0, 1)."""
        return await self._settle(self.originals, 1)

    async def dreams(self, latents: Array, depth: int) -> Array:
        """Pictures from latents (N, Z), encoded and decoded `depth` times more: (N, 3, 32, 32)."""
        outputs = await self.model.decoder.run({**self._autoencoder(), "latent": latents})
        return await self._settle(outputs["pictures"], depth)

    async def _settle(self, pictures: Tensor | Array, passes: int) -> Array:
        """Encode and decode `passes` times; a tensor given is disposed of."""
        for _ in range(passes):
            encoded = await self.model.encoder.run({**self._autoencoder(), "pictures": pictures})
            _dispose(pictures, encoded["log_variance"])
            decoded = await self.model.decoder.run(
                {**self._autoencoder(), "latent": encoded["mean"]}
            )
            _dispose(encoded["mean"])
            pictures = decoded["pictures"]
        if not isinstance(pictures, Tensor):
            return pictures
        try:
            return await pictures.numpy()
        finally:
            pictures.dispose()

    def _autoencoder(self) -> dict[str, Tensor | Array]:
        return {"autoencoder": self._state["autoencoder"]}

    def close(self) -> None:
        """Dispose of the state; `reset` makes a new one."""
        _dispose(*self._state.values(), self._losses)
        self._losses = None


def _dispose(*values: Tensor | Array | None) -> None:
    for value in values:
        if isinstance(value, Tensor):
            value.dispose()
