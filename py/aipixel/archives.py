"""Zip and npz archives in memory: the same bytes every time, and never larger than expected.

Reading trusts nothing: sizes are checked from the headers before anything is unpacked, and no
array of objects (a pickle) is ever read. What is wrong is raised as ValueError, a clause without
the archive's name, which only the caller knows.
"""

from __future__ import annotations

import io
import math
import re
import sys
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_MEMBERS = 64
MOST_LISTED = 20_000  # files of a zip that are looked through for those that are wanted

_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say
_CUT_SHORT = "is cut short or damaged"


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


def read_zip(
    data: bytes, most_bytes: int, wanted: Callable[[str], bool] = lambda _name: True
) -> dict[str, bytes]:
    """The files of a zip by name, folders left out, and others than those that are wanted.

    Raises ValueError for what is no whole zip, and where a wanted file is encrypted, has no name
    or another's, or the wanted are more than `most_bytes` unpacked or MOST_MEMBERS files.
    """
    if data.count(b"PK\x01\x02") > MOST_LISTED:  # how each entry of the list begins
        raise ValueError(f"holds more than {MOST_LISTED:,} files")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # zipfile raises all kinds for bytes that are no zip, or lie
        raise ValueError(_CUT_SHORT) from error
    files = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
    entries = [entry for entry in files if wanted(entry.filename)]
    _check_entries(entries, most_bytes)
    try:
        return {entry.filename: _unpacked(archive, entry) for entry in entries}
    except Exception as error:
        raise ValueError(_CUT_SHORT) from error


def unpacked_size(data: bytes) -> int:
    """How many bytes the files of a zip say they are together. ValueError for what is no zip."""
    try:
        return sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(data)).infolist())
    except Exception as error:
        raise ValueError(_CUT_SHORT) from error


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)  # asked for all, it unpacks more than was said
    if len(content) != entry.file_size:
        raise ValueError("of another size than it says")
    return content


def _check_entries(entries: list[zipfile.ZipInfo], most_bytes: int) -> None:
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_MEMBERS:
        raise ValueError(f"holds {len(entries)} files, more than {MOST_MEMBERS}")
    if total > most_bytes:
        raise ValueError(f"holds {total:,} bytes, more than the {most_bytes:,} that are read")
    names = [entry.filename for entry in entries]
    if "" in names:
        raise ValueError("holds a file without a name")
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


# As NumPy writes it; read without evaluating what a file says.
_HEADER = re.compile(
    rb"\{'descr': '([<>|]?[A-Za-z]\d{0,9})', 'fortran_order': (True|False), "
    rb"'shape': \(((?:\d{1,18}, ?)*(?:\d{1,18})?)\), ?\} *\n"
)
_MAGIC = b"\x93NUMPY\x01\x00"
_MOST_SIDES = 8


def _read_npy(name: str, content: bytes) -> NDArray[Any]:
    offset = len(_MAGIC) + 2 + int.from_bytes(content[len(_MAGIC) : len(_MAGIC) + 2], "little")
    header = _HEADER.fullmatch(content[len(_MAGIC) + 2 : offset])
    if not content.startswith(_MAGIC) or not header:
        raise ValueError(f"holds {name!r}, which is no array that is read here")
    shape = tuple(int(side) for side in re.findall(rb"\d+", header[3]))
    try:
        dtype = np.dtype(header[1].decode())
    except (TypeError, ValueError) as error:
        raise ValueError(f"holds {name!r}, which is no array that is read here") from error
    if dtype.kind not in "iufU":
        raise ValueError(f"holds {name!r}, an array of objects, which are never read")
    if not dtype.isnative:
        raise ValueError(f"holds {name!r}, whose bytes are in the wrong order")
    whole = math.prod(shape) * dtype.itemsize == len(content) - offset
    if header[2] == b"True" or not whole or not dtype.itemsize or len(shape) > _MOST_SIDES:
        raise ValueError(f"holds {name!r}, whose size is not what its header says")
    array = np.frombuffer(content, dtype, offset=offset)
    if dtype.kind == "U" and (array.view(np.uint32) > sys.maxunicode).any():
        raise ValueError(f"holds {name!r}, whose text is none")  # CPython breaks on such a letter
    try:
        return array.reshape(shape)
    except ValueError as error:  # no numbers in it, but sides too long to count
        raise ValueError(f"holds {name!r}, whose size is not what its header says") from error
