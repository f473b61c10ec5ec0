"""Drawing sprites: a run for the silhouettes, one that begins, then one for every few blocks.

Shading and breeding have a graph each, opened when it is first needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aipixel.runtime import Session, Tensor, dispose, open_session, read_file, read_named
from aipixel.sprites.breeding import SHARE, crossed
from aipixel.sprites.choice import Choice
from aipixel.sprites.files.origin import Light
from aipixel.sprites.labels import Labels
from aipixel.sprites.manifest import Manifest, blocks_to_paint
from aipixel.sprites.shading import shaded

Array = NDArray[np.float32]
SEEDS = 2**32
FREE = 2.0  # of a pixel whose shape is not given
ROUNDS = 16  # blocks of each sprite that a run paints


@dataclass(frozen=True)
class Drawn:
    """Sprites (N, 32, 32) of palette indices, and how many blocks of 2 x 2 pixels were painted."""

    sprites: NDArray[np.uint8]
    blocks: int


class SpriteModel:
    """The open graphs. Sprites of one call are drawn side by side, each from its seed."""

    def __init__(self, folder: str, manifest: Manifest, sessions: dict[str, Session]) -> None:
        self.manifest = manifest
        self._folder, self._sessions = folder, sessions

    @classmethod
    async def open(cls, folder: str) -> SpriteModel:
        """The model in a folder or at an address, with a last slash or without.

        Raises OSError, ValueError or RuntimeError.
        """
        folder = str(folder).rstrip("/") or "/"
        manifest = Manifest.parse(await read_file(f"{folder}/manifest.json"))
        names = ("shape", "begin", "paint")
        sessions = {name: await _session(folder, manifest, name) for name in names}
        return cls(folder, manifest, sessions)

    async def draw(
        self,
        labels: Labels,
        seeds: Sequence[int],
        choice: Choice | None = None,
        given: NDArray[np.uint8] | None = None,
        silhouettes: NDArray[np.bool_] | None = None,
    ) -> Drawn:
        """One sprite for each seed, 0 to 2^32 - 1; the same for the same seed and choice.

        labels: a name for each axis, as `{"zone": "Reef", "category": "Coral"}`; where one is None
        or left out the network is not told it. given: tokens (N, 32, 32): colours that stay, 0
        where background does, `marks["mask"]` where a pixel is free. silhouettes: (N, 32, 32),
        what is opaque, where that is known; the network only paints then.

        Raises ValueError for a name that the model does not know, for no seed or one out of range,
        and for what is given of another shape.
        """
        choice, manifest = choice or Choice(), self.manifest
        shape = (len(seeds), manifest.size, manifest.size)
        mask = manifest.marks["mask"]
        tokens = np.full(shape, mask) if given is None else np.asarray(given)
        self._check_given(tokens, silhouettes, shape)
        told = manifest.label_tokens(labels)
        groups = [told, manifest.label_tokens({})][: 1 if choice.guidance == 1 else 2]
        started = {
            "seeds": _halves(seeds),
            "labels": np.array(groups, np.float32)[:, None].repeat(len(seeds), 1),
        }
        if silhouettes is None:
            silhouettes = await self._silhouettes(started, tokens, choice)
        inside = np.where(tokens == 0, mask, tokens)
        return await self._painted(started, np.where(silhouettes, inside, 0), choice)

    def _check_given(
        self,
        tokens: NDArray[np.integer],
        silhouettes: NDArray[np.bool_] | None,
        shape: tuple[int, ...],
    ) -> None:
        mask, colours = self.manifest.marks["mask"], len(self.manifest.palette)
        for what, array in (("given", tokens), ("silhouettes", silhouettes)):
            if array is not None and array.shape != shape:
                raise ValueError(f"{what} must be {shape}, one for each seed, not {array.shape}")
        if not (((tokens >= 0) & (tokens < colours)) | (tokens == mask)).all():
            raise ValueError(f"given must hold palette indices, 0 to {colours - 1}, or {mask}")

    async def _silhouettes(
        self, started: dict[str, Array], tokens: NDArray[np.integer], choice: Choice
    ) -> NDArray[np.bool_]:
        shape = np.where(tokens == self.manifest.marks["mask"], FREE, tokens > 0)
        outputs = await self._sessions["shape"].run(
            {
                **started,
                "given": shape.reshape(len(tokens), -1).astype(np.float32),
                "guidance": _one(choice.guidance),
                "edge_temperature": _one(choice.edge_temperature),
            }
        )
        found = await outputs["silhouettes"].numpy()
        dispose(*outputs.values())
        return found.reshape(tokens.shape) > 0

    async def _painted(
        self, started: dict[str, Array], given: NDArray[np.integer], choice: Choice
    ) -> Drawn:
        """Sprites of what is given inside their silhouettes."""
        manifest, count = self.manifest, len(given)
        fixed = given.reshape(count, -1).astype(np.float32)
        begun = await self._sessions["begin"].run({**started, "given": fixed})
        same: dict[str, Array | Tensor] = {
            **begun,
            "given": fixed,
            "temperature": _one(choice.temperature),
            "top_k": _one(choice.top_k),
            "min_p": _one(choice.min_p),
            "guidance": _one(choice.guidance),
        }
        nothing = np.zeros(
            (len(started["labels"]), count, manifest.heads, 0, manifest.head), np.float32
        )
        names = [f"past.{n}.{p}" for n in range(manifest.layers) for p in ("keys", "values")]
        carried: dict[str, Array | Tensor] = {
            "canvas": fixed,
            "before": np.full((count, 4), manifest.marks["bos"], np.float32),
            **dict.fromkeys(names, nothing),
        }
        places = blocks_to_paint(given > 0)
        for first in range(0, len(places), ROUNDS):
            part = places[first : first + ROUNDS]
            outputs = await self._sessions["paint"].run({"places": part, **same, **carried})
            dispose(*carried.values())
            carried = {name.rpartition(".")[0]: tensor for name, tensor in outputs.items()}
        dispose(*same.values())
        canvas = carried["canvas"]
        sprites = canvas if isinstance(canvas, np.ndarray) else await canvas.numpy()
        dispose(*carried.values())
        return Drawn(sprites.reshape(given.shape).astype(np.uint8), int((places >= 0).sum()))

    async def shade(self, sprites: NDArray[np.uint8], light: Light) -> NDArray[np.uint8]:
        """Sprites of palette indices (N, 32, 32) in another light, each pixel of its own ramp.

        Raises ValueError for what are no sprites, and where the light's strength, occlusion,
        edge or glow is above 1.
        """
        self.manifest.check(sprites, "sprites")
        return await shaded(await self._other("shade"), sprites, light)

    async def breed(
        self,
        parents: tuple[NDArray[np.uint8], NDArray[np.uint8]],
        labels: Labels,
        seeds: Sequence[int],
        share: float = SHARE,
        choice: Choice | None = None,
    ) -> Drawn:
        """One child for each seed of the first parents (N, 32, 32) and the second ones.

        About that share of the first parent is drawn anew, with colours of the second in it.
        labels: those that the parents have in common. Raises ValueError as `draw` does, for a
        share outside 0 to 1, and for parents that are no sprites, empty, or not as many as seeds.
        """
        for each in parents:
            self.manifest.check(each, "parents")
            if len(each) != len(seeds):
                raise ValueError(f"{len(seeds)} seeds need as many parents, not {len(each)}")
        graph = await self._other("breed")
        given = await crossed(graph, np.stack(parents), _halves(seeds), share)
        return await self.draw(labels, seeds, choice, given)

    async def _other(self, name: str) -> Session:
        """The graph of that name, opened if it is not yet."""
        if name not in self._sessions:
            opened = await _session(self._folder, self.manifest, name)
            if self._sessions.setdefault(name, opened) is not opened:
                await opened.close()  # two callers at once: one graph is enough
        return self._sessions[name]

    async def close(self) -> None:
        """Release all graphs; a drawing that is not done then fails with RuntimeError."""
        for session in self._sessions.values():
            await session.close()


def _one(value: float) -> Array:
    return np.array([value], np.float32)


def _halves(seeds: Sequence[int]) -> Array:
    """The upper and lower 16 bits of each seed: (N, 2).

    Raises ValueError for no seed, and for one that is out of range or no whole number.
    """
    if not len(seeds):
        raise ValueError("give one seed or more")
    for seed in seeds:
        whole = isinstance(seed, int | np.integer) and not isinstance(seed, bool)
        if not (whole and 0 <= seed < SEEDS):
            raise ValueError(f"a seed is a whole number from 0 to {SEEDS - 1}, not {seed!r:.60}")
    return np.array([divmod(int(seed), 2**16) for seed in seeds], np.float32)


async def _session(folder: str, manifest: Manifest, name: str) -> Session:
    content = await read_named(f"{folder}/{manifest.files[name]}", manifest.sha256[name])
    return await open_session(content, name)
