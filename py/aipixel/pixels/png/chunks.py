"""The container: chunks of a name, a body and a checksum."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from aipixel.pixels.png.errors import FETCH_AGAIN, PngError
from aipixel.pixels.png.signature import SIGNATURE

MOST_CHUNKS = 10_000  # 8 KB of pixels a chunk, as is common, makes 512 for the largest pictures

_OVERHEAD = 12  # bytes of length, name and checksum


class Chunk(NamedTuple):
    """A chunk by its four letters; the body is a view of the file's bytes."""

    name: str
    body: memoryview

    @property
    def ancillary(self) -> bool:
        """Whether the picture is the same without it."""
        return self.name[0].islower()


def read_chunks(data: bytes) -> Iterator[Chunk]:
    """The chunks after the signature, each checked when it is reached; the last is IEND.

    Raises PngError for what is cut short, goes on after IEND, or has a wrong checksum.
    """
    view = memoryview(data)
    at = len(SIGNATURE)
    for _ in range(MOST_CHUNKS):
        chunk = _read_chunk(view, at)
        at += _OVERHEAD + len(chunk.body)
        if chunk.name == "IEND":
            _check_end(chunk, len(data) - at)
            yield chunk
            return
        yield chunk
    raise PngError(f"the PNG has more than {MOST_CHUNKS:,} chunks: save the picture again")


def write_chunk(name: str, body: bytes) -> bytes:
    """The bytes of a chunk."""
    named = name.encode("ascii") + body
    return struct.pack(">I", len(body)) + named + struct.pack(">I", zlib.crc32(named))


def _read_chunk(view: memoryview, at: int) -> Chunk:
    left = len(view) - at
    if left < _OVERHEAD:
        raise PngError(f"the PNG ends without its last chunk, IEND: {FETCH_AGAIN}")
    (length,) = struct.unpack_from(">I", view, at)
    letters = bytes(view[at + 4 : at + 8])
    if not letters.isalpha():
        raise PngError(
            f"no chunk of the PNG begins at byte {at:,}, where one should: {FETCH_AGAIN}"
        )
    name = letters.decode("ascii")
    if length > left - _OVERHEAD:
        raise PngError(f"the PNG ends inside its chunk {name}: {FETCH_AGAIN}")
    end = at + 8 + length
    (checksum,) = struct.unpack_from(">I", view, end)
    if zlib.crc32(view[at + 4 : end]) != checksum:
        raise PngError(f"the checksum of the PNG's chunk {name} is wrong: {FETCH_AGAIN}")
    return Chunk(name, view[at + 8 : end])


def _check_end(chunk: Chunk, after: int) -> None:
    if chunk.body:
        raise PngError("the PNG's last chunk, IEND, isn't empty: save the picture again")
    if after:
        raise PngError(
            f"the file goes on for {after:,} bytes after the PNG's end: save the picture again"
        )
