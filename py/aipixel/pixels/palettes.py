"""Named palettes of six colours, from the darkest ground to one accent. Ours, given as CC0."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# What each of the six is for: a picture picks by role, so that any palette suits any picture.
# GROUND to LIGHT grow lighter in this order; tests hold every palette to its contrasts.
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
    Palette("dusk", ("1a1433", "3d2a63", "7a3b78", "e0607e", "ffe9b8", "ffb347")),
    Palette("harbour", ("0b1e33", "14405c", "1f6f8b", "5fb4c9", "f2e6bd", "ff8362")),
    Palette("moss", ("12211a", "1f3d2b", "3f6b3a", "8fae5d", "f0ecb4", "f4795b")),
    Palette("neon", ("0d0b1f", "2a1a5e", "5b2a86", "22c7c7", "f7f29a", "ff5fa2")),
    Palette("brick", ("2a1216", "5a2426", "a4452c", "d98a4e", "f8e7c0", "5cc9ba")),
    Palette("frost", ("14203a", "2e4a74", "4f79ad", "a3c6e2", "f6fbff", "f4a259")),
    Palette("candy", ("3a1540", "6e2766", "c23f84", "ff9ebb", "fff0e2", "4fdccb")),
    Palette("gold", ("1d1608", "463210", "8a6318", "cf9f2f", "fdedb0", "6bb7d6")),
    Palette("reef", ("062430", "0d4a55", "12807a", "4fcf9f", "f4f8d2", "ff8a68")),
    Palette("ember", ("160a0a", "431312", "8f1f1a", "d8502a", "ffe3a3", "ffa62b")),
    Palette("print", ("1e1e26", "474755", "74747f", "c4c4c9", "f7f4ec", "ff6675")),
    Palette("orchard", ("1b1f12", "3c4a1d", "64822b", "aec752", "fbf6cc", "ee7fb4")),
    Palette("blossom", ("2b1a2e", "57324f", "9c5674", "eb9fb0", "fff3ee", "8fce7b")),
    Palette("lagoon", ("101a3c", "1c3f78", "2277a8", "63c3d1", "ecfadf", "ffc857")),
    Palette("desert", ("2b1b1b", "6a3b2c", "b5663a", "e6ab67", "fff1d0", "63c5d8")),
    Palette("violet hour", ("140f2d", "33246b", "6b48a8", "b58ee0", "f6e9ff", "ffb86b")),
    Palette("pond", ("0f2419", "23513a", "4c8a52", "a5c96a", "f1f7ce", "f6c453")),
    Palette("ink", ("0c1020", "27304f", "4d5f8f", "93a9d1", "f2f5fb", "f2c14e")),
    Palette("clay", ("1f1a17", "4f3a30", "8f5f4a", "d09f7c", "faeadb", "8fc7b0")),
    Palette("citrus", ("22240f", "4a5312", "8a8f1c", "d9c93a", "fffbd6", "ff8c42")),
    Palette("velvet", ("1f0716", "4d1030", "8f1f4c", "d8577a", "ffe1dc", "f2b84b")),
    Palette("glacier", ("0d1f2b", "1f4a5c", "3f8296", "93cdd3", "f3fcfa", "ff9aa2")),
    Palette("signal", ("10141c", "1f3a5f", "3a6ea5", "f2a65a", "fff4dc", "7fe0c3")),
    Palette("tea", ("1d2019", "47473a", "7f7a5a", "bfb585", "f7f0d6", "ef8f6b")),
    Palette("tulip", ("1b1430", "4a1f57", "a02c6b", "f0735a", "ffeebf", "6fd3e0")),
    Palette("phosphor", ("06140e", "0f3a22", "1d7a3f", "49c96d", "e2ffd8", "ffd166")),
)
