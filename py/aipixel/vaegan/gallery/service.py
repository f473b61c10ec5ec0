"""The gallery as a page asks for it: calls in, answers that JSON can hold, and bytes.

`web/worker/protocol.js` says what each answer holds. Pictures go beside it as RGBA bytes.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aipixel.texts import printable
from aipixel.vaegan.files.exports import sort_exports
from aipixel.vaegan.files.model_files import config_of, gather_files, load_autoencoder
from aipixel.vaegan.gallery.traits import provenance
from aipixel.vaegan.gallery.wall import Painter, Wall
from aipixel.vaegan.model import PLAYERS
from aipixel.vaegan.pictures import SIZE

Bytes = NDArray[np.uint8]
Answer = dict[str, Any]
Told = tuple[Answer, bytes | None]


class GalleryService:
    """Any number of walls by number. Every public coroutine but `open` is one of the calls."""

    def __init__(self) -> None:
        self._painters: dict[str, Painter] = {}
        self._walls: dict[int, Wall] = {}
        self._hung = 0
        self._turn = asyncio.Lock()  # a wall never changes while it is being drawn

    async def open(self, folder: str, configs: Sequence[str]) -> None:
        """Load what draws networks of these configurations, each from its folder in `folder`."""
        for name in configs:
            self._painters[name] = await Painter.open(f"{folder}/{name}")

    async def call(
        self, method: str, arguments: str, files: Mapping[str, Any] | None = None
    ) -> tuple[str, bytes | None]:
        """A call with JSON in and out; `files` and the bytes of the answer go beside it."""
        keywords = json.loads(arguments)
        if files is not None:
            keywords["files"] = {path: bytes(content) for path, content in files.items()}
        async with self._turn:
            answer, data = await getattr(self, method)(**keywords)
        return json.dumps(answer, allow_nan=False), data

    async def sort(self, paths: Sequence[str]) -> Told:
        """Which of the paths are whose; see `sort_exports`."""
        exports, problems = sort_exports(paths)
        told = [{"name": export.name, "paths": export.paths} for export in exports]
        return {"exports": told, "problems": problems}, None

    async def hang(self, name: str, files: Mapping[str, bytes]) -> Told:
        """A new wall of the files of one export, and the nine pictures where they are there.

        name: the zip's or folder's, empty where there is none. Raises ValueError, one sentence
        that names the export or the file.
        """
        try:
            wall = self._load(files)
        except ValueError as error:
            raise ValueError(_naming(name, str(error))) from error
        self._hung += 1
        self._walls[self._hung] = wall
        nine = wall.network.nine
        title = re.sub(r"\.zip$", "", printable(name), flags=re.IGNORECASE)
        told = self._describe(wall, title)
        return {"id": self._hung, **told}, None if nine is None else _rgba(nine.rgb)

    async def show(self, wall: int, count: int, depth: int | None) -> Told:
        """All tiles of a wall."""
        hung = self._wall(wall)
        return self._pictures(hung, await hung.show(count, depth))

    async def refresh(self, wall: int, kept: Sequence[int]) -> Told:
        """A few tiles of a wall, dreamed anew."""
        hung = self._wall(wall)
        indices, pictures = await hung.refresh(kept)
        answer, data = self._pictures(hung, pictures)
        return {**answer, "indices": indices}, data

    async def walk(self, wall: int, start: int, end: int, frames: int) -> Told:
        """The pictures between two tiles of a wall."""
        hung = self._wall(wall)
        return self._pictures(hung, await hung.walk(start, end, frames))

    async def png(self, wall: int, columns: int, scale: int) -> Told:
        """A wall as a PNG file."""
        hung = self._wall(wall)
        return {"name": self._file_name(hung, "wall")}, hung.png(columns, scale)

    async def walk_png(self, wall: int, stride: int, scale: int) -> Told:
        """The last walk of a wall as a PNG file."""
        hung = self._wall(wall)
        return {"name": self._file_name(hung, "walk")}, hung.walk_png(stride, scale)

    async def remove(self, wall: int) -> Told:
        """Forget a wall; one that is not there already is."""
        self._walls.pop(wall, None)
        return {}, None

    def _wall(self, number: int) -> Wall:
        if number not in self._walls:
            raise ValueError("this wall has been taken down")
        return self._walls[number]

    def _load(self, given: Mapping[str, bytes]) -> Wall:
        files = gather_files(given)
        known = {name: painter.templates for name, painter in self._painters.items()}
        painter = self._painters[config_of(files, known)]
        network = load_autoencoder(files, painter.manifest, painter.templates)
        return Wall(painter, network)

    def _describe(self, wall: Wall, title: str) -> Answer:
        network, manifest = wall.network, wall.painter.manifest
        palette = manifest.palette_of(network.parameters)
        known = provenance(network.seed, network.nine, palette)
        colours = np.unique(np.rint(palette * 255).astype(np.uint8), axis=0)
        return {
            "title": title or f"Seed {network.seed}",
            "seed": network.seed,
            "step": network.step,
            "config": manifest.name,
            "parameters": sum(manifest.parameter_count(player) for player in PLAYERS),
            "encodes": network.encodes,
            "traits": known.traits,
            "remark": known.remark,
            "colours": colours.tolist(),
            "size": SIZE,
            "nineNames": [] if network.nine is None else network.nine.names,
        }

    def _pictures(self, wall: Wall, pictures: Bytes) -> Told:
        answer = {"depth": wall.depth, "nearest": wall.nearest(pictures)}
        return {**answer, "count": len(pictures), "size": SIZE}, _rgba(pictures)

    def _file_name(self, wall: Wall, what: str) -> str:
        return f"aipixel-{what}-seed-{wall.network.seed}-step-{wall.network.step}.png"


def _rgba(rgb: Bytes) -> bytes:
    """(N, S, S, 3) -> the bytes of (N, S, S, 4), opaque."""
    return np.insert(rgb, 3, 255, axis=3).tobytes()


def _naming(name: str, message: str) -> str:
    name = printable(name)
    return message if not name or name in message else f"{name}: {message}"
