"""The colours of sprites, in ramps from dark to light; and our own: nine ramps of seven lights.

Index 0 is transparent. In our palette ramp r, light l (0 darkest) is index 1 + 7 r + l. Within a
ramp the steps are even in OKLab lightness; darks lean to violet and lights to yellow, as painters
mix them. Our own work, CC0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from aipixel.sprites.ramps import HEX_COLOURS, LIGHTS, RAMP_NAMES
from numpy.typing import NDArray

from pixelllm.vocabulary import COLOURS

CORAL, SAND, KELP, TURQUOISE, DEEP, VIOLET, FLESH, BONE, GLOW = range(len(RAMP_NAMES))


@dataclass(frozen=True)
class Palette:
    """1 to 63 opaque colours, red, green and blue 0 to 255: colour n is index n + 1.

    ramps: the indices of each from dark to light; every index is in exactly one. Raises ValueError
    for what is no such palette.
    """

    colours: tuple[tuple[int, int, int], ...]
    ramps: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        count = len(self.colours)
        if not 1 <= count < COLOURS:
            raise ValueError(f"a palette has 1 to {COLOURS - 1} colours, not {count}")
        if any(len(c) != 3 or not all(0 <= part <= 255 for part in c) for c in self.colours):
            raise ValueError("a colour is red, green and blue, 0 to 255 each")
        if sorted(index for ramp in self.ramps for index in ramp) != list(range(1, count + 1)):
            raise ValueError("the ramps of a palette must hold each of its colours once")

    @property
    def rgba(self) -> NDArray[np.uint8]:
        """Indices as colours: (1 + colours, 4), the first transparent."""
        table = np.zeros((len(self.colours) + 1, 4), np.uint8)
        table[1:, :3], table[1:, 3] = self.colours, 255
        return table

    @property
    def ramp_numbers(self) -> NDArray[np.intp]:
        """The ramp of each index, 0 for the transparent one: (1 + colours,)."""
        numbers = np.zeros(len(self.colours) + 1, np.intp)
        for number, ramp in enumerate(self.ramps):
            numbers[list(ramp)] = number
        return numbers

    def as_data(self) -> dict[str, Any]:
        """For a file; `from_data` is its inverse."""
        return {
            "colours": [list(colour) for colour in self.colours],
            "ramps": [list(ramp) for ramp in self.ramps],
        }

    @classmethod
    def from_data(cls, data: Any) -> Palette:
        """Raises ValueError for what `as_data` can't have written."""
        try:
            colours = tuple((int(r), int(g), int(b)) for r, g, b in data["colours"])
            ramps = tuple(tuple(int(index) for index in ramp) for ramp in data["ramps"])
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError("the palette is not colours and their ramps") from error
        return cls(colours, ramps)


def _own() -> Palette:
    colours = [tuple(bytes.fromhex(colour)) for colour in HEX_COLOURS]
    ramps = np.arange(1, COLOURS).reshape(-1, LIGHTS).tolist()
    return Palette(tuple((r, g, b) for r, g, b in colours), tuple(tuple(ramp) for ramp in ramps))


OWN_PALETTE = _own()
RGBA = OWN_PALETTE.rgba
RGBA.setflags(write=False)


def colour_index(ramp: int, light: int) -> int:
    """The index, 1 to 63, of a ramp (0 to 8) at a light (0 darkest to 6)."""
    if not (0 <= ramp < len(RAMP_NAMES) and 0 <= light < LIGHTS):
        raise ValueError(f"no colour at ramp {ramp}, light {light}")
    return 1 + LIGHTS * ramp + light


def ramp_of(index: int) -> int:
    """The ramp, 0 to 8, of an opaque index, 1 to 63."""
    return _opaque(index) // LIGHTS


def light_of(index: int) -> int:
    """The light, 0 darkest to 6, of an opaque index, 1 to 63."""
    return _opaque(index) % LIGHTS


def _opaque(index: int) -> int:
    if not 1 <= index < COLOURS:
        raise ValueError(f"palette index {index} is not an opaque one, 1 to {COLOURS - 1}")
    return index - 1
