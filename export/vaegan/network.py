"""The three networks: encoder, decoder, discriminator, over flat parameter vectors.

References: Kingma and Welling 2014 (VAE, arXiv:1312.6114); Larsen et al. 2016 (VAE-GAN,
arXiv:1512.09300); Isola et al. 2017 (a discriminator that judges patches, arXiv:1611.07004).

Pictures are (N, 3, 32, 32), RGB in [0, 1]. Inside, the networks work on 16 x 16 cells of 2 x 2
pixels (space to depth): the layers that cost most run on a quarter of the positions.

The decoder paints by numbers: for every pixel it gives a logit for each colour of one palette, so
that what lies between two pictures is made of the colours of both, not of their greys. The latent
enters it at every scale and, as a linear code of every position, right before the logits, which
is what makes it learn quickly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from vaegan.operators import (
    clamp,
    downsample,
    leaky_relu,
    one_hot_of_largest,
    product_for_each,
    split_columns,
    upsample,
)

PICTURES = 9
SIZE = 32
CELLS = 12  # channels of a picture held as 16 x 16 cells of 2 x 2 pixels
COLOURS = 48  # of the palette: eight palettes of six colours, the most that nine pictures have
PALETTE = "decoder.palette"
PULL = 0.2  # of the way, at each pass of `settle`


@dataclass(frozen=True)
class Config:
    """Size of the networks.

    latent: dimensions. width: channels of the first layers. code: channels that the latent draws
    straight into every cell.
    """

    latent: int
    width: int
    code: int


CONFIGS = {
    "default": Config(latent=8, width=16, code=64),
    "tiny": Config(latent=4, width=4, code=8),
}


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
        *_layer("decoder.code", config.code * 256, z, gain=1.0),
        *_layer("decoder.colour", 4 * COLOURS, c + config.code, 1, 1, gain=1.0),
        Parameter(PALETTE, (COLOURS, 3), 0.0),  # given, not learned: RGB in [0, 1]
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
    h = downsample(leaky_relu(_conv(p, "encoder.conv1", cells)))  # (N, C, 8, 8)
    h = leaky_relu(_conv(p, "encoder.conv2", h))  # (N, 2C, 8, 8)
    h = downsample(leaky_relu(_conv(p, "encoder.conv3", h)))  # (N, 4C, 4, 4)
    both = _linear(p, "encoder.latent", h.flatten(1))  # (N, 2Z)
    mean, log_variance = split_columns(both, both.shape[1] // 2)
    return mean, clamp(log_variance, -8.0, 8.0)


def decode(config: Config, p: dict[str, Tensor], latent: Tensor) -> Tensor:
    """Logits of the palette's colours, p(x|z): (N, Z) -> (N, K, 1024), pixels cell by cell."""
    c = config.width

    def injected(name: str, channels: int, side: int) -> Tensor:
        return _linear(p, f"decoder.{name}", latent).reshape(-1, channels, side, side)

    h = leaky_relu(injected("from_latent4", 4 * c, 4))  # (N, 4C, 4, 4)
    h = leaky_relu(
        _conv(p, "decoder.conv8", upsample(h)) + injected("from_latent8", 2 * c, 8)
    )  # (N, 2C, 8, 8)
    h = leaky_relu(
        _conv(p, "decoder.conv16", upsample(h)) + injected("from_latent16", c, 16)
    )  # (N, C, 16, 16)
    h = leaky_relu(_conv(p, "decoder.conv16_residual", h)) + h  # (N, C, 16, 16)
    from_h, from_code = split_columns(p["decoder.colour.weight"], c)
    logits = F.conv2d(h, from_h, p["decoder.colour.bias"]).flatten(1)  # (N, 4K * 256)
    return (logits + _coloured_code(p, from_code, latent)).reshape(-1, COLOURS, SIZE * SIZE)


def _coloured_code(p: dict[str, Tensor], weight: Tensor, latent: Tensor) -> Tensor:
    """What the latent draws straight into every cell: (4K, code, 1, 1), (N, Z) -> (N, 4K * 256).

    It is linear in the latent, so that it is coloured once for each dimension instead of for each
    of the batch.
    """
    code = torch.cat([p["decoder.code.weight"].T, p["decoder.code.bias"][None]])
    images = code.reshape(code.shape[0], -1, 16, 16)  # (Z + 1, code, 16, 16)
    basis = F.conv2d(images, weight).flatten(1)  # (Z + 1, 4K * 256)
    ones = latent[:, :1].detach() * 0 + 1  # `ones_like` would ask the CPU for the batch's size
    return torch.cat([latent, ones], 1) @ basis


def paint(p: dict[str, Tensor], shares: Tensor) -> Tensor:
    """The palette's colours mixed by their shares: (N, K, 1024) -> (N, 12, 16, 16)."""
    return product_for_each(p[PALETTE].T, shares).reshape(-1, CELLS, SIZE // 2, SIZE // 2)


def likeliest(logits: Tensor) -> Tensor:
    """All of a pixel's share for its likeliest colour: (N, K, 1024) -> (N, K, 1024)."""
    return one_hot_of_largest(logits)


def nearest(p: dict[str, Tensor], cells: Tensor) -> Tensor:
    """All of a pixel's share for the nearest colour: (N, 12, 16, 16) -> (N, K, 1024)."""
    palette = p[PALETTE]  # |x - c|^2 is smallest where 2 x.c - |c|^2 is largest
    products = product_for_each(2 * palette, cells.reshape(-1, 3, SIZE * SIZE))
    return one_hot_of_largest(products - (palette * palette).sum(1, keepdim=True))


def settle(config: Config, p: dict[str, Tensor], latent: Tensor) -> Tensor:
    """Latents drawn towards what the encoder sees in their pictures: (N, Z) -> (N, Z).

    Done again and again it ends in one of the nine: each pass is a step from dream to memory.
    """
    mean, _ = encode(p, paint(p, likeliest(decode(config, p, latent))))
    return latent + PULL * (mean - latent)


def discriminate(p: dict[str, Tensor], cells: Tensor) -> tuple[Tensor, Tensor]:
    """Logits per patch that it is one of the nine, and the features of the learned similarity.

    (N, 12, 16, 16) -> (N, 1, 8, 8), (N, 2C, 8, 8). A patch sees 16 x 16 pixels.
    """
    h = downsample(leaky_relu(_conv(p, "discriminator.conv1", cells)))  # (N, C, 8, 8)
    features = leaky_relu(_conv(p, "discriminator.conv2", h))  # (N, 2C, 8, 8)
    h = leaky_relu(_conv(p, "discriminator.mix", features))  # (N, 2C, 8, 8)
    return _conv(p, "discriminator.logit", h), features
