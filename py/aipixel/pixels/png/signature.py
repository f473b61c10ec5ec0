"""A file's first bytes: a PNG's, or something else that people try."""

from __future__ import annotations

import codecs

from aipixel.pixels.png.errors import FETCH_AGAIN, PngError

SIGNATURE = b"\x89PNG\r\n\x1a\n"

_LOOKED_AT = 1024  # bytes that tell texts apart


def check_signature(data: bytes) -> None:
    """Raise PngError, naming what the file is instead, unless it begins as every PNG does."""
    if data.startswith(SIGNATURE):
        return
    if not data:
        raise PngError("the file is empty: choose a PNG file")
    if SIGNATURE.startswith(data):
        raise PngError(f"the file is only the beginning of a PNG: {FETCH_AGAIN}")
    if data.startswith(SIGNATURE[:4]):
        raise PngError(
            "the PNG's first bytes were changed, as happens to a file sent as text: "
            "send it as a binary file"
        )
    raise PngError(_other_format(data))


def _other_format(data: bytes) -> str:
    if data.startswith(b"\xff\xd8\xff"):
        return (
            "the file is a JPEG, which doesn't keep exact colours: "
            "choose the PNG that it was made from"
        )
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _choose_png("a WebP picture")
    if data.startswith((b"GIF87a", b"GIF89a")):
        return _choose_png("a GIF picture")
    if data.startswith(b"BM") and not _is_text(data):
        return _choose_png("a BMP picture")
    if not _is_text(data):
        return "the file is not a PNG: choose a PNG file"
    start = data[:_LOOKED_AT].lower()
    if b"<svg" in start:
        return _choose_png("an SVG drawing")
    if b"<html" in start or b"<!doctype html" in start:
        return (
            "the file is a web page, perhaps one that was saved in the picture's place: "
            "save the picture itself"
        )
    return _choose_png("a text")


def _choose_png(what: str) -> str:
    return f"the file is {what}, not a PNG: choose a PNG file"


def _is_text(data: bytes) -> bool:
    start = data[:_LOOKED_AT]
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False
    return not any(byte < 9 or 13 < byte < 32 for byte in start)
