"""Pictures of one's own, fitted to what the network learns. Needs Pillow."""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from aipixel.files import read_file
from aipixel.vaegan.nine import LONGEST_NAME
from aipixel.vaegan.pictures import SIZE

LARGEST_FILE = 64 << 20  # bytes
MOST_PIXELS = 1 << 25  # of one picture as it is unpacked: 5792 x 5792
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP")  # nothing that starts another program

# A JPEG is unpacked at the smallest of its scales that still has as many pixels a side.
_ENOUGH = (4 * SIZE, 4 * SIZE)
_TOO_MANY = f"has more than {MOST_PIXELS:,} pixels; make it smaller"


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
    if len(data) > LARGEST_FILE:
        raise ValueError(f"{name} has more than {LARGEST_FILE >> 20} MB; make it smaller")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                return _read(name, image)
    except (_Unsuitable, Image.DecompressionBombError) as error:
        why = str(error) if isinstance(error, _Unsuitable) else _TOO_MANY
        raise ValueError(f"{name} {why}") from error
    except Exception as error:  # Pillow raises all kinds for files that are broken
        raise ValueError(f"{name} is no picture that can be read; choose another one") from error


def read_picture_file(path: Path) -> OwnPicture:
    """The picture of a file. Raises as `read_picture` does, and OSError if it can't be read."""
    return read_picture(str(path), read_file(path, LARGEST_FILE))


class _Unsuitable(Exception):
    """A picture that is not learned; the message says why and what to do."""


def _read(name: str, image: Image.Image) -> OwnPicture:
    image.draft("RGB", _ENOUGH)
    if image.width * image.height > MOST_PIXELS:
        raise _Unsuitable(_TOO_MANY)
    if getattr(image, "is_animated", False):
        raise _Unsuitable("is animated; save one picture of it by itself")
    ImageOps.exif_transpose(image, in_place=True)
    see_through = image.has_transparency_data
    fitted = _fitted(image.convert("RGBA" if see_through else "RGB"))
    if see_through:
        lowest, highest = fitted.getchannel("A").getextrema()
        if highest == 0:
            raise _Unsuitable("is wholly transparent; choose another one")
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
