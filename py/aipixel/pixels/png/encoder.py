"""From arrays and texts to the bytes of a PNG."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from aipixel.pixels.png.chunks import write_chunk
from aipixel.pixels.png.errors import PngError
from aipixel.pixels.png.header import INDEXED, RGB, RGBA, Header, write_header
from aipixel.pixels.png.scanlines import filter_rows
from aipixel.pixels.png.signature import SIGNATURE
from aipixel.pixels.png.text import write_texts

_COLOUR_TYPES = {3: RGB, 4: RGBA}  # by channels


def encode(pixels: NDArray[np.uint8], text: Mapping[str, str] | None = None) -> bytes:
    """A PNG of pixels (H, W, 3) RGB or (H, W, 4) RGBA with texts by keyword, in their order.

    The same arguments give the same bytes wherever zlib is the same, and for one pixel everywhere.
    Raises PngError for arrays, keywords or texts that no PNG can hold.
    """
    _check_array(pixels, "pixels", "(height, width, 3 or 4)", 3)
    height, width, channels = pixels.shape
    if channels not in _COLOUR_TYPES:
        raise PngError(f"pixels have 3 or 4 channels, RGB or RGBA, not {channels}")
    header = Header(width, height, _COLOUR_TYPES[channels])
    return _file(header, write_texts(text or {}), filter_rows(pixels))


def encode_indexed(
    indices: NDArray[np.uint8],
    palette: NDArray[np.uint8],
    text: Mapping[str, str] | None = None,
) -> bytes:
    """A PNG of indices (H, W) into a palette (N, 3) RGB or (N, 4) RGBA, with texts by keyword.

    Raises PngError for arrays, keywords or texts that no PNG can hold.
    """
    _check_array(indices, "indices", "(height, width)", 2)
    _check_array(palette, "a palette", "(colours, 3 or 4)", 2)
    colours, channels = palette.shape
    if channels not in _COLOUR_TYPES or colours > 256:
        raise PngError(
            f"a palette has 1 to 256 colours of 3 or 4 channels, not {colours} of {channels}"
        )
    if indices.max() >= colours:
        raise PngError(f"index {indices.max()} is outside of the palette of {colours} colours")
    height, width = indices.shape
    # Differences of indices mean nothing: no filter makes them smaller to store.
    rows = np.pad(indices, ((0, 0), (1, 0))).tobytes()
    beside = write_texts(text or {}) + _palette_chunks(palette)
    return _file(Header(width, height, INDEXED), beside, rows)


def _file(header: Header, beside: bytes, rows: bytes) -> bytes:
    """A whole PNG; `beside` is the chunks between the header and the pixels."""
    pixels = write_chunk("IDAT", zlib.compress(rows))
    start = SIGNATURE + write_chunk("IHDR", write_header(header))
    return start + beside + pixels + write_chunk("IEND", b"")


def _palette_chunks(palette: NDArray[np.uint8]) -> bytes:
    """PLTE, and tRNS as far as colours are not opaque."""
    chunks = write_chunk("PLTE", palette[:, :3].tobytes())
    translucent = np.flatnonzero(palette[:, 3:] != 255)
    if len(translucent):
        chunks += write_chunk("tRNS", palette[: translucent[-1] + 1, 3].tobytes())
    return chunks


def _check_array(array: NDArray[np.uint8], name: str, shape: str, dimensions: int) -> None:
    if array.dtype != np.uint8 or array.ndim != dimensions or not array.size:
        raise PngError(f"{name} must be uint8 {shape}, not {array.dtype} {array.shape}")
