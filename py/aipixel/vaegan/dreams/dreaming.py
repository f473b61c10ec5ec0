"""Pictures from the parameters of an autoencoder: dreamed from latents, or rebuilt."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from aipixel.runtime import Session, Tensor, dispose
from aipixel.vaegan.model import Model

Array = NDArray[np.float32]


class Dreamer(Protocol):
    """The graphs that dreams are drawn with."""

    @property
    def settle(self) -> Session:
        """From latents to latents nearer to memory."""

    @property
    def decoder(self) -> Session:
        """From latents to pictures."""


async def dream(model: Dreamer, autoencoder: Tensor | Array, latents: Array, depth: int) -> Array:
    """Pictures from latents (N, Z), settled `depth` times first: (N, 3, 32, 32) in [0, 1].

    Each time the latents are drawn towards what the encoder sees in their pictures: 0 is raw, 2
    gives scenes, 8 memories of the nine.
    """
    latent: Tensor | Array = latents
    for _ in range(depth):
        outputs = await model.settle.run({"autoencoder": autoencoder, "latent": latent})
        dispose(latent)
        latent = outputs["settled"]
    return await _decode(model, autoencoder, latent)


async def rebuild(model: Model, autoencoder: Tensor | Array, pictures: Array) -> Array:
    """Pictures (N, 3, 32, 32) encoded, and decoded from the means of their latents: the same."""
    outputs = await model.encoder.run({"autoencoder": autoencoder, "pictures": pictures})
    dispose(outputs["log_variance"])
    return await _decode(model, autoencoder, outputs["mean"])


async def _decode(model: Dreamer, autoencoder: Tensor | Array, latent: Tensor | Array) -> Array:
    outputs = await model.decoder.run({"autoencoder": autoencoder, "latent": latent})
    dispose(latent)
    try:
        return await outputs["pictures"].numpy()
    finally:
        outputs["pictures"].dispose()
