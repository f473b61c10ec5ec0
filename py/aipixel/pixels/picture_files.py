"""Pictures of any origin, as people have them: upright, eight bits a sample, never too large.

Needs Pillow. How large one is, is read from its header, before memory is taken for its pixels.
"""

from __future__ import annotations

import io
import warnings
from contextlib import suppress

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST_FILE = 64 << 20  # bytes
MOST_PIXELS = 1 << 24  # as they are unpacked: 4096 x 4096, which takes up to 300 MB meanwhile
MOST_PROGRESSIVE_PIXELS = 1 << 26  # a JPEG is unpacked smaller than it is, a progressive one whole
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP")  # nothing that starts another program

_SMALLER = (1024, 1024)  # a JPEG of too many pixels becomes the smallest of its scales above this


class PictureError(ValueError):
    """What is wrong with a picture: a clause that goes after its name, and says what to do."""


def read_image(
    data: bytes,
    *,
    formats: tuple[str, ...] = FORMATS,
    enough: tuple[int, int] | None = None,
    animated: bool = False,
) -> Image.Image:
    """The picture in a file's bytes, RGBA where it can be seen through, else RGB.

    Turned as its camera says, and of 16 bits a sample the upper 8. Of a camera's file of several
    views it is the first. enough: a JPEG may come as small as that. animated: of an animation the
    first picture; else it is refused. Raises PictureError for what is no picture of the formats,
    broken, or too large.
    """
    if len(data) > LARGEST_FILE:
        raise PictureError(f"has more than {LARGEST_FILE >> 20} MB; make it smaller")
    _check_size(_webp_size(data), MOST_PIXELS)  # Pillow takes memory when it opens one
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=formats) as image:
                return _read(image, enough, animated)
    except PictureError:
        raise
    except Image.DecompressionBombError:
        raise _too_many(MOST_PIXELS) from None
    except UnidentifiedImageError:
        raise PictureError("is no picture that can be read; choose another one") from None
    except Exception as error:  # Pillow raises all kinds for files that are broken
        raise PictureError(
            "is no picture that can be read whole; fetch it again or choose another one"
        ) from error


def _read(image: Image.Image, enough: tuple[int, int] | None, animated: bool) -> Image.Image:
    views = image.format == "MPO"  # of one scene, by a camera
    if image.format == "JPEG" or views:
        if image.info.get("progressive"):
            _check_size(image.size, MOST_PROGRESSIVE_PIXELS)
        if enough or image.width * image.height > MOST_PIXELS:
            image.draft("RGB", enough or _SMALLER)
    _check_size(image.size, MOST_PIXELS)
    if getattr(image, "is_animated", False) and not views and not animated:
        raise PictureError("is animated; save one picture of it by itself")
    if image.mode.startswith("I"):
        image = _eight_bits(image)
    with suppress(Exception):  # what a camera wrote about a picture may be broken, and it whole
        ImageOps.exif_transpose(image, in_place=True)
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Grey of 16 bits a sample, which Pillow would cut off at 255."""
    values = np.asarray(image).astype(np.uint32)
    grey = (values * 255 + 0x8080 >> 16).astype(np.uint8)
    clear = image.info.get("transparency")  # the value that is transparent
    if clear is not None:
        grey = np.stack([grey, np.where(values == clear, 0, 255).astype(np.uint8)], axis=-1)
    small = Image.fromarray(grey)
    small.info = {name: image.info[name] for name in ("exif", "xmp") if name in image.info}
    return small


def _webp_size(data: bytes) -> tuple[int, int]:
    """What the header of a WebP says, (0, 0) of anything else (RFC 9649, sections 2.5 to 2.7)."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) < 30:
        return 0, 0
    kind, number = data[12:16], int.from_bytes
    if kind == b"VP8X":
        return number(data[24:27], "little") + 1, number(data[27:30], "little") + 1
    if kind == b"VP8L":
        bits = number(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return number(data[26:28], "little") & 0x3FFF, number(data[28:30], "little") & 0x3FFF


def _check_size(size: tuple[int, int], most: int) -> None:
    if size[0] * size[1] > most:
        raise _too_many(most)


def _too_many(most: int) -> PictureError:
    return PictureError(f"has more than {most:,} pixels; make it smaller")
