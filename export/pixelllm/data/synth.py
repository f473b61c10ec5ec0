"""Sprites drawn by the procedural generator, written as shards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from pixelllm.contact_sheet import labelled_sheet
from pixelllm.data.manifest import PreparedFolder
from pixelllm.data.progress import Progress
from pixelllm.dataset import Sprites
from pixelllm.synthetic import HELD_OUT, draw_batch

SHARD = 4096


def synth(out: Path, count: int, seed: int, progress: Progress, *, overwrite: bool) -> str:
    """Draw `count` sprites from `seed` up, evenly over zones and categories, and tell of it.

    overwrite: as `PreparedFolder` has it. Raises ValueError for a count below 1 or seeds that are
    kept for judging, and OSError.
    """
    if count < 1:
        raise ValueError(f"--count {count}: draw at least 1 sprite")
    if not 0 <= seed <= HELD_OUT - count:
        raise ValueError(
            f"--seed {seed}: seeds go from 0 to {HELD_OUT - 1}, the rest is for judging"
        )
    first: Sprites | None = None
    with PreparedFolder(out, "synth", overwrite=overwrite) as folder:
        for batch in _shards(count, seed, progress):
            folder.add(batch)
            first = first or batch
        assert first is not None
        details = {"count": count, "seed": seed, "licence": "CC0-1.0"}
        total = folder.commit(details, labelled_sheet(*first))
    return f"drew {count} sprites; {out} holds {total}, shown in synth.png"


def _shards(count: int, seed: int, progress: Progress) -> Iterator[Sprites]:
    for start in range(0, count, SHARD):
        stop = min(start + SHARD, count)
        parts = []
        for low in range(start, stop, 256):
            parts.append(draw_batch(range(seed + low, seed + min(low + 256, stop))))
            progress.step(min(low + 256, stop), count)
        yield Sprites(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))
