"""The light on sprites: what may be asked for, and one run of the graph that puts it there."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aipixel.runtime import Session, dispose


@dataclass(frozen=True)
class Light:
    """From where light falls on a sprite, and what else shades it.

    angle in degrees, 0 from the right, 90 from above, counter-clockwise. strength of that light
    in place of the painted one, occlusion beside creases, edge on the rim, glow of bright pixels
    onto the dark ones beside them: each 0 to 1. Raises ValueError for what is out of range.
    """

    angle: float = 125.0
    strength: float = 0.8
    occlusion: float = 0.4
    edge: float = 0.3
    glow: float = 0.5

    def __post_init__(self) -> None:
        if not math.isfinite(self.angle):
            raise ValueError(f"the light's angle must be a number of degrees, not {self.angle}")
        for name in ("strength", "occlusion", "edge", "glow"):
            value = getattr(self, name)
            if not 0 <= value <= 1:
                raise ValueError(f"the light's {name} must be 0 to 1, not {value:g}")


async def shaded(graph: Session, sprites: NDArray[np.uint8], light: Light) -> NDArray[np.uint8]:
    """Sprites of palette indices (N, 32, 32) in that light, each pixel of the ramp it was."""
    settings = {name: np.array([value], np.float32) for name, value in vars(light).items()}
    outputs = await graph.run({"sprites": sprites.astype(np.float32), **settings})
    found = await outputs["shaded"].numpy()
    dispose(*outputs.values())
    return found.astype(np.uint8)
