"""Weights as bytes: 256 even steps over [-4, 4], and which byte goes into which channel.

The map is that of the ai-pixel package, so that either reads the other's pixels: one pixel holds
the weights in the order of the inputs and then the bias; two inputs fill R, G and B, three fill
R, G, B and A, one fills R and G and leaves B at 128.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

LIMIT = 4.0  # weights and biases lie in [-LIMIT, LIMIT]
STEP = 2 * LIMIT / 255  # between neighbouring bytes
UNUSED = 128  # what a channel without a parameter holds
MOST_INPUTS = 3
MOST_HIDDEN = 16


def to_channels(weights: ArrayLike) -> Floats:
    """Where each weight lies on the scale from 0.0 to 255.0, beyond [-4, 4] at its ends."""
    clipped = np.clip(np.asarray(weights, dtype=np.float64), -LIMIT, LIMIT)
    channels: Floats = (clipped + LIMIT) / (2 * LIMIT) * 255
    return channels


def to_bytes(weights: ArrayLike) -> Bytes:
    """The nearest byte of each weight."""
    return np.rint(to_channels(weights)).astype(np.uint8)


def to_weights(values: ArrayLike) -> Floats:
    """The weight that each byte, 0 to 255, stands for."""
    return np.asarray(values, dtype=np.float64) / 255.0 * (2 * LIMIT) - LIMIT


@dataclass(frozen=True)
class Layout:
    """Which parameters a network has, and where in its pixels they stand.

    `hidden` 0 is a single neuron: its weights, then its bias. Otherwise each hidden neuron in turn
    gives its weights and its bias, then the output neuron does. With two inputs and two hidden
    neurons every neuron is one pixel. Raises ValueError where a number is out of range.
    """

    n_inputs: int
    hidden: int = 0

    def __post_init__(self) -> None:
        if self.n_inputs not in range(1, MOST_INPUTS + 1):
            raise ValueError(f"a pixel takes 1 to {MOST_INPUTS} inputs, not {self.n_inputs}")
        if self.hidden not in range(MOST_HIDDEN + 1):
            raise ValueError(f"hidden must be 0 to {MOST_HIDDEN} neurons, not {self.hidden}")

    @property
    def parameter_count(self) -> int:
        if not self.hidden:
            return self.n_inputs + 1
        return self.hidden * (self.n_inputs + 2) + 1

    @property
    def channels(self) -> int:
        """3 (RGB) or 4 (RGBA): whichever needs fewer pixels, RGB where they need as many."""
        return 4 if -(-self.parameter_count // 4) < -(-self.parameter_count // 3) else 3

    @property
    def width(self) -> int:
        """Pixels in the strip."""
        return -(-self.parameter_count // self.channels)

    @property
    def parameter_names(self) -> list[str]:
        """Such as `["w1", "w2", "b"]`, in the order of the channels."""
        inputs = range(1, self.n_inputs + 1)
        if not self.hidden:
            return [*(f"w{i}" for i in inputs), "b"]
        units = range(1, self.hidden + 1)
        hidden = [f"h{unit}.{name}" for unit in units for name in (*(f"w{i}" for i in inputs), "b")]
        return [*hidden, *(f"out.w{unit}" for unit in units), "out.b"]

    def to_pixels(self, values: Sequence[int] | Bytes) -> Bytes:
        """Parameter bytes (P,) as a strip (1, width, channels)."""
        strip = np.full(self.width * self.channels, UNUSED, dtype=np.uint8)
        strip[: self.parameter_count] = values
        return strip.reshape(1, self.width, self.channels)

    def from_pixels(self, pixels: Bytes) -> Bytes:
        """A strip's parameter bytes (P,). ValueError where the strip has another shape."""
        if pixels.shape != (1, self.width, self.channels):
            kind = "RGBA" if self.channels == 4 else "RGB"
            raise ValueError(
                f"a model of {describe(self)} is {self.width} {kind} "
                f"pixel{'s' * (self.width > 1)}, this is an array of shape {pixels.shape}"
            )
        return pixels.reshape(-1)[: self.parameter_count]


def describe(layout: Layout) -> str:
    """Such as "2 inputs and 3 hidden neurons"."""
    text = f"{layout.n_inputs} input{'s' * (layout.n_inputs > 1)}"
    if layout.hidden:
        text += f" and {layout.hidden} hidden neuron{'s' * (layout.hidden > 1)}"
    return text
