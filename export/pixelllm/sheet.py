"""Sheets of sprites as PNG files with real transparency."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import torch
from aipixel.sprites.choice import Choice
from numpy.typing import NDArray
from PIL import Image

from pixelllm.contact_sheet import save_sheet as save_picture
from pixelllm.palette import Palette
from pixelllm.sampling import draw
from pixelllm.sprite_network import SpriteNetwork

SCALE = 3


def draw_cells(
    model: SpriteNetwork, choice: Choice | None = None, first_seed: int = 0, each: int = 1
) -> NDArray[np.uint8]:
    """Sprites of every name of the first axis (rows) and the last (columns), `each` side by side.

    Returns indices (rows, columns x each, 32, 32); seeds run on from `first_seed`.
    """
    names = [range(len(axis.names)) for axis in model.vocabulary.axes]
    cells = np.array(list(product(*names))).repeat(each, 0)
    labels = torch.from_numpy(model.vocabulary.tokens(cells))
    sprites = draw(model, labels, first_seed + np.arange(len(cells)), choice)
    return sprites.reshape(-1, len(names[-1]) * each, 32, 32)


def save_sheet(
    sprites: NDArray[np.uint8],
    path: Path,
    palette: Palette,
    scale: int = SCALE,
    *,
    overwrite: bool = True,
) -> None:
    """Write (rows, columns, 32, 32) indices as an RGBA PNG, each pixel `scale` wide, or nothing.

    Raises OSError.
    """
    rows, columns, height, width = sprites.shape
    sheet = sprites.transpose(0, 2, 1, 3).reshape(rows * height, columns * width)
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.fromarray(palette.rgba[sheet.repeat(scale, 0).repeat(scale, 1)])
    save_picture(picture, path, overwrite=overwrite)
