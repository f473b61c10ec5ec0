"""Deflated bytes of a size known or limited beforehand, so that no bomb goes off."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from aipixel.pixels.png.errors import FETCH_AGAIN, SAVE_ANEW, PngError

_STEP = 1 << 16  # bytes given to zlib, or taken from it, at once


def inflate_pixels(parts: Sequence[memoryview], size: int) -> bytearray:
    """The `size` bytes that the parts of one zlib stream hold.

    Raises PngError if the stream is corrupt or holds more or less, or is followed by anything.
    """
    compressed = sum(map(len, parts))
    if compressed > size + size // 8 + 1024:  # more than literals of nine bits
        raise PngError(
            f"the PNG's compressed pixels take {compressed:,} bytes, more than {size:,} bytes of "
            f"pixels can need: {SAVE_ANEW}"
        )
    inflated = bytearray(size)
    filled = 0
    stream = zlib.decompressobj()
    for piece in [*_pieces(parts), memoryview(b"")]:  # the empty one fetches what zlib holds back
        rest: bytes | memoryview = piece
        while True:
            try:
                made = stream.decompress(rest, min(_STEP, size - filled + 1))
            except zlib.error:
                raise PngError(f"the PNG's compressed pixels are corrupt: {FETCH_AGAIN}") from None
            if filled + len(made) > size or stream.unused_data:
                raise PngError(
                    f"the PNG holds more compressed data than its size says: {SAVE_ANEW}"
                )
            inflated[filled : filled + len(made)] = made
            filled += len(made)
            rest = stream.unconsumed_tail
            if not made:
                break
    if filled < size or not stream.eof:
        raise PngError(f"the PNG holds less compressed data than its size says: {FETCH_AGAIN}")
    return inflated


def inflate_text(compressed: bytes, most: int) -> bytes:
    """The bytes of one whole zlib stream, or `most` + 1 of them if it holds more than `most`.

    Raises zlib.error for what is corrupt, cut short or followed by anything.
    """
    stream = zlib.decompressobj()
    inflated = stream.decompress(compressed, most + 1)
    if len(inflated) <= most and (not stream.eof or stream.unused_data):
        raise zlib.error("not one whole stream")
    return inflated


def _pieces(parts: Sequence[memoryview]) -> list[memoryview]:
    return [part[at : at + _STEP] for part in parts for at in range(0, len(part), _STEP)]
