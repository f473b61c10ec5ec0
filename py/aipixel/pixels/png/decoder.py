"""From the bytes of a PNG to arrays and texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from aipixel.pixels.png.chunks import Chunk, read_chunks
from aipixel.pixels.png.compression import inflate_pixels
from aipixel.pixels.png.errors import FETCH_AGAIN, PngError
from aipixel.pixels.png.header import CHANNELS, INDEXED, RGB, RGBA, Header, read_header
from aipixel.pixels.png.scanlines import unfilter
from aipixel.pixels.png.signature import check_signature
from aipixel.pixels.png.text import TEXT_CHUNKS, check_profile, read_texts

LARGEST = (1024, 1024)  # width and height: read in well under a second and 50 MB

_BESIDE_PIXELS = 4 << 20  # bytes of texts, colour profiles and the like
_ANIMATION = ("acTL", "fcTL", "fdAT")
# Bytes of the ancillary chunks of fixed length (PNG specification, 11.3). What they say is not
# used here, but a file that gets them wrong is damaged, and other readers refuse it.
_LENGTHS = {"gAMA": 4, "cHRM": 32, "sRGB": 1, "pHYs": 9, "tIME": 7}


@dataclass(frozen=True, eq=False)
class Png:
    """A picture of direct colours: pixels (H, W, 3) RGB or (H, W, 4) RGBA, texts by keyword."""

    pixels: NDArray[np.uint8]
    text: dict[str, str]


@dataclass(frozen=True, eq=False)
class IndexedPng:
    """A picture of palette indices (H, W), its palette (N, 4) RGBA, texts by keyword.

    Every index is less than N; alpha 0 is transparent, 255 opaque.
    """

    indices: NDArray[np.uint8]
    palette: NDArray[np.uint8]
    text: dict[str, str]


def decode(data: bytes, *, largest: tuple[int, int] = LARGEST) -> Png:
    """The RGB or RGBA pixels and the texts of a PNG of at most `largest` (width, height).

    Colours are the bytes as stored, whatever gamma or profile stands beside them. Raises PngError
    for anything but a whole, faultless, eight-bit RGB or RGBA PNG without interlacing.
    """
    parts = _take_apart(data, (RGB, RGBA), largest)
    return Png(_samples(parts), read_texts(parts.texts))


def decode_indexed(data: bytes, *, largest: tuple[int, int] = LARGEST) -> IndexedPng:
    """The palette indices, palette and texts of a PNG of at most `largest` (width, height).

    Raises PngError for anything but a whole, faultless PNG of eight-bit indices without
    interlacing.
    """
    parts = _take_apart(data, (INDEXED,), largest)
    palette = _palette(parts)
    indices = _samples(parts)[..., 0]
    if indices.max() >= len(palette):
        y, x = divmod(int(np.argmax(indices >= len(palette))), parts.header.width)
        raise PngError(
            f"the PNG's pixel in row {y:,}, column {x:,} has colour {indices[y, x]} of a palette "
            f"of {len(palette)}: save the picture again"
        )
    return IndexedPng(indices, palette, read_texts(parts.texts))


def decode_texts(data: bytes) -> dict[str, str]:
    """The texts of a PNG of any kind and size, by keyword; its pixels are not looked at.

    Raises PngError for what is no PNG, is cut short, or has texts that `decode` would refuse.
    """
    check_signature(data)
    return read_texts(chunk for chunk in read_chunks(data) if chunk.name in TEXT_CHUNKS)


@dataclass
class _Parts:
    """What the chunks of one picture hold."""

    header: Header
    palette: Chunk | None = None
    transparency: Chunk | None = None
    compressed: list[memoryview] = field(default_factory=list)
    texts: list[Chunk] = field(default_factory=list)


def _take_apart(data: bytes, wanted: tuple[int, ...], largest: tuple[int, int]) -> _Parts:
    most = largest[0] * largest[1] * CHANNELS[RGBA] + _BESIDE_PIXELS
    if len(data) > most:
        raise PngError(
            f"the file has {len(data):,} bytes, more than the {most:,} that are read here: "
            "choose a smaller one"
        )
    check_signature(data)
    chunks = read_chunks(data)
    parts = _Parts(read_header(next(chunks), wanted, largest))
    _sort_chunks(chunks, parts)
    if not parts.compressed:
        raise PngError(f"the PNG has no pixels, as its chunk IDAT is missing: {FETCH_AGAIN}")
    return parts


def _sort_chunks(chunks: Iterator[Chunk], parts: _Parts) -> None:
    before = "IHDR"
    for chunk in chunks:
        if chunk.name == "IDAT":
            if parts.compressed and before != "IDAT":
                raise PngError(f"the PNG's chunks IDAT are not in a row: {FETCH_AGAIN}")
            parts.compressed.append(chunk.body)
        elif chunk.name == "PLTE":
            _check_once_before_pixels(chunk, parts.palette, parts)
            _check_palette(chunk)
            parts.palette = chunk
        elif chunk.name == "tRNS":
            _check_once_before_pixels(chunk, parts.transparency, parts)
            _check_transparency(chunk, parts)
            parts.transparency = chunk
        elif chunk.name in TEXT_CHUNKS:
            parts.texts.append(chunk)
        elif chunk.name == "IHDR":
            raise PngError(f"the PNG has two chunks IHDR: {FETCH_AGAIN}")
        elif chunk.name in _ANIMATION:
            raise PngError("the PNG is animated: save one picture of it as a PNG of its own")
        elif not chunk.ancillary and chunk.name != "IEND":
            raise PngError(
                f"the PNG needs its chunk {chunk.name}, which is unknown here: "
                "save it as an ordinary PNG"
            )
        _check_ancillary(chunk)
        before = chunk.name


def _check_ancillary(chunk: Chunk) -> None:
    if chunk.name == "iCCP":
        check_profile(chunk)
    length = _LENGTHS.get(chunk.name)
    if length is not None and len(chunk.body) != length:
        raise PngError(
            f"the PNG's chunk {chunk.name} has {len(chunk.body):,} bytes instead of {length}: "
            f"{FETCH_AGAIN}"
        )


def _check_once_before_pixels(chunk: Chunk, earlier: Chunk | None, parts: _Parts) -> None:
    if earlier:
        raise PngError(f"the PNG has two chunks {chunk.name}: {FETCH_AGAIN}")
    if parts.compressed:
        raise PngError(f"the PNG's chunk {chunk.name} comes after its pixels: {FETCH_AGAIN}")


def _check_palette(chunk: Chunk) -> None:
    colours, rest = divmod(len(chunk.body), 3)
    if rest or not 1 <= colours <= 256:
        raise PngError(
            f"the PNG's palette has {len(chunk.body):,} bytes, not 3 for each of 1 to 256 colours: "
            f"{FETCH_AGAIN}"
        )


def _check_transparency(chunk: Chunk, parts: _Parts) -> None:
    if parts.header.colour_type != INDEXED:
        raise PngError(
            "the PNG has a chunk tRNS, which makes one of its colours transparent: "
            "save it as RGBA without that chunk"
        )
    if not parts.palette:
        raise PngError(f"the PNG's chunk tRNS comes before its palette: {FETCH_AGAIN}")
    if len(chunk.body) > len(parts.palette.body) // 3:
        raise PngError(f"the PNG's chunk tRNS is longer than its palette: {FETCH_AGAIN}")


def _samples(parts: _Parts) -> NDArray[np.uint8]:
    """Samples (H, W, channels)."""
    header = parts.header
    raw = inflate_pixels(parts.compressed, header.raw_size)
    return unfilter(np.frombuffer(raw, np.uint8).reshape(header.height, -1), header.channels)


def _palette(parts: _Parts) -> NDArray[np.uint8]:
    """Colours (N, 4); those that tRNS doesn't reach are opaque."""
    if not parts.palette:
        raise PngError(f"the PNG has no palette, as its chunk PLTE is missing: {FETCH_AGAIN}")
    rgb = np.frombuffer(parts.palette.body, np.uint8).reshape(-1, 3)
    alpha = np.full(len(rgb), 255, np.uint8)
    if parts.transparency:
        alpha[: len(parts.transparency.body)] = np.frombuffer(parts.transparency.body, np.uint8)
    return np.column_stack([rgb, alpha])
