"""Sheets of sprites as PNG files with real transparency."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from aipixel.sprites.choice import Choice
from numpy.typing import NDArray
from PIL import Image

from pixelllm.contact_sheet import save_sheet as save_picture
from pixelllm.dataset import CELLS
from pixelllm.sprite_network import SpriteNetwork
from pixelllm.palette import RGBA
from pixelllm.sampling import draw
from pixelllm.vocabulary import CATEGORIES

SCALE = 3


def draw_cells(
    model: SpriteNetwork, choice: Choice | None = None, first_seed: int = 0, each: int = 1
) -> NDArray[np.uint8]:
    """Sprites of every zone (rows) and category (columns), `each` side by side.

    Returns indices (6, 6 each, 32, 32); seeds run on from `first_seed`.
    """
    cells = np.repeat(np.arange(CELLS), each)
    numbers = np.stack(np.divmod(cells, len(CATEGORIES)), 1)
    labels = torch.from_numpy(model.vocabulary.tokens(numbers))
    sprites = draw(model, labels, first_seed + np.arange(len(cells)), choice)
    return sprites.reshape(-1, len(CATEGORIES) * each, 32, 32)


def save_sheet(sprites: NDArray[np.uint8], path: Path, scale: int = SCALE) -> None:
    """Write (rows, columns, 32, 32) indices as an RGBA PNG, each pixel `scale` wide, or nothing.

    Raises OSError.
    """
    rows, columns, height, width = sprites.shape
    sheet = sprites.transpose(0, 2, 1, 3).reshape(rows * height, columns * width)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_picture(Image.fromarray(RGBA[sheet.repeat(scale, 0).repeat(scale, 1)]), path)
