"""One saved network on a wall: its tiles, which change a few at a time, and walks between them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aipixel import __version__
from aipixel.pixels.png import encode
from aipixel.runtime import Session, current_backend
from aipixel.vaegan.dreams.dreaming import dream
from aipixel.vaegan.dreams.metrics import distances
from aipixel.vaegan.dreams.mosaic import Mosaic
from aipixel.vaegan.dreams.sheet import arrange
from aipixel.vaegan.dreams.walks import slerp
from aipixel.vaegan.files.model_files import Autoencoder
from aipixel.vaegan.model import Manifest, open_graphs, read_templates
from aipixel.vaegan.onnx_files import Template
from aipixel.vaegan.training.schedule import dream_depth

Bytes = NDArray[np.uint8]

FRESH_SHARE = 1 / 12
MOST_DEPTH = 16
MOST_FRAMES = 96
LARGEST_SIDE = 8192  # pixels of a PNG


@dataclass(frozen=True)
class Painter:
    """What draws the networks of one configuration; see `Model` for what trains them."""

    manifest: Manifest
    templates: dict[str, Template]
    settle: Session
    decoder: Session

    @classmethod
    async def open(cls, folder: str) -> Painter:
        """Raises as `Model.open` does."""
        manifest = await Manifest.read(folder)
        graphs = await open_graphs(folder, manifest, ("settle", "decoder"))
        return cls(manifest, await read_templates(folder, manifest), **graphs)


class Wall:
    """The tiles of one network. tiles: what hangs there, (N, 32, 32, 3) sRGB bytes."""

    def __init__(self, painter: Painter, network: Autoencoder) -> None:
        self.painter = painter
        self.network = network
        self.tiles: Bytes = np.zeros((0, 32, 32, 3), np.uint8)
        self.depth = self.usual_depth
        self._mosaic = Mosaic(network.seed, painter.manifest.latent, 1)
        self._walk: Bytes = self.tiles

    @property
    def usual_depth(self) -> int:
        """The depth that the dream's room shows this network at."""
        return dream_depth(self.network.step) if self.network.encodes else 0

    async def show(self, count: int, depth: int | None) -> Bytes:
        """All tiles, `count` of them (1 to 400), at a depth (None: the usual): as `tiles`.

        Raises ValueError for other counts and depths; a network without an encoder has no depth.
        """
        wanted = self.usual_depth if depth is None else depth
        if not 0 <= wanted <= MOST_DEPTH:
            raise ValueError(f"a depth is from 0 to {MOST_DEPTH}, not {wanted}")
        self._mosaic.resize(count)
        self.depth = wanted if self.network.encodes else 0
        self.tiles = await self._paint(self._mosaic.latents)
        return self.tiles

    async def refresh(self, kept: Collection[int]) -> tuple[list[int], Bytes]:
        """Dream a few tiles anew, none of those to be kept: which, and their pictures."""
        most = max(1, round(len(self.tiles) * FRESH_SHARE))
        chosen = self._mosaic.redraw(most, kept)
        if len(chosen):
            self.tiles[chosen] = await self._paint(self._mosaic.latents[chosen])
        return chosen.tolist(), self.tiles[chosen]

    async def walk(self, start: int, end: int, frames: int) -> Bytes:
        """Pictures (frames, 32, 32, 3) on the way from one tile to another.

        Raises ValueError for tiles that are not there, and fewer than 2 or too many frames.
        """
        count = len(self.tiles)
        if not (0 <= start < count and 0 <= end < count and start != end):
            raise ValueError(f"a walk needs two of the {count} tiles, not {start} and {end}")
        if frames > MOST_FRAMES:
            raise ValueError(f"a walk has at most {MOST_FRAMES} pictures, not {frames}")
        latents = self._mosaic.latents
        self._walk = await self._paint(slerp(latents[start], latents[end], frames))
        return self._walk

    def nearest(self, pictures: Bytes) -> list[int]:
        """Which of the nine each picture is most like; empty where they are not known."""
        if self.network.nine is None:
            return []
        nearest = distances(_planes(pictures), self.network.nine.planes()).argmin(axis=1)
        return [int(index) for index in nearest]

    def png(self, columns: int, scale: int) -> bytes:
        """The tiles as they hang, with what they are of in text chunks."""
        return self._encode("Dreamed", self.tiles, columns, scale)

    def walk_png(self, stride: int, scale: int) -> bytes:
        """Every `stride`th picture of the last walk in one row. Raises ValueError without one."""
        if not len(self._walk):
            raise ValueError("there is no walk yet: choose two tiles")
        frames = self._walk[::stride]
        return self._encode("A walk between two dreams", frames, len(frames), scale)

    def _encode(self, what: str, pictures: Bytes, columns: int, scale: int) -> bytes:
        sheet_side = 32 * max(min(columns, len(pictures)), -(-len(pictures) // max(1, columns)))
        if columns < 1 or not 1 <= scale <= max(1, LARGEST_SIDE // sheet_side):
            raise ValueError(f"{columns} columns at scale {scale} make no PNG that is written")
        seed, step = self.network.seed, self.network.step
        text = {
            "Software": "aipixel",
            "Description": f"{what} by a VAE-GAN after {step} steps from seed {seed}.",
            "aipixel-seed": str(seed),
            "aipixel-step": str(step),
            "aipixel-depth": str(self.depth),
            "aipixel-backend": current_backend(),
            "aipixel-version": __version__,
        }
        return encode(arrange(pictures, columns, scale), text)

    async def _paint(self, latents: NDArray[np.float32]) -> Bytes:
        pictures = await dream(self.painter, self.network.parameters, latents, self.depth)
        planes = np.rint(pictures.clip(0, 1) * 255).astype(np.uint8)
        return np.ascontiguousarray(planes.transpose(0, 2, 3, 1))


def _planes(pictures: Bytes) -> NDArray[np.float32]:
    return pictures.transpose(0, 3, 1, 2).astype(np.float32) / np.float32(255)
