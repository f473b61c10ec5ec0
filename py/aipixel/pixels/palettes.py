"""Named palettes of six colours, from the darkest ground to one bright accent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# What each of the six is for: a picture picks by role, so that any palette suits any picture.
GROUND, SHADE, BODY, SKY, LIGHT, ACCENT = range(6)


@dataclass(frozen=True)
class Palette:
    """Six colours by role: GROUND, SHADE, BODY, SKY, LIGHT, ACCENT."""

    name: str
    hex_colours: tuple[str, str, str, str, str, str]

    def rgb(self) -> NDArray[np.uint8]:
        """(6, 3) sRGB bytes."""
        return np.array([list(bytes.fromhex(c)) for c in self.hex_colours], dtype=np.uint8)


PALETTES = (
    Palette("dusk", ("1a1433", "3d2a63", "7a3b78", "e0607e", "ffd08a", "fff3c4")),
    Palette("harbour", ("0b1e33", "14405c", "1f6f8b", "5fb4c9", "e8d9a0", "f2704e")),
    Palette("moss", ("12211a", "1f3d2b", "3f6b3a", "8fae5d", "e7e3a1", "e8563f")),
    Palette("neon", ("0d0b1f", "2a1a5e", "5b2a86", "22c7c7", "f7f052", "ff2e88")),
    Palette("brick", ("2a1216", "5a2426", "a4452c", "d98a4e", "f4dfb0", "4fb3a5")),
    Palette("frost", ("14203a", "2e4a74", "5f86b5", "b5d3ea", "f6fbff", "f4a259")),
    Palette("candy", ("3a1540", "7b2d6b", "d1478c", "ff9ebb", "ffe9d6", "46d1c1")),
    Palette("gold", ("1d1608", "463210", "8a6318", "cf9f2f", "fbe38e", "3d7ea6")),
    Palette("reef", ("062430", "0d4a55", "12837c", "4fcf9f", "f0f6c8", "ff7d5c")),
    Palette("ember", ("160a0a", "431312", "8f1f1a", "d8502a", "ffb14a", "fff1b8")),
    Palette("print", ("22222a", "4a4a58", "8c8c9a", "c9c9cf", "f5f2ea", "d7263d")),
    Palette("orchard", ("1b1f12", "3c4a1d", "6f8f2f", "b9cf57", "fbf5c0", "c2388a")),
)
