"""Drawing sprites: a thin loop over two graphs, one run for all, then one for each row of each.

Shading and breeding have a graph each, opened when it is first needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aipixel.runtime import Session, dispose, open_session, read_file, read_named
from aipixel.sprites.breeding import SHARE, crossed
from aipixel.sprites.choice import Choice
from aipixel.sprites.files.origin import Light
from aipixel.sprites.manifest import Manifest
from aipixel.sprites.shading import shaded

Array = NDArray[np.float32]
SEEDS = 2**32


@dataclass(frozen=True)
class Drawn:
    """Sprites (N, 32, 32) of palette indices, and how many passes of the network all took."""

    sprites: NDArray[np.uint8]
    passes: int


class SpriteModel:
    """The open graphs. Sprites of one call are drawn one after another, each from its seed."""

    def __init__(self, folder: str, manifest: Manifest, begin: Session, row: Session) -> None:
        self.manifest, self._begin, self._row = manifest, begin, row
        self._folder = folder
        self._others: dict[str, Session] = {}

    @classmethod
    async def open(cls, folder: str) -> SpriteModel:
        """The model in a folder or at an address, with a last slash or without.

        Raises OSError, ValueError or RuntimeError.
        """
        folder = str(folder).rstrip("/") or "/"
        manifest = Manifest.parse(await read_file(f"{folder}/manifest.json"))
        sessions = [await _session(folder, manifest, name) for name in ("begin", "row")]
        return cls(folder, manifest, *sessions)

    async def draw(
        self,
        zone: str | None,
        category: str | None,
        seeds: Sequence[int],
        choice: Choice | None = None,
        given: NDArray[np.uint8] | None = None,
    ) -> Drawn:
        """One sprite for each seed, 0 to 2^32 - 1; the same for the same seed and choice.

        given: tokens (N, 32, 32), colours that stay or `tokens["mask"]` where a pixel is free.
        zone and category: where one is None the network is told neither.
        Raises ValueError for a name that the model does not know, for no seed or one out of range,
        and for what is given of another shape.
        """
        choice = choice or Choice()
        groups = 1 if choice.guidance == 1 else 2
        shape = (len(seeds), self.manifest.size, self.manifest.size)
        tokens = np.full(shape, self.manifest.tokens["mask"]) if given is None else given
        self._check_given(tokens, shape)
        fixed = np.asarray(tokens, np.float32)
        context, uniform = await self._started(zone, category, seeds, groups, fixed)
        settings = {name: np.array([value], np.float32) for name, value in vars(choice).items()}
        sprites, passes = np.empty(shape, np.uint8), 0
        for number, own in enumerate(zip(context, uniform, fixed, strict=True)):
            sprites[number], taken = await self._drawn(*own, settings)
            passes += taken
        return Drawn(sprites, passes)

    def _check_given(self, tokens: NDArray[np.integer], shape: tuple[int, ...]) -> None:
        mask, colours = self.manifest.tokens["mask"], len(self.manifest.palette)
        if tokens.shape != shape:
            raise ValueError(f"given must be {shape}, one for each seed, not {tokens.shape}")
        if not (((tokens >= 0) & (tokens < colours)) | (tokens == mask)).all():
            raise ValueError(f"given must hold palette indices, 0 to {colours - 1}, or {mask}")

    async def _drawn(
        self,
        context: Array,
        uniform: Array,
        given: Array,
        settings: dict[str, Array],
    ) -> tuple[NDArray[np.uint8], int]:
        """One sprite, row by row, and the passes that it took."""
        manifest, size = self.manifest, self.manifest.size
        canvas = np.full((size + 3, size), manifest.tokens["pad"], np.float32)
        kept = (size, manifest.half, 2, *context.shape[1:])
        row_cache, column_cache = np.zeros(kept, np.float32), np.zeros(kept, np.float32)
        passes = 0
        for y in range(size):
            seen = max(0, y - y % manifest.block - manifest.block)  # what row layers look back to
            outputs = await self._row.run(
                {
                    "context": context[y],
                    "above": canvas[y : y + 3],
                    "given": given[y],
                    "uniform": uniform[y],
                    "row_past": row_cache[seen:y],
                    "column_past": column_cache[:y],
                    **settings,
                }
            )
            canvas[y + 3] = await outputs["row"].numpy()
            row_cache[y] = await outputs["row_new"].numpy()
            column_cache[y] = await outputs["column_new"].numpy()
            passes += outputs["final_pixels"].shape[0]
            dispose(*outputs.values())
        return canvas[3:].astype(np.uint8), passes

    async def _started(
        self,
        zone: str | None,
        category: str | None,
        seeds: Sequence[int],
        groups: int,
        fixed: Array,
    ) -> tuple[Array, Array]:
        pair = [self._label(zone, category), self._label(None, None)][:groups]
        outputs = await self._begin.run(
            {
                "seeds": _halves(seeds),
                "labels": np.array(pair, np.float32)[:, None].repeat(len(seeds), 1),
                "given": fixed.reshape(len(seeds), -1),
            }
        )
        arrays = await outputs["context"].numpy(), await outputs["uniform"].numpy()
        dispose(*outputs.values())
        return arrays

    def _label(self, zone: str | None, category: str | None) -> list[int]:
        """The tokens of zone and category."""
        manifest, tokens = self.manifest, self.manifest.tokens
        if zone is None or category is None:  # it never learned what one of them alone means
            return [tokens["pad"]] * 2
        return [
            tokens["zone"] + _number(manifest.zones, zone, "zone"),
            tokens["category"] + _number(manifest.categories, category, "category"),
        ]

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
        zone: str | None,
        category: str | None,
        seeds: Sequence[int],
        share: float = SHARE,
        choice: Choice | None = None,
    ) -> Drawn:
        """One child for each seed of the first parents (N, 32, 32) and the second ones.

        About that share of the first parent is drawn anew, with colours of the second in it.
        zone and category are those that the parents have in common, None where they differ.
        Raises ValueError as `draw` does, for a share outside 0 to 1, and for parents that are no
        sprites, empty, or not as many as seeds.
        """
        for each in parents:
            self.manifest.check(each, "parents")
            if len(each) != len(seeds):
                raise ValueError(f"{len(seeds)} seeds need as many parents, not {len(each)}")
        graph = await self._other("breed")
        given = await crossed(graph, np.stack(parents), _halves(seeds), share)
        return await self.draw(zone, category, seeds, choice, given)

    async def _other(self, name: str) -> Session:
        """The graph of that name, opened if it is not yet."""
        if name not in self._others:
            opened = await _session(self._folder, self.manifest, name)
            if self._others.setdefault(name, opened) is not opened:
                await opened.close()  # two callers at once: one graph is enough
        return self._others[name]

    async def close(self) -> None:
        """Release all graphs; a drawing that is not done then fails with RuntimeError."""
        for session in (self._begin, self._row, *self._others.values()):
            await session.close()


def _number(names: Sequence[str], name: str, what: str) -> int:
    if name not in names:
        raise ValueError(f"there is no {what} {name!r}: {', '.join(names)}")
    return names.index(name)


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
