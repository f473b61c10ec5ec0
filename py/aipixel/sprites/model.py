"""Drawing sprites: a thin loop over two graphs, one run for a sheet, then one for each row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aipixel.runtime import Session, dispose, open_session, read_file
from aipixel.sprites.choice import Choice
from aipixel.sprites.manifest import Manifest

Array = NDArray[np.float32]
SEEDS = 2**32


@dataclass(frozen=True)
class Drawn:
    """Sprites (N, 32, 32) of palette indices, and how many passes of the network they took."""

    sprites: NDArray[np.uint8]
    passes: int


class SpriteModel:
    """The open graphs. Sprites of one call are drawn together, each from its own seed."""

    def __init__(self, manifest: Manifest, begin: Session, row: Session) -> None:
        self.manifest, self._begin, self._row = manifest, begin, row

    @classmethod
    async def open(cls, folder: str) -> SpriteModel:
        """The model in a folder or at an address. Raises OSError, ValueError or RuntimeError."""
        manifest = Manifest.parse(await read_file(f"{folder}/manifest.json"))
        sessions = [
            await open_session(await read_file(f"{folder}/{manifest.files[name]}"), name)
            for name in ("begin", "row")
        ]
        return cls(manifest, *sessions)

    async def draw(
        self,
        zone: str,
        category: str,
        seeds: Sequence[int],
        choice: Choice | None = None,
        given: NDArray[np.uint8] | None = None,
        on_row: Callable[[int], None] = lambda _rows: None,
    ) -> Drawn:
        """One sprite for each seed, 0 to 2^32 - 1; the same for the same seed and choice.

        given: tokens (N, 32, 32), colours that stay or `tokens["mask"]` where a pixel is free.
        on_row: hears how many rows are done. Raises ValueError for a name that the model does
        not know, and for a seed out of range.
        """
        choice = choice or Choice()
        manifest, count = self.manifest, len(seeds)
        groups = 1 if choice.guidance == 1 else 2
        size, batch = manifest.size, groups * count
        tokens = np.full((count, size, size), manifest.tokens["mask"]) if given is None else given
        fixed = np.asarray(tokens, np.float32)
        context, uniform = await self._started(zone, category, seeds, groups, fixed)
        settings = {name: np.array([value], np.float32) for name, value in vars(choice).items()}
        canvas = np.full((size + 3, count, size), manifest.tokens["pad"], np.float32)
        shape = (size, manifest.half, 2, batch, size, manifest.width)
        row_cache, column_cache = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        passes = 0
        for y in range(size):
            seen = max(0, y - y % manifest.block - manifest.block)  # what row layers look back to
            outputs = await self._row.run(
                {
                    "context": context[y],
                    "above": canvas[y : y + 3],
                    "given": fixed[:, y],
                    "uniform": uniform[y],
                    "row_past": row_cache[seen:y],
                    "column_past": column_cache[:y],
                    **settings,
                }
            )
            canvas[y + 3] = await outputs["row"].numpy()
            row_cache[y] = (await outputs["row_new"].numpy())[0]
            column_cache[y] = (await outputs["column_new"].numpy())[0]
            passes += outputs["final_pixels"].shape[0]
            dispose(*outputs.values())
            on_row(y + 1)
        return Drawn(canvas[3:].swapaxes(0, 1).astype(np.uint8), passes)

    async def _started(
        self, zone: str, category: str, seeds: Sequence[int], groups: int, fixed: Array
    ) -> tuple[Array, Array]:
        tokens, zones, categories = (
            self.manifest.tokens,
            self.manifest.zones,
            self.manifest.categories,
        )
        for seed in seeds:
            if not 0 <= seed < SEEDS:
                raise ValueError(f"a seed is a whole number from 0 to {SEEDS - 1}, not {seed}")
        label = [
            tokens["zone"] + _number(zones, zone, "zone"),
            tokens["category"] + _number(categories, category, "category"),
        ]
        pair = [label, [tokens["pad"]] * 2][:groups]
        outputs = await self._begin.run(
            {
                "seeds": np.array([divmod(seed, 2**16) for seed in seeds], np.float32),
                "labels": np.array(pair, np.float32)[:, None].repeat(len(seeds), 1),
                "given": fixed.reshape(len(seeds), -1),
            }
        )
        arrays = await outputs["context"].numpy(), await outputs["uniform"].numpy()
        dispose(*outputs.values())
        return arrays

    async def close(self) -> None:
        """Release both graphs."""
        await self._begin.close()
        await self._row.close()


def _number(names: Sequence[str], name: str, what: str) -> int:
    if name not in names:
        raise ValueError(f"there is no {what} {name!r}: {', '.join(names)}")
    return names.index(name)
