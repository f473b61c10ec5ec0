"""The first chunk, IHDR: how large a picture is and how its pixels are stored."""

from __future__ import annotations

import struct
from typing import NamedTuple

from aipixel.pixels.png.chunks import Chunk
from aipixel.pixels.png.errors import FETCH_AGAIN, SAVE_ANEW, PngError

RGB, INDEXED, RGBA = 2, 3, 6  # colour types

CHANNELS = {RGB: 3, INDEXED: 1, RGBA: 4}

_KINDS = {0: "greyscale", RGB: "RGB", INDEXED: "palette", 4: "greyscale with alpha", RGBA: "RGBA"}
_DEPTHS = {0: (1, 2, 4, 8, 16), RGB: (8, 16), INDEXED: (1, 2, 4, 8), 4: (8, 16), RGBA: (8, 16)}
_FORMAT = ">IIBBBBB"
_BIT_DEPTH = 8


class Header(NamedTuple):
    """Width and height in pixels, and the colour type of eight-bit samples."""

    width: int
    height: int
    colour_type: int

    @property
    def channels(self) -> int:
        """Samples of one byte a pixel."""
        return CHANNELS[self.colour_type]

    @property
    def raw_size(self) -> int:
        """Bytes of all rows, each with the byte of its filter."""
        return self.height * (1 + self.width * self.channels)


def read_header(chunk: Chunk, wanted: tuple[int, ...], largest: tuple[int, int]) -> Header:
    """The header in the first chunk of a file.

    Raises PngError unless it is a picture of a wanted colour type, of eight bits, not interlaced,
    and at most `largest` (width, height).
    """
    if chunk.name != "IHDR":
        raise PngError(f"the PNG begins with the chunk {chunk.name}, not IHDR: {FETCH_AGAIN}")
    if len(chunk.body) != struct.calcsize(_FORMAT):
        raise PngError(f"the PNG's header has {len(chunk.body):,} bytes, not 13: {FETCH_AGAIN}")
    width, height, depth, colour_type, *methods = struct.unpack(_FORMAT, chunk.body)
    _check_size(width, height, largest)
    _check_samples(depth, colour_type, wanted)
    _check_methods(*methods)
    return Header(width, height, colour_type)


def write_header(header: Header) -> bytes:
    """The body of IHDR."""
    return struct.pack(_FORMAT, *header[:2], _BIT_DEPTH, header.colour_type, 0, 0, 0)


def _check_size(width: int, height: int, largest: tuple[int, int]) -> None:
    if not width or not height:
        raise PngError(f"the PNG's size is {width:,} x {height:,}, no pixel at all: {FETCH_AGAIN}")
    if width > largest[0] or height > largest[1]:
        raise PngError(
            f"the PNG has {width:,} x {height:,} pixels, more than the {largest[0]:,} x "
            f"{largest[1]:,} that are read here: choose a smaller one"
        )


def _check_samples(depth: int, colour_type: int, wanted: tuple[int, ...]) -> None:
    if depth not in _DEPTHS.get(colour_type, ()):
        raise PngError(
            f"the PNG's header gives colour type {colour_type} with {depth} bits, "
            f"which doesn't exist: {FETCH_AGAIN}"
        )
    if colour_type not in wanted:
        names = " or ".join(_KINDS[kind] for kind in wanted)
        raise PngError(
            f"the PNG's colours are {_KINDS[colour_type]}, not {names}: save it as {names}"
        )
    if depth != _BIT_DEPTH:
        bits = "1 bit" if depth == 1 else f"{depth} bits"
        raise PngError(f"the PNG has {bits} a sample, not {_BIT_DEPTH}: {SAVE_ANEW}")


def _check_methods(compression: int, filtering: int, interlacing: int) -> None:
    if interlacing == 1:
        raise PngError(f"the PNG is interlaced: {SAVE_ANEW}")
    for name, method in (
        ("compression", compression),
        ("filter", filtering),
        ("interlace", interlacing),
    ):
        if method:
            raise PngError(
                f"the PNG's header gives {name} method {method}, which doesn't exist: {FETCH_AGAIN}"
            )
