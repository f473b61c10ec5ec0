"""An animated GIF of one palette, written frame by frame. Needs Pillow, which packs the frames."""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.GifImagePlugin import getdata

Bytes = NDArray[np.uint8]

MOST_COLOURS = 255  # one of 256 says "as it was"
_FOR_EVER = b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
_STAYS = 1  # how a frame is disposed of


class GifWriter:
    """Frames of palette indices one after another, in an endless loop; `data` is the file.

    Colours are exact; what a frame has in common with the last takes hardly any room.
    """

    def __init__(self, size: tuple[int, int], palette: Bytes) -> None:
        """size: width and height. palette: (1 to 255, 3) sRGB bytes; ValueError for others."""
        if not 1 <= len(palette) <= MOST_COLOURS:
            raise ValueError(f"a GIF has 1 to {MOST_COLOURS} colours here, not {len(palette)}")
        bits = max(1, len(palette).bit_length())
        table = np.zeros((1 << bits, 3), np.uint8)
        table[: len(palette)] = palette
        screen = struct.pack("<HHBBB", *size, 0xF0 | (bits - 1), 0, 0)
        self._parts = [b"GIF89a", screen, table.tobytes(), _FOR_EVER]
        self._unchanged = len(palette)
        self._last: Bytes | None = None

    def add(self, indices: Bytes, milliseconds: int) -> None:
        """A frame (height, width), and how long it is to be seen."""
        shown = indices
        if self._last is not None:
            shown = np.where(indices == self._last, np.uint8(self._unchanged), indices)
        self._last = indices
        height, width = indices.shape
        image = Image.frombytes("P", (width, height), shown.tobytes())
        self._parts += getdata(
            image, duration=milliseconds, disposal=_STAYS, transparency=self._unchanged
        )

    @property
    def data(self) -> bytes:
        """The file as it is so far."""
        return b"".join([*self._parts, b";"])
