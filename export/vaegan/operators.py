"""Differentiable operators whose backward passes stay simple in an ONNX graph.

A training step is exported with its backward pass inside, and must run on WebGPU without a node
falling back to the CPU. Autograd's own backward of some operators would bring boolean masks,
`Sign` or `ScatterND` into the graph: the first two run on the CPU there, and captured WebGPU
replay of the last is silently wrong. The operators here compute the same gradients in floating
point, with `Concat`, `Pad`, `Resize` and `AveragePool` only.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

# A float large enough that `clamp(x * STEEP, 0, 1)` is the unit step for every normal x.
STEEP = 1e30
LEAK = 0.2
LEAST_SHARE = 1e-37  # the smallest normal floats


class _LeakyRelu(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return F.leaky_relu(x, LEAK)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        return gradient * torch.clamp(x * STEEP, LEAK, 1.0)


class _Clamp(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, low: float, high: float) -> Tensor:
        ctx.save_for_backward(x)
        ctx.low, ctx.high = low, high
        return torch.clamp(x, low, high)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None]:
        (x,) = ctx.saved_tensors
        above = torch.clamp((x - ctx.low) * STEEP, 0, 1)
        below = torch.clamp((ctx.high - x) * STEEP, 0, 1)
        return gradient * above * below, None, None


class _Softplus(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        # log(1 + e^x) without overflow for any x.
        return torch.relu(x) + torch.log(1 + torch.exp(-x.abs()))

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        return gradient * torch.sigmoid(x)


class _Mix(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, logits: Tensor, shares: Tensor, colours: Tensor) -> Tensor:
        mixed = product_for_each(colours.T, shares)
        ctx.save_for_backward(shares, colours, mixed)
        return mixed

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None]:
        shares, colours, mixed = ctx.saved_tensors
        # The softmax's own backward, its sum over K colours taken over the 3 channels instead.
        along = (gradient * mixed).sum(1, keepdim=True)
        return shares * (product_for_each(colours, gradient) - along), None, None


class _CrossEntropy(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, logits: Tensor, shares: Tensor, target: Tensor) -> Tensor:
        first = shares[: target.shape[0]].clone()
        ctx.save_for_backward(first, target)
        ctx.rest = logits.shape[0] - target.shape[0]
        return -torch.log(torch.clamp((first * target).sum(1), LEAST_SHARE, 1.0)).mean()

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None]:
        first, target = ctx.saved_tensors
        pixels = target.shape[0] * target.shape[2]
        return F.pad((first - target) * (gradient / pixels), (0, 0, 0, 0, 0, ctx.rest)), None, None


class _Upsample(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        return F.interpolate(x, scale_factor=2, mode="nearest")

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        return F.avg_pool2d(gradient, 2) * 4


class _Downsample(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        return F.avg_pool2d(x, 2)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        return F.interpolate(gradient * 0.25, scale_factor=2, mode="nearest")


class _SplitColumns(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, count: int) -> tuple[Tensor, Tensor]:
        return x[:, :count].clone(), x[:, count:].clone()

    @staticmethod
    def backward(ctx: Any, first: Tensor, second: Tensor) -> tuple[Tensor, None]:
        return torch.cat([first, second], 1), None


class _FirstRows(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, count: int) -> Tensor:
        ctx.rest = x.shape[0] - count
        return x[:count].clone()

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        return F.pad(gradient, (0, 0) * (gradient.dim() - 1) + (0, ctx.rest)), None


def product_for_each(matrix: Tensor, x: Tensor) -> Tensor:
    """One matrix times each of the batch: (A, B), (N, B, P) -> (N, A, P).

    As a 1 x 1 convolution: `torch.matmul` would fold the batch away, by two large transpositions.
    """
    return F.conv2d(x.unsqueeze(2), matrix[:, :, None, None]).squeeze(2)


def leaky_relu(x: Tensor) -> Tensor:
    """Leaky ReLU with slope 0.2 below zero; any shape."""
    return _LeakyRelu.apply(x)


def clamp(x: Tensor, low: float, high: float) -> Tensor:
    """x limited to [low, high]; gradient 0 at and beyond the limits."""
    return _Clamp.apply(x, low, high)


def softplus(x: Tensor) -> Tensor:
    """log(1 + e^x), exact for large |x|; any shape."""
    return _Softplus.apply(x)


def softmax(x: Tensor) -> Tensor:
    """Shares of the columns: (N, K, P) -> (N, K, P).

    Written out: onnxruntime transposes for a softmax over columns, twice. It has no gradient of
    its own: `mix` and `cross_entropy` know it.
    """
    with torch.no_grad():
        exponentials = torch.exp(x - x.amax(1, keepdim=True))
        return exponentials * (1 / exponentials.sum(1, keepdim=True))


def mix(logits: Tensor, shares: Tensor, colours: Tensor) -> Tensor:
    """Colours (K, C) mixed by the softmax `shares` of the logits, both (N, K, P): (N, C, P).

    The gradient goes to the logits.
    """
    return _Mix.apply(logits, shares, colours)


def cross_entropy(logits: Tensor, shares: Tensor, target: Tensor) -> Tensor:
    """Mean over the pixels of the first M rows: (N, K, P) twice, a one-hot target (M, K, P) -> ().

    `shares` is the softmax of the logits; the gradient goes to the logits.
    """
    return _CrossEntropy.apply(logits, shares, target)


def upsample(x: Tensor) -> Tensor:
    """Nearest neighbour, twice the height and width: (N, C, H, W) -> (N, C, 2H, 2W)."""
    return _Upsample.apply(x)


def downsample(x: Tensor) -> Tensor:
    """2 x 2 means, half the height and width: (N, C, 2H, 2W) -> (N, C, H, W)."""
    return _Downsample.apply(x)


def split_columns(x: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """The first `count` columns, and the others: (N, C, ...) -> (N, count, ...), (N, rest, ...)."""
    return _SplitColumns.apply(x, count)


def first_rows(x: Tensor, count: int) -> Tensor:
    """The first `count` rows of the batch: (N, ...) -> (count, ...)."""
    return _FirstRows.apply(x, count)


def _patches(x: Tensor) -> Tensor:
    """im2col for 3 x 3, padding 1: (N, C, H, W) -> (N, 9C, H, W), offset-major."""
    height, width = x.shape[2:]
    padded = F.pad(x, (1, 1, 1, 1))
    # Columns first: what is left to cut then lies together in memory.
    columns = [padded[:, :, :, j : j + width] for j in range(3)]
    return torch.cat([c[:, :, i : i + height] for i in range(3) for c in columns], 1)


def _weight_gradient(gradient: Tensor, x: Tensor) -> Tensor:
    """Gradient of a 3 x 3 kernel as one batched matrix product: -> (C_out, C_in, 3, 3).

    im2col is taken of whichever side has fewer channels: its cost is memory traffic.
    """
    batch, c_in = x.shape[:2]
    c_out = gradient.shape[1]
    if c_out < c_in:
        columns = _patches(gradient).reshape(batch, 9 * c_out, -1)
        product = (columns @ x.reshape(batch, c_in, -1).transpose(1, 2)).sum(0)
        return product.reshape(3, 3, c_out, c_in).permute(2, 3, 0, 1).flip(2, 3)
    columns = _patches(x).reshape(batch, 9 * c_in, -1)
    product = (columns @ gradient.reshape(batch, c_out, -1).transpose(1, 2)).sum(0)
    return product.reshape(3, 3, c_in, c_out).permute(3, 2, 0, 1)


def convolution_backward(
    gradient: Tensor,
    x: Tensor,
    weight: Tensor,
    bias_sizes: Any,
    stride: Any,
    padding: Any,
    dilation: Any,
    transposed: bool,
    output_padding: Any,
    groups: int,
    output_mask: list[bool],
) -> tuple[Tensor | None, Tensor | None, Tensor | None]:
    """Decomposition of `aten.convolution_backward` for stride 1: 3 x 3 with padding 1, or 1 x 1.

    Arguments as in ATen. Shapes: gradient (N, C_out, H, W), x (N, C_in, H, W).
    Raises NotImplementedError for any other kind of convolution.
    """
    size = tuple(weight.shape[2:])
    plain = list(stride) == [1, 1] and list(dilation) == [1, 1] and groups == 1 and not transposed
    if not plain or (size, list(padding)) not in (((3, 3), [1, 1]), ((1, 1), [0, 0])):
        raise NotImplementedError(f"convolution of {size}, stride {stride}, padding {padding}")
    grad_x = grad_weight = grad_bias = None
    if output_mask[0]:
        flipped = weight.transpose(0, 1).flip(2, 3) if size == (3, 3) else weight.transpose(0, 1)
        grad_x = F.conv2d(gradient, flipped, padding=size[0] // 2)
    if output_mask[1]:
        if size == (3, 3):
            grad_weight = _weight_gradient(gradient, x)
        else:
            flat = x.reshape(x.shape[0], x.shape[1], -1).transpose(1, 2)
            product = gradient.reshape(gradient.shape[0], gradient.shape[1], -1) @ flat
            grad_weight = product.sum(0).reshape(weight.shape)
    if output_mask[2]:
        grad_bias = gradient.reshape(gradient.shape[0], gradient.shape[1], -1).sum(2).sum(0)
    return grad_x, grad_weight, grad_bias


def one_hot_of_largest(x: Tensor) -> Tensor:
    """1 where x is largest among the columns and 0 elsewhere, equals sharing: (N, K, P), the same.

    Has no gradient. Made without comparing or indexing, which would leave the GPU.
    """
    with torch.no_grad():
        largest = clamp((x - x.amax(1, keepdim=True)) * STEEP + 1, 0.0, 1.0)
        return largest / largest.sum(1, keepdim=True)
