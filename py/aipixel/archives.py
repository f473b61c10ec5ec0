"""Zip and npz archives in memory: the same bytes every time, and never larger than expected.

Reading trusts nothing: sizes are checked from the headers before anything is unpacked, and no
array of objects (a pickle) is ever read. What is wrong is raised as ValueError, a clause without
the archive's name, which only the caller knows.
"""

from __future__ import annotations

import io
import math
import struct
import sys
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_MEMBERS = 64

_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say
_CUT_SHORT = "is cut short or damaged"
# What zipfile raises for bytes that are no zip, or one that lies.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError,
    NotImplementedError, RuntimeError,
)  # fmt: skip


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """A zip of the files in their order, uncompressed; depends on nothing else."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def read_zip(data: bytes, most_bytes: int) -> dict[str, bytes]:
    """The files of a zip by name, folders left out.

    Raises ValueError for what is no whole zip, is encrypted, names a file twice, or holds more
    than `most_bytes` unpacked or MOST_MEMBERS files.
    """
    archive = _open(data)
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    _check_entries(entries, most_bytes)
    try:
        return {entry.filename: archive.read(entry) for entry in entries}
    except _BROKEN as error:
        raise ValueError(_CUT_SHORT) from error


def _open(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise ValueError(_CUT_SHORT) from error


def _check_entries(entries: list[zipfile.ZipInfo], most_bytes: int) -> None:
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_MEMBERS:
        raise ValueError(f"holds {len(entries)} files, more than {MOST_MEMBERS}")
    if total > most_bytes:
        raise ValueError(f"holds {total:,} bytes, more than the {most_bytes:,} that are read")
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise ValueError("holds two files of one name")
    # What zipfile reads with the standard library alone; bit 0 is encryption.
    methods = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if any(entry.flag_bits & 1 or entry.compress_type not in methods for entry in entries):
        raise ValueError("is encrypted or packed in a way that is not read")


def write_npz(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """What `numpy.load` reads, as `numpy.savez` writes it but with a fixed date."""
    return write_zip({f"{name}.npy": _write_npy(array) for name, array in arrays.items()})


def read_npz(data: bytes, most_bytes: int) -> dict[str, NDArray[Any]]:
    """The arrays by name, read-only.

    Raises ValueError as `read_zip` does, and for a file in it that is no whole array of numbers
    or text.
    """
    arrays = {}
    for name, content in read_zip(data, most_bytes).items():
        if not name.endswith(".npy"):
            raise ValueError(f"holds {name!r}, which is no array")
        arrays[name.removesuffix(".npy")] = _read_npy(name, content)
    return arrays


def _write_npy(array: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.asarray(array, order="C"), (1, 0), allow_pickle=False)
    return buffer.getvalue()


def _read_npy(name: str, content: bytes) -> NDArray[Any]:
    buffer = io.BytesIO(content)
    try:
        version = np.lib.format.read_magic(buffer)
        if version != (1, 0):
            raise ValueError("of another version")
        shape, by_columns, dtype = np.lib.format.read_array_header_1_0(buffer)
    except (ValueError, TypeError, SyntaxError, OverflowError) as error:
        raise ValueError(f"holds {name!r}, which is no array that is read here") from error
    if dtype.kind not in "iufU":
        raise ValueError(f"holds {name!r}, an array of objects, which are never read")
    if not dtype.isnative:
        raise ValueError(f"holds {name!r}, whose bytes are in the wrong order")
    size = len(content) - buffer.tell()
    whole = all(side >= 0 for side in shape) and math.prod(shape) * dtype.itemsize == size
    if by_columns or not whole or not dtype.itemsize:
        raise ValueError(f"holds {name!r}, whose size is not what its header says")
    array = np.frombuffer(content, dtype, offset=buffer.tell())
    if dtype.kind == "U" and (array.view(np.uint32) > sys.maxunicode).any():
        raise ValueError(f"holds {name!r}, whose text is none")  # CPython breaks on such a letter
    return array.reshape(shape)
