"""Texts beside the pixels: tEXt and zTXt in Latin-1, iTXt in UTF-8, each under a keyword."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from aipixel.pixels.png.chunks import Chunk, write_chunk
from aipixel.pixels.png.compression import inflate_text
from aipixel.pixels.png.errors import FETCH_AGAIN, PngError

TEXT_CHUNKS = ("tEXt", "zTXt", "iTXt")
MOST_TEXT = 1 << 20  # bytes of all texts of a PNG together, as stored and as inflated

_KEYWORD = re.compile(r"(?! )(?!.*  )[ -~\xa1-\xff]{1,79}(?<! )")


class _Stored(NamedTuple):
    """A text chunk taken apart."""

    keyword: str
    text: bytes
    compressed: bool
    encoding: str


def read_texts(chunks: Iterable[Chunk]) -> dict[str, str]:
    """The texts in chunks of TEXT_CHUNKS, by keyword; an iTXt's language is left out.

    Raises PngError for what the specification doesn't allow, for a keyword that comes twice, and
    for more than MOST_TEXT bytes.
    """
    texts: dict[str, str] = {}
    left = MOST_TEXT
    for chunk in chunks:
        left = _spend(left, len(chunk.body))
        stored = _TAKE_APART[chunk.name](bytes(chunk.body))
        if stored.keyword in texts:
            raise PngError(f"the PNG has two texts under {stored.keyword!r}: keep one of them")
        text = stored.text
        if stored.compressed:
            text = _inflated(stored, left)
            left -= len(text)
        texts[stored.keyword] = _decoded(stored, text)
    return texts


def check_profile(chunk: Chunk) -> None:
    """Raise PngError unless a colour profile, iCCP, is whole: a name and, compressed, the profile.

    What it says is not used here, but other readers refuse a file where it is damaged.
    """
    _, null, rest = bytes(chunk.body).partition(b"\0")
    whole = bool(null) and rest[:1] == b"\0"  # the only compression there is
    try:
        whole = whole and len(inflate_text(rest[1:], MOST_TEXT)) <= MOST_TEXT
    except zlib.error:
        whole = False
    if whole:
        return
    raise PngError(
        f"the PNG's colour profile is damaged, or has more than {MOST_TEXT:,} bytes: save the "
        "picture again without it"
    )


def write_texts(texts: Mapping[str, str]) -> bytes:
    """A chunk for each text, in their order: tEXt where it is Latin-1, else iTXt.

    Raises PngError for keywords or texts that a PNG can't hold.
    """
    left = MOST_TEXT
    written = []
    for keyword, text in texts.items():
        _check_keyword(keyword)
        if "\0" in text:
            raise PngError(f"the text under {keyword!r} has a null character: leave it out")
        name, body = _put_together(keyword, text)
        left = _spend(left, len(body))
        written.append(write_chunk(name, body))
    return b"".join(written)


def _spend(left: int, size: int) -> int:
    if size > left:
        raise _too_much()
    return left - size


def _too_much() -> PngError:
    return PngError(f"the PNG's texts have more than {MOST_TEXT:,} bytes: shorten them")


def _check_keyword(keyword: str) -> None:
    if not _KEYWORD.fullmatch(keyword):
        raise PngError(
            f"{keyword[:100]!r} can't be a text's keyword: that is 1 to 79 printable Latin-1 "
            "characters, without a space at either end or two in a row"
        )


def _put_together(keyword: str, text: str) -> tuple[str, bytes]:
    start = keyword.encode("latin-1") + b"\0"
    try:
        return "tEXt", start + text.encode("latin-1")
    except UnicodeEncodeError:
        pass
    try:  # not compressed, no language, no translation of the keyword
        return "iTXt", start + b"\0\0\0\0" + text.encode("utf-8")
    except UnicodeEncodeError:
        raise PngError(
            f"the text under {keyword!r} has half a surrogate pair, which is no character: "
            "leave it out"
        ) from None


def _latin(body: bytes) -> _Stored:
    keyword, text = _keyword_and_rest("tEXt", body)
    return _Stored(keyword, text, False, "latin-1")


def _latin_compressed(body: bytes) -> _Stored:
    keyword, rest = _keyword_and_rest("zTXt", body)
    if rest[:1] != b"\0":
        raise _malformed("zTXt")
    return _Stored(keyword, rest[1:], True, "latin-1")


def _international(body: bytes) -> _Stored:
    keyword, rest = _keyword_and_rest("iTXt", body)
    fields = rest[2:].split(b"\0", 2)  # language, keyword in that language, text
    if len(fields) < 3 or rest[0] > 1 or rest[1]:
        raise _malformed("iTXt")
    return _Stored(keyword, fields[2], rest[0] == 1, "utf-8")


_TAKE_APART = dict(zip(TEXT_CHUNKS, (_latin, _latin_compressed, _international), strict=True))


def _keyword_and_rest(name: str, body: bytes) -> tuple[str, bytes]:
    start, null, rest = body.partition(b"\0")
    if not null:
        raise _malformed(name)
    keyword = start.decode("latin-1")
    _check_keyword(keyword)
    return keyword, rest


def _inflated(stored: _Stored, most: int) -> bytes:
    try:
        text = inflate_text(stored.text, most)
    except zlib.error:
        raise PngError(
            f"the PNG's compressed text under {stored.keyword!r} is corrupt: {FETCH_AGAIN}"
        ) from None
    if len(text) > most:
        raise _too_much()
    return text


def _decoded(stored: _Stored, text: bytes) -> str:
    try:
        decoded = text.decode(stored.encoding)
    except UnicodeDecodeError:
        raise PngError(
            f"the PNG's text under {stored.keyword!r} is not UTF-8, as it should be: save it again"
        ) from None
    if "\0" in decoded:
        raise PngError(
            f"the PNG's text under {stored.keyword!r} has a null character: save it again"
        )
    return decoded


def _malformed(name: str) -> PngError:
    return PngError(f"a chunk {name} of the PNG is malformed: {FETCH_AGAIN}")
