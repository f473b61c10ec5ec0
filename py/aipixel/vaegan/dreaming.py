"""Pictures from the parameters of an autoencoder: decoded from latents, or settled by it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aipixel.runtime import Tensor, dispose
from aipixel.vaegan.model import Model

Array = NDArray[np.float32]


async def dream(model: Model, autoencoder: Tensor | Array, latents: Array, depth: int) -> Array:
    """Pictures from latents (N, Z), encoded and decoded `depth` times more: (N, 3, 32, 32)."""
    outputs = await model.decoder.run({"autoencoder": autoencoder, "latent": latents})
    return await settle(model, autoencoder, outputs["pictures"], depth)


async def settle(
    model: Model, autoencoder: Tensor | Array, pictures: Tensor | Array, passes: int
) -> Array:
    """Pictures encoded and decoded `passes` times; a tensor given is disposed of."""
    for _ in range(passes):
        encoded = await model.encoder.run({"autoencoder": autoencoder, "pictures": pictures})
        dispose(pictures, encoded["log_variance"])
        decoded = await model.decoder.run({"autoencoder": autoencoder, "latent": encoded["mean"]})
        dispose(encoded["mean"])
        pictures = decoded["pictures"]
    if not isinstance(pictures, Tensor):
        return pictures
    try:
        return await pictures.numpy()
    finally:
        pictures.dispose()
