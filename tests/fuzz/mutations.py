"""Damage to files: to their bytes, and within their forms, where checksums would hide the rest."""

from __future__ import annotations

import io
import json
import random
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence

LARGEST = 1 << 20  # bytes that a case has at most
SIGNATURE = b"\x89PNG\r\n\x1a\n"

# What stands in files of those who try, or of those who type.
WORDS = (
    b"", b"\0", b"\x1b[31m", "\u202e".encode(), b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80",
    b"1e400", b"-1", b"-0", b"nan", b"NaN", b"Infinity", b"9" * 400, b"0x10", b"1_000", b"1,5",
    b"1.250,00", b"\xd9\xa3", b"null", b"true", b"[]", b"{}", b"[" * 3000, b"(True,)", b"None",
    b"../../x", b"a/b", b"\\", b'"', b"'", b"\r", b"\n\n", b"\t", b";", b"|", b",,,,", b"=1+1",
    b"2147483648", b"4294967296", b"18446744073709551616", b"<f8", b"|O", b"<U9", b"fortran",
)  # fmt: skip
NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
VALUES: tuple[object, ...] = (
    None, True, -1, 0, 1.5, 1e308, 10**18, "", "\x1b[2J", "\u202eabc", "x" * 300, [], {}, [[]],
    {"a": 1}, "ab", [None], -0.0,
)  # fmt: skip


def mutate(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """A damaged file, one to four times; others: files of the kind, to take parts from."""
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4))):
        data = _one(rng, data, others)[:LARGEST]
    return data


def _one(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    form = _form(data)
    if form and rng.random() < 0.7:
        try:
            return form(rng, data, others)
        except Exception:  # what is damaged already has lost its form
            return _bytes(rng, data, others)
    return _bytes(rng, data, others)


def _form(data: bytes) -> Callable[[random.Random, bytes, Sequence[bytes]], bytes] | None:
    if data.startswith(b"PK\x03\x04"):
        return _zip
    if data.startswith(SIGNATURE):
        return _png
    if data.startswith(b"{"):
        return _json
    if data.startswith(b"\x93NUMPY"):
        return _npy
    return _text if b"\0" not in data[:1000] else None


def _bytes(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    first = rng.randrange(len(data) + 1)
    last = min(len(data), first + rng.choice((0, 1, 2, 4, 8, 30, 300, len(data))))
    other = rng.choice(others) if others else data
    start = rng.randrange(len(other) + 1)
    packing = rng.choice(("<H", ">H", "<I", ">I"))
    largest = 0xFFFF if packing[1] == "H" else 0xFFFFFFFF
    part = rng.choice((
        b"",
        rng.randbytes(rng.choice((1, 2, 4, 20))),
        rng.choice(WORDS),
        struct.pack(packing, rng.choice(NUMBERS) & largest),
        data[first:last] * rng.choice((2, 3, 50)),
        other[start : start + rng.choice((1, 8, 100, 3000))],
    ))  # fmt: skip
    if rng.random() < 0.1:
        return data[:first]
    if rng.random() < 0.3 and data:
        flipped = bytearray(data)
        for _ in range(rng.choice((1, 2, 10))):
            flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
        return bytes(flipped)
    return data[:first] + part + data[last:]


def _text(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """A word, a line or a separator becomes another, or comes again."""
    choice = rng.randrange(5)
    if choice == 0:
        lines = data.split(b"\n")
        at = rng.randrange(len(lines))
        lines[at : at + 1] = rng.choice(([], [lines[at]] * 3, [b"", lines[at]], [lines[0]]))
        return b"\n".join(lines)
    if choice == 1:
        mark = rng.choice((b",", b";", b"\n", b".", b" ", b"\t", b'"'))
        return data.replace(mark, rng.choice((b";", b"\t", b",", b"|", b"\r\n", b" ", b"")))
    if choice == 2:
        encoding = rng.choice(("utf-16", "utf-16-le", "latin-1", "utf-8-sig", "cp437"))
        return data.decode("latin-1").encode(encoding, "replace")
    found = list(re.finditer(rb"[\w.+-]+", data))
    if not found:
        return _bytes(rng, data, others)
    word = rng.choice(found)
    return data[: word.start()] + rng.choice(WORDS) + data[word.end() :]


def _json(rng: random.Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    """A value somewhere within becomes another, goes, or comes again."""
    whole = json.loads(data)
    place = whole
    while isinstance(place, dict | list) and place:
        key = rng.choice(list(place)) if isinstance(place, dict) else rng.randrange(len(place))
        below = place[key]
        if isinstance(below, dict | list) and below and rng.random() < 0.8:
            place = below
            continue
        if rng.random() < 0.2:
            del place[key]
        elif isinstance(place, list) and rng.random() < 0.2:
            place += place[:20]
        else:
            place[key] = rng.choice(VALUES)
        break
    return json.dumps(whole).encode("utf-8", "surrogatepass")


def _npy(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """The header changes as text, its length told rightly."""
    length = int.from_bytes(data[8:10], "little")
    header = _text(rng, data[10 : 10 + length], others)[:60_000]
    return data[:8] + len(header).to_bytes(2, "little") + header + data[10 + length :]


def _zip(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """One of the files within changes, goes, comes twice or is named otherwise; packed anew."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = [(name, archive.read(name)) for name in archive.namelist()]
    at = rng.randrange(len(files))
    name, content = files[at]
    choice = rng.randrange(6)
    if choice == 0 and rng.random() < 0.2:
        return nameless_zip(content)
    if choice == 0:
        files[at] = rng.choice(("a/", "../x", name.upper(), f"__MACOSX/._{name}")), content
    elif choice == 1:
        files.insert(at, rng.choice(((name, content), (f"more/{name}", content), (name, b""))))
    elif choice == 2:
        del files[at]
    elif choice == 3:
        files = [("inner.zip", data)] * rng.choice((1, 2))
    else:
        files[at] = name, mutate(rng, content, others)
    packed = io.BytesIO()
    method = rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with zipfile.ZipFile(packed, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that come twice
        for inner, held in files:
            archive.writestr(zipfile.ZipInfo(inner), held, method)
    return packed.getvalue()


def nameless_zip(content: bytes) -> bytes:
    """A zip of one file whose name has no letters, which `zipfile` reads and does not write."""
    told = struct.pack("<4H3I", 0, 0, 0, 33, zlib.crc32(content), len(content), len(content))
    local = b"PK\x03\x04" + struct.pack("<H", 20) + told + bytes(4) + content
    central = b"PK\x01\x02" + struct.pack("<2H", 20, 20) + told + bytes(18)
    ends = struct.pack("<4H2IH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + b"PK\x05\x06" + ends


def _png(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """A chunk changes, goes, comes twice or moves; its checksum is right again."""
    chunks = _chunks(data)
    at = rng.randrange(len(chunks))
    name, body = chunks[at]
    choice = rng.randrange(6)
    if choice == 0:
        del chunks[at]
    elif choice == 1:
        chunks.insert(rng.randrange(len(chunks) + 1), (name, body))
    elif choice == 2:
        chunks.insert(at, rng.choice(_chunks(rng.choice(others))))
    elif name in (b"IDAT", b"zTXt") and choice == 3:
        raw = zlib.decompress(body)
        chunks[at] = name, zlib.compress(_bytes(rng, raw, others))
    elif choice == 4 and name in (b"tEXt", b"iTXt"):
        keyword, _, text = body.partition(b"\0")
        form = _form(text) or _text
        chunks[at] = name, keyword + b"\0" + form(rng, text, others)
    else:
        chunks[at] = name, _bytes(rng, body, others)
    return SIGNATURE + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    chunks, at = [], len(SIGNATURE)
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        chunks.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + size]))
        at += 12 + size
    return chunks
