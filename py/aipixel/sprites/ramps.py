"""Our palette, nine ramps of seven lights each; and what the colours of any palette are called.

Index 0 is transparent. In ours ramp r, light l (0 darkest) is index 1 + 7 r + l. Any other palette
comes with its model's manifest, and its colours are called by their hex codes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aipixel.pixels.palette_files import Colour, NamedPalette

Pixels = NDArray[np.uint8]

LIGHTS = 7
_RAMPS = {
    "coral": "3f0319 6c0323 9c0522 cc1a0a e95412 f88948 f8bc90",
    "sand": "3d1c10 693002 8b5004 ab740a cd9801 e3c157 f6eaa4",
    "kelp": "041e0b 143d0d 375b04 617807 879726 b0b74f d8d77f",
    "turquoise": "002632 024552 066770 058c8c 0fb2a8 63d5c0 aaf3db",
    "deep": "0e093a 19206f 1d409f 2065c5 288ee0 58b5ee 9dd7f2",
    "violet": "231649 441c7d 6a29a6 9240c3 b660d6 d486e1 e8b3e5",
    "flesh": "431f3c 722858 a0396c ca547b ed7886 ffa79e ffdace",
    "bone": "0c0c16 282b39 474e5e 6a7484 899fa2 bbc7bd f1efe6",
    "glow": "036151 087f63 059f71 0fc17a 71dc76 bfef94 faffe9",
}
RAMP_NAMES = tuple(_RAMPS)
HEX_COLOURS = tuple(" ".join(_RAMPS.values()).split())
GLOW = RAMP_NAMES.index("glow")  # what shines by itself

_NAMES = {
    colour: f"{name} {light}"
    for name, ramp in _RAMPS.items()
    for light, colour in enumerate(ramp.split())
}


def named_palette(name: str, colours: Sequence[Colour]) -> NamedPalette:
    """Opaque colours and what they are called, for a palette file; ours with a ramp in each row.

    Raises ValueError for what no such file can hold.
    """
    columns = LIGHTS if _hex(colours) == list(HEX_COLOURS) else 0
    return NamedPalette(name, colours, labels(colours), columns)


def labels(colours: Sequence[Colour]) -> list[str]:
    """What opaque colours are called: ours "coral 0", "coral 1", ..., all others "1d2b53"."""
    codes = _hex(colours)
    return [_NAMES[code] for code in codes] if _NAMES.keys() >= set(codes) else codes


def opaque(palette: Pixels) -> list[Colour]:
    """The colours of a palette (1 + n, 4) RGBA whose first is transparent."""
    return [(red, green, blue) for red, green, blue, _ in palette[1:].tolist()]


def glowing(palette: Pixels) -> list[int]:
    """The indices of what shines by itself, dark to light: of our palette; none in any other."""
    first = 1 + LIGHTS * GLOW
    ours = _hex(opaque(palette)) == list(HEX_COLOURS)
    return list(range(first, first + LIGHTS)) if ours else []


def _hex(colours: Sequence[Colour]) -> list[str]:
    return ["".join(f"{part:02x}" for part in colour) for colour in colours]
