"""The three networks: encoder, decoder, discriminator, over flat parameter vectors.

References: Kingma and Welling 2014 (VAE, arXiv:1312.6114); Larsen et al. 2016 (VAE-GAN,
arXiv:1512.09300); Isola et al. 2017 (a discriminator that judges patches, arXiv:1611.07004).

Pictures are (N, 3, 32, 32), RGB in [0, 1]. Inside, the networks work on 12 channels of 16 x 16
(space to depth): the layers that cost most run on a quarter of the positions. The latent enters
the decoder at every scale and straight into its output, which is what makes it learn quickly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from vaegan.operators import clamp, downsample, halves, leaky_relu, upsample

PICTURES = 9
SIZE = 32
CELLS = 12  # channels of a picture held as 16 x 16 cells of 2 x 2 pixels


@dataclass(frozen=True)
class Config:
    """Size of the networks: `latent` dimensions and `width`, the channels of the first layers."""

    latent: int
    width: int


CONFIGS = {"default": Config(latent=8, width=16), "tiny": Config(latent=4, width=4)}


@dataclass(frozen=True)
class Parameter:
    """One named tensor inside a flat parameter vector, drawn from N(0, initial_std^2) at first."""

    name: str
    shape: tuple[int, ...]
    initial_std: float

    @property
    def size(self) -> int:
        return math.prod(self.shape)


def _layer(name: str, *shape: int, gain: float = 2.0) -> list[Parameter]:
    """Weight with variance gain / fan-in (He et al. 2015 for gain 2) and a zero bias."""
    std = math.sqrt(gain / math.prod(shape[1:]))
    return [
        Parameter(f"{name}.weight", shape, std),
        Parameter(f"{name}.bias", (shape[0],), 0.0),
    ]


def autoencoder_parameters(config: Config) -> list[Parameter]:
    """Encoder and decoder: the player that rebuilds pictures and deceives the discriminator."""
    z, c = config.latent, config.width
    return [
        *_layer("encoder.conv1", c, CELLS, 3, 3),
        *_layer("encoder.conv2", 2 * c, c, 3, 3),
        *_layer("encoder.conv3", 4 * c, 2 * c, 3, 3),
        *_layer("encoder.latent", 2 * z, 4 * c * 16, gain=1.0),
        *_layer("decoder.from_latent4", 4 * c * 16, z),
        *_layer("decoder.conv8", 2 * c, 4 * c, 3, 3),
        *_layer("decoder.from_latent8", 2 * c * 64, z),
        *_layer("decoder.conv16", c, 2 * c, 3, 3),
        *_layer("decoder.from_latent16", c * 256, z),
        *_layer("decoder.conv16_residual", c, c, 3, 3),
        *_layer("decoder.output", CELLS, c, 3, 3, gain=1.0),
        *_layer("decoder.from_latent_output", CELLS * 256, z, gain=0.1),
    ]


def discriminator_parameters(config: Config) -> list[Parameter]:
    """The player that tells the nine from what the autoencoder makes, patch by patch."""
    c = config.width
    return [
        *_layer("discriminator.conv1", c, CELLS, 3, 3),
        *_layer("discriminator.conv2", 2 * c, c, 3, 3),
        *_layer("discriminator.mix", 2 * c, 2 * c, 1, 1),
        *_layer("discriminator.logit", 1, 2 * c, 1, 1, gain=1.0),
    ]


def unpack(vector: Tensor, parameters: list[Parameter]) -> dict[str, Tensor]:
    """The named tensors of a flat vector, in order: (P,) -> {name: shape}."""
    tensors, offset = {}, 0
    for parameter in parameters:
        flat = vector[offset : offset + parameter.size]
        tensors[parameter.name] = flat.reshape(parameter.shape)
        offset += parameter.size
    return tensors


def space_to_depth(pictures: Tensor) -> Tensor:
    """(N, 3, 32, 32) -> (N, 12, 16, 16)."""
    return F.pixel_unshuffle(pictures, 2)


def depth_to_space(cells: Tensor) -> Tensor:
    """(N, 12, 16, 16) -> (N, 3, 32, 32)."""
    return F.pixel_shuffle(cells, 2)


def _conv(p: dict[str, Tensor], name: str, x: Tensor) -> Tensor:
    weight = p[f"{name}.weight"]
    return F.conv2d(x, weight, p[f"{name}.bias"], padding=weight.shape[-1] // 2)


def _linear(p: dict[str, Tensor], name: str, x: Tensor) -> Tensor:
    return x @ p[f"{name}.weight"].T + p[f"{name}.bias"]


def encode(p: dict[str, Tensor], cells: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and log variance of the latent, q(z|x): (N, 12, 16, 16) -> (N, Z), (N, Z)."""
    h = leaky_relu(_conv(p, "encoder.conv1", cells))  # (N, C, 16, 16)
    h = downsample(leaky_relu(_conv(p, "encoder.conv2", h)))  # (N, 2C, 8, 8)
    h = downsample(leaky_relu(_conv(p, "encoder.conv3", h)))  # (N, 4C, 4, 4)
    mean, log_variance = halves(_linear(p, "encoder.latent", h.flatten(1)))  # (N, Z) each
    return mean, clamp(log_variance, -8.0, 8.0)


def decode(config: Config, p: dict[str, Tensor], latent: Tensor) -> Tensor:
    """Pictures from latents, p(x|z): (N, Z) -> (N, 12, 16, 16) in (0, 1)."""
    c = config.width

    def injected(name: str, channels: int, side: int) -> Tensor:
        return _linear(p, f"decoder.from_latent{name}", latent).reshape(-1, channels, side, side)

    h = leaky_relu(injected("4", 4 * c, 4))  # (N, 4C, 4, 4)
    h = leaky_relu(
        _conv(p, "decoder.conv8", upsample(h)) + injected("8", 2 * c, 8)
    )  # (N, 2C, 8, 8)
    h = leaky_relu(
        _conv(p, "decoder.conv16", upsample(h)) + injected("16", c, 16)
    )  # (N, C, 16, 16)
    h = leaky_relu(_conv(p, "decoder.conv16_residual", h)) + h  # (N, C, 16, 16)
    logits = _conv(p, "decoder.output", h) + injected("_output", CELLS, 16)  # (N, 12, 16, 16)
    return torch.sigmoid(logits)


def discriminate(p: dict[str, Tensor], cells: Tensor) -> tuple[Tensor, Tensor]:
    """Logits per patch that it is one of the nine, and the features of the learned similarity.

    (N, 12, 16, 16) -> (N, 1, 16, 16), (N, 2C, 8, 8). A patch sees 10 x 10 pixels.
    """
    h = leaky_relu(_conv(p, "discriminator.conv1", cells))  # (N, C, 16, 16)
    h = leaky_relu(_conv(p, "discriminator.conv2", h))  # (N, 2C, 16, 16)
    features = downsample(h)  # (N, 2C, 8, 8)
    h = leaky_relu(_conv(p, "discriminator.mix", h))  # (N, 2C, 16, 16)
    return _conv(p, "discriminator.logit", h), features
