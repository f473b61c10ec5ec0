"""A neuron's weights as the values of a pixel, by the names that the ai-pixel package gives them.

Each lies in [-4, 4] and is one byte: two weights are R and G and the bias B; three R, G, B and the
bias A; one is R, the bias G, and B is not used.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from aipixel.neuron.encoding import Floats, Layout, to_bytes, to_weights

__all__ = [
    "byte_to_weight",
    "decode_weights",
    "encode_weights",
    "quantization_error",
    "weight_to_byte",
]


def weight_to_byte(w: float) -> int:
    """The nearest of 256 even steps over [-4, 4]; beyond them the first or the last."""
    return int(to_bytes(_number(w))[0])


def byte_to_weight(b: int) -> float:
    """The weight that a byte, 0 to 255, stands for."""
    return float(to_weights(_bytes([b]))[0])


def encode_weights(weights: ArrayLike, bias: float) -> tuple[int, ...]:
    """(R, G, B) or (R, G, B, A) of one to three weights and a bias. ValueError for others."""
    values = np.append(_numbers(weights), _number(bias))
    pixels = Layout(len(values) - 1).to_pixels(to_bytes(values))
    return tuple(pixels[0, 0].tolist())


def decode_weights(pixel: Sequence[int], n_inputs: int | None = None) -> tuple[Floats, float, int]:
    """The weights, the bias and the number of inputs that a pixel holds.

    Without `n_inputs`, (R, G, B) is of two inputs and (R, G, B, A) of three. What a neuron does not
    need is not looked at. ValueError where a value is missing, or is no byte.
    """
    if np.ndim(pixel) != 1:
        raise ValueError("a pixel is R, G and B, or R, G, B and A")
    if n_inputs is None:
        n_inputs = 3 if len(pixel) == 4 else 2
    count = Layout(n_inputs).parameter_count
    if len(pixel) < count:
        raise ValueError(f"a neuron of {n_inputs} inputs has {count} values, not {len(pixel)}")
    values = to_weights(_bytes(pixel[:count]))
    return values[:-1], float(values[-1]), n_inputs


def quantization_error(weights: ArrayLike, bias: float) -> dict[str, Any]:
    """What rounding to bytes changes: `per_param_error` of each weight and the bias (P,), their
    `max_param_error` and `mean_param_error`; `max_logit_error`, the most that it changes a logit.
    """
    values = np.append(_numbers(weights), _number(bias))
    errors = np.abs(values - to_weights(to_bytes(values)))
    return {
        "per_param_error": errors,
        "max_param_error": float(errors.max()),
        "mean_param_error": float(errors.mean()),
        "max_logit_error": float(errors.sum()),
    }


def _number(value: ArrayLike) -> Floats:
    numbers = _numbers(value)
    if len(numbers) != 1:
        raise ValueError(f"a weight, or a bias, is one number, not {len(numbers)}")
    return numbers


def _numbers(values: ArrayLike) -> Floats:
    try:
        numbers = np.asarray(values, dtype=np.float64).reshape(-1)
    except (TypeError, ValueError):
        raise ValueError("a weight is no number") from None
    if np.isnan(numbers).any():
        raise ValueError("a weight is not a number (NaN)")
    return numbers


def _bytes(values: Sequence[int]) -> Floats:
    numbers = np.asarray(values, dtype=np.float64)
    if not ((numbers >= 0) & (numbers <= 255) & (numbers == np.rint(numbers))).all():
        raise ValueError("a pixel's values are whole numbers from 0 to 255")
    return numbers
