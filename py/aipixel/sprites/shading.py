"""The light on sprites: one run of the graph that puts it there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aipixel.runtime import Session, dispose
from aipixel.sprites.files.origin import Light


def usual_light(angle: float) -> Light:
    """Light from that angle, 0 to 360 degrees, with some occlusion, edge and glow."""
    return Light(angle, strength=0.8, occlusion=0.5, edge=0.3, glow=0.5)


async def shaded(graph: Session, sprites: NDArray[np.uint8], light: Light) -> NDArray[np.uint8]:
    """Sprites of palette indices (N, 32, 32) in that light, each pixel of the ramp it was.

    Raises ValueError where anything but the light's angle is above 1.
    """
    for name, value in vars(light).items():
        if name != "angle" and value > 1:
            raise ValueError(f"a light's {name} must be 0 to 1, not {value:g}")
    settings = {name: np.array([value], np.float32) for name, value in vars(light).items()}
    outputs = await graph.run({"sprites": sprites.astype(np.float32), **settings})
    found = await outputs["shaded"].numpy()
    dispose(*outputs.values())
    return found.astype(np.uint8)
