"""The mosaic as one PNG that says where it is from, and what such PNGs say."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from aipixel import __version__
from aipixel.pixels.packing import pack, unpack
from aipixel.pixels.png import PngError, decode_texts, encode_indexed
from aipixel.runtime import current_backend
from aipixel.vaegan.dreams.sheet import arrange
from aipixel.vaegan.pictures import LARGEST_SEED, SIZE
from aipixel.vaegan.training.checkpoint import LARGEST_STEP

Bytes = NDArray[np.uint8]

LARGEST_SIDE = 4096  # pixels of a snapshot, where one tile is no larger
LONGEST_FACT = 200  # characters

_PREFIX = "aipixel-"
_KEYWORD = re.compile(r"ai-?pixel-([a-z-]+)")  # a tile's texts have the second hyphen


def snapshot_png(tiles: Bytes, columns: int, facts: Mapping[str, str]) -> bytes:
    """Tiles (N, 32, 32, 3) as they hang, enlarged by a whole number, with texts.

    facts: what it is of, `seed` and `step` among them; version and backend are added. Raises
    PngError for more than 256 colours.
    """
    columns = min(columns, len(tiles))
    longer = SIZE * max(columns, -(-len(tiles) // columns))
    colours, indices = np.unique(pack(tiles.reshape(-1, 3)), return_inverse=True)
    if len(colours) > 256:
        raise PngError(f"a mosaic of {len(colours)} colours makes no snapshot; take another one")
    painted = indices.astype(np.uint8).reshape(tiles.shape[:3])
    sheet = arrange(painted, columns, max(1, LARGEST_SIDE // longer))
    texts = {
        "Title": "Dreams of nine pictures",
        "Software": f"aipixel {__version__}",
        "Description": (
            f"Dreamed by a VAE-GAN after {facts['step']} steps from seed {facts['seed']}."
        ),
        **{_PREFIX + name: text for name, text in facts.items()},
        _PREFIX + "tiles": str(len(tiles)),
        _PREFIX + "backend": current_backend(),
        _PREFIX + "version": __version__,
    }
    return encode_indexed(sheet, unpack(colours), texts)


def read_facts(data: bytes) -> dict[str, str]:
    """What a PNG of dreams says it is of, whoever made it: `seed` and `step` are numbers in range.

    Empty for any other file, and for a PNG that lost its texts. Those of a tile have `latent`.
    """
    try:
        texts = decode_texts(data)
    except PngError:
        return {}
    found = ((_KEYWORD.fullmatch(keyword), text) for keyword, text in texts.items())
    facts = {match[1]: text for match, text in found if match and len(text) <= LONGEST_FACT}
    limits = {"seed": LARGEST_SEED, "step": LARGEST_STEP}
    numbers = all(_is_number(facts.get(name, ""), most) for name, most in limits.items())
    return facts if numbers else {}


def _is_number(text: str, most: int) -> bool:
    return re.fullmatch("[0-9]{1,10}", text) is not None and int(text) <= most
