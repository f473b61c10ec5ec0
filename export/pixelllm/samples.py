"""The sprites a judge looks at: drawn once, kept, and continued after a stop.

Sprite number i, drawn or real, is of cell i mod 36, so any whole number of rounds is balanced and
a longer row begins with a shorter one.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from aipixel.files import write_atomically
from aipixel.sprites.choice import Choice
from aipixel.sprites.model import SpriteModel
from numpy.typing import NDArray

from pixelllm.classifier import Report, held_out_sprites, source_digest
from pixelllm.dataset import CELLS, Sprites, SyntheticSource
from pixelllm.sampling import draw_in_batches
from pixelllm.sprite_network import SpriteNetwork
from pixelllm.synthetic import HELD_OUT
from pixelllm.vocabulary import CATEGORIES, SEA

REAL_SEEDS = HELD_OUT + 300_000_000
FIRST_SEED = 1_000_000  # of drawn sprites

Pixels = NDArray[np.uint8]
Labels = NDArray[np.int8]
# Of labels (N, A) and seeds (N,): batches of sprites, N in all; tells how many are done.
Draw = Callable[[Labels, NDArray[np.integer], Choice, Report], Iterator[Pixels]]


def by_network(model: SpriteNetwork) -> Draw:
    """Drawn by torch."""
    return lambda labels, *rest: draw_in_batches(
        model, torch.from_numpy(model.vocabulary.tokens(labels)), *rest
    )


def by_graphs(folder: Path) -> Draw:
    """Drawn by onnxruntime with the graphs in a folder, as `aipixel.sprites` does.

    Raises OSError, and ValueError for graphs that are not those of their manifest.
    """
    with asyncio.Runner() as runner:
        model = runner.run(SpriteModel.open(str(folder)))

    def draw(
        labels: Labels,
        seeds: NDArray[np.integer],
        choice: Choice,
        report: Report,
    ) -> Iterator[Pixels]:
        with asyncio.Runner() as runner:
            for start in range(0, len(seeds), CELLS):
                some = range(start, min(start + CELLS, len(seeds)))
                sprites = [
                    runner.run(model.draw(_names(labels[i]), [int(seeds[i])], choice)).sprites
                    for i in some
                ]
                yield np.concatenate(sprites)
                report(some.stop, len(seeds))

    return draw


def _names(label: Labels) -> dict[str, str | None]:
    return {axis.name: axis.names[number] for axis, number in zip(SEA.axes, label, strict=True)}


def drawn_sprites(
    draw: Draw, fingerprint: str, choice: Choice, each: int, out: Path, report: Report
) -> Sprites:
    """`each` sprites of every cell, from the folder as far as they are there, else drawn.

    `fingerprint` stands for the weights that are drawn with. Raises OSError.
    """
    digest = hashlib.sha256(f"{fingerprint} {choice} {_drawing_source()}".encode()).hexdigest()
    path = out / f"samples-{digest[:16]}.npy"
    cells = np.arange(each * CELLS) % CELLS
    labels = np.stack(np.divmod(cells, len(CATEGORIES)), 1).astype(np.int8)
    pixels = _kept(path)
    left = slice(len(pixels), None)
    seeds = FIRST_SEED + np.arange(len(cells))[left]
    for batch in draw(labels[left], seeds, choice, report):
        pixels = np.concatenate([pixels, batch])
        _keep(path, pixels)
    return Sprites(pixels[: len(cells)], labels)


def real_sprites(each: int, report: Report) -> Sprites:
    """`each` of the generator's sprites of every cell, which nothing was trained on."""
    sprites = held_out_sprites(REAL_SEEDS, each * CELLS, report)
    order = np.lexsort((*sprites.labels.T[::-1], np.arange(len(sprites.pixels)) // CELLS))
    return Sprites(sprites.pixels[order], sprites.labels[order])


def training_sprites(seed: int, count: int, out: Path, report: Report) -> Sprites:
    """The first `count` sprites that a synthetic training of that seed sees. Raises OSError."""
    source = SyntheticSource(seed)
    path = out / f"training-{seed}-{source_digest()}.npy"
    pixels = _kept(path)
    chunk = 20 * CELLS
    for start in range(len(pixels), count, chunk):
        pixels = np.concatenate([pixels, source.take(start, min(chunk, count - start)).pixels])
        report(min(start + chunk, count), count)
    _keep(path, pixels)
    return Sprites(pixels[:count], source.labels(0, count))


def _kept(path: Path) -> Pixels:
    """Sprites of a file, none where there is no such file or it isn't whole."""
    try:
        pixels = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return np.zeros((0, 32, 32), np.uint8)
    return np.asarray(pixels, np.uint8)


def _keep(path: Path, pixels: Pixels) -> None:
    content = io.BytesIO()
    np.save(content, pixels)
    write_atomically(path, content.getvalue(), overwrite=True)


def _drawing_source() -> str:
    here = Path(__file__).parent
    names = ("grid", "paint_network", "sampling", "shape_network", "transformer")
    sources = (here / f"{name}.py" for name in names)
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
