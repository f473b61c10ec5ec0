"""Pictures of one's own, fitted to what the network learns. Needs Pillow."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from aipixel.vaegan.nine import LONGEST_NAME
from aipixel.vaegan.pictures import SIZE

MOST_PIXELS = 1 << 26  # of one picture: 8192 x 8192


def read_picture(path: Path) -> tuple[str, NDArray[np.uint8]]:
    """A name for a picture file, and its middle square as (32, 32, 3) sRGB bytes.

    Larger pictures are averaged, smaller ones keep their hard edges; what is transparent becomes
    black. Raises OSError if the file can't be read, ValueError if it is no picture or too large.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise Image.DecompressionBombError
                return _name(path), _fitted(image)
    except Image.DecompressionBombError as error:
        raise ValueError(f"{path} has more than {MOST_PIXELS:,} pixels; make it smaller") from error
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise OSError(f"{path} could not be read: {error.strerror}") from error
    except (OSError, SyntaxError, ValueError) as error:  # what Pillow raises for a broken file
        raise ValueError(f"{path} is no picture that can be read; choose another one") from error


def _fitted(image: Image.Image) -> NDArray[np.uint8]:
    upright = ImageOps.exif_transpose(image).convert("RGBA")
    opaque = Image.alpha_composite(Image.new("RGBA", upright.size, "black"), upright)
    small = min(opaque.size) < SIZE
    method = Image.Resampling.NEAREST if small else Image.Resampling.BOX
    return np.asarray(ImageOps.fit(opaque.convert("RGB"), (SIZE, SIZE), method))


def _name(path: Path) -> str:
    printable = "".join(letter for letter in path.stem if letter.isprintable())
    return printable[:LONGEST_NAME] or "a picture"
