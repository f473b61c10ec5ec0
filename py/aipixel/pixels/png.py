"""PNG, to be replaced by the strict codec."""

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo


@dataclass(frozen=True)
class Png:
    """A picture and its texts."""

    pixels: NDArray[np.uint8]
    text: dict[str, str]


def encode(pixels: NDArray[np.uint8], text: dict[str, str]) -> bytes:
    """A PNG's bytes."""
    info = PngInfo()
    for key, value in text.items():
        info.add_text(key, value)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", pnginfo=info)
    return file.getvalue()


def decode(data: bytes, *, largest: tuple[int, int]) -> Png:
    """Read a PNG."""
    image = Image.open(io.BytesIO(data))
    if image.width > largest[0] or image.height > largest[1]:
        raise ValueError("the picture is too large")
    return Png(np.asarray(image), dict(image.text))  # type: ignore[attr-defined]
