"""Pictures of one's own, fitted to what the network learns. Needs Pillow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from aipixel.files import read_file
from aipixel.pixels.picture_files import LARGEST_FILE, PictureError, read_image
from aipixel.vaegan.nine import LONGEST_NAME
from aipixel.vaegan.pictures import SIZE

# A JPEG is unpacked at the smallest of its scales that still has as many pixels a side.
_ENOUGH = (4 * SIZE, 4 * SIZE)


@dataclass(frozen=True, eq=False)
class OwnPicture:
    """name: the file's, without its ending. rgb: (32, 32, 3) sRGB bytes.

    see_through: whether some of it was transparent, and is black here.
    """

    name: str
    rgb: NDArray[np.uint8]
    see_through: bool


def read_picture(name: str, data: bytes) -> OwnPicture:
    """The middle square of a picture file's bytes; `name` is the file's.

    Larger pictures are averaged, smaller ones keep their hard edges; what is transparent becomes
    black. Raises ValueError, one sentence that names the file, for what is no picture that is
    read here, is animated, wholly transparent, or too large.
    """
    try:
        return _own(name, read_image(data, enough=_ENOUGH))
    except PictureError as error:
        raise ValueError(f"{name} {error}") from error


def read_picture_file(path: Path) -> OwnPicture:
    """The picture of a file. Raises as `read_picture` does, and OSError if it can't be read."""
    return read_picture(str(path), read_file(path, LARGEST_FILE))


def _own(name: str, image: Image.Image) -> OwnPicture:
    fitted = _fitted(image)
    see_through = image.mode == "RGBA"
    if see_through:
        lowest, highest = fitted.getchannel("A").getextrema()
        if highest == 0:
            raise PictureError("is wholly transparent; choose another one")
        see_through = lowest != 255
        fitted = Image.alpha_composite(Image.new("RGBA", fitted.size, "black"), fitted)
    return OwnPicture(_name(name), np.asarray(fitted.convert("RGB")), see_through)


def _fitted(image: Image.Image) -> Image.Image:
    small = min(image.size) < SIZE
    method = Image.Resampling.NEAREST if small else Image.Resampling.BOX
    return ImageOps.fit(image, (SIZE, SIZE), method)


def _name(file: str) -> str:
    stem = re.split(r"[/\\]", file)[-1]
    stem = stem.rpartition(".")[0] or stem
    printable = "".join(letter for letter in stem if letter.isprintable()).strip()
    return printable[:LONGEST_NAME] or "a picture"
