"""How the 64 colours are ordered: 0 is transparent, then nine ramps of seven lights each.

Ramp r, light l (0 darkest) is index 1 + 7 r + l. The colours themselves are in the manifest.
"""

from __future__ import annotations

LIGHTS = 7
RAMP_NAMES = (
    "coral", "sand", "kelp", "turquoise", "deep", "violet", "flesh", "bone", "glow"
)  # fmt: skip
GLOW = RAMP_NAMES.index("glow")  # what shines by itself


def label(index: int) -> str:
    """Ramp and light of an opaque index, 1 to 63: "coral 0" is the darkest of its ramp."""
    ramp, light = divmod(index - 1, LIGHTS)
    return f"{RAMP_NAMES[ramp]} {light}"
