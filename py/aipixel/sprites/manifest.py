"""What the graphs of the sprite transformer take: the manifest under `models/pixelllm/`."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """Names and numbers; see `export/pixelllm/export.py`.

    model: the first digits of the SHA-256 of the graphs that draw. files, sha256: of every graph
    by its name, where it is and its SHA-256. tokens: numbers of the marks `pad` and `mask`
    and of the first zone and category. size: pixels of a side. width: of the network. half:
    layers of each kind. block: rows that row layers see together. palette: (64, 4) RGBA, index 0
    transparent.
    """

    model: str
    files: dict[str, str]
    sha256: dict[str, str]
    zones: tuple[str, ...]
    categories: tuple[str, ...]
    tokens: dict[str, int]
    size: int
    width: int
    half: int
    block: int
    palette: NDArray[np.uint8]

    @classmethod
    def parse(cls, text: bytes) -> Manifest:
        """Raises ValueError if the manifest is of another format."""
        data = json.loads(text)
        if data.pop("format", None) != FORMAT:
            raise ValueError(
                f"the sprite model's manifest is not of format {FORMAT}; export it again"
            )
        opaque = np.full((len(data["palette"]), 1), 255)
        colours = np.concatenate([np.array(data["palette"]), opaque], 1)
        data["palette"] = np.concatenate([np.zeros((1, 4)), colours]).astype(np.uint8)
        data["zones"], data["categories"] = tuple(data["zones"]), tuple(data["categories"])
        return cls(**data)

    def check(self, sprites: NDArray[np.uint8], what: str) -> None:
        """Raises ValueError unless they are sprites (N, 32, 32) of the palette's indices."""
        size, colours = self.size, len(self.palette)
        if sprites.shape[1:] != (size, size):
            raise ValueError(f"{what} must be (N, {size}, {size}) indices, not {sprites.shape}")
        if sprites.size and not 0 <= sprites.min() <= sprites.max() < colours:
            raise ValueError(f"{what} must hold palette indices, 0 to {colours - 1}")
