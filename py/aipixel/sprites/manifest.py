"""What the graphs of the sprite transformer take: the manifest under `models/pixelllm/`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aipixel import documents
from aipixel.documents import fitting, parse_object, whole

FORMAT = 1

_MOST = 1 << 16


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
        """Raises ValueError if the manifest is of another format, or damaged."""
        try:
            data = parse_object(text)
        except ValueError as error:
            raise ValueError(f"the sprite model's manifest {error}; export it again") from error
        if data.get("format") != FORMAT:
            raise ValueError(
                f"the sprite model's manifest is not of format {FORMAT}; export it again"
            )
        with fitting("the sprite model's manifest lacks something or is damaged; export it again"):
            rgba = [[0, 0, 0, 0]] + [
                [*(whole(colour[channel], 255) for channel in range(3)), 255]
                for colour in data["palette"]
            ]
            return cls(
                model=documents.text(data["model"]),
                files={name: documents.text(file) for name, file in data["files"].items()},
                sha256={name: documents.text(digest) for name, digest in data["sha256"].items()},
                zones=tuple(map(documents.text, data["zones"])),
                categories=tuple(map(documents.text, data["categories"])),
                tokens={name: whole(token, _MOST) for name, token in data["tokens"].items()},
                palette=np.array(rgba, np.uint8),
                **{name: whole(data[name], _MOST) for name in ("size", "width", "half", "block")},
            )

    def check(self, sprites: NDArray[np.uint8], what: str) -> None:
        """Raises ValueError unless they are sprites (N, 32, 32) of the palette's indices."""
        size, colours = self.size, len(self.palette)
        if sprites.shape[1:] != (size, size):
            raise ValueError(f"{what} must be (N, {size}, {size}) indices, not {sprites.shape}")
        if sprites.size and not 0 <= sprites.min() <= sprites.max() < colours:
            raise ValueError(f"{what} must hold palette indices, 0 to {colours - 1}")
