"""One tile by itself: its latent as text, and its PNG."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aipixel import __version__
from aipixel.pixels.png import encode

Array = NDArray[np.float32]

_STORED = np.dtype("<f4")


def latent_code(latent: Array) -> str:
    """A latent (Z,) as a short text, exactly; `read_latent_code` reads it."""
    return base64.b64encode(latent.astype(_STORED).tobytes()).decode()


def read_latent_code(code: str, size: int) -> Array:
    """The latent (size,) of a code. Raises ValueError if it is none of that size."""
    try:
        data = base64.b64decode(code, validate=True)
    except binascii.Error as error:
        raise ValueError(f"{code[:80]!r} is no latent; choose another tile") from error
    latent = np.frombuffer(data, _STORED) if len(data) == size * _STORED.itemsize else None
    if latent is None or not np.isfinite(latent).all():
        raise ValueError(f"{code[:80]!r} is no latent of this network; choose another tile")
    return latent.astype(np.float32)


@dataclass(frozen=True)
class Origin:
    """Where a tile is from: enough to dream it again. config: of the network."""

    config: str
    seed: int
    step: int
    depth: int
    latent: Array

    @property
    def file_name(self) -> str:
        return f"dream-seed{self.seed}-step{self.step}.png"


def tile_png(pixels: NDArray[np.uint8], origin: Origin) -> bytes:
    """A PNG of a tile (H, W, 3 or 4) that says in its texts where it is from."""
    texts = {
        "Title": "A dream of nine pictures",
        "Software": f"aipixel {__version__}",
        "ai-pixel-config": origin.config,
        "ai-pixel-seed": str(origin.seed),
        "ai-pixel-step": str(origin.step),
        "ai-pixel-depth": str(origin.depth),
        "ai-pixel-latent": " ".join(map(str, origin.latent)),
    }
    return encode(pixels, texts)
