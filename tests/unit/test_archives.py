"""Archives: the same bytes each time, and nothing but a ValueError for what is none."""

import contextlib
import io
import zipfile

import numpy as np
import pytest
from aipixel.archives import MOST_MEMBERS, read_npz, read_zip, write_npz, write_zip
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.mutations import nameless_zip

MOST = 1 << 16
ARRAYS = {
    "floats": np.arange(6, dtype=np.float32).reshape(2, 3),
    "count": np.array(7, np.int64),
    "texts": np.array(["a", "bcd"]),
    "empty": np.zeros((0, 5), np.float32),
}


def packed(name="x.npy", content=b"", **options):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", **options) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def with_header(text, data=b""):
    header = text.encode()
    return packed(content=b"\x93NUMPY\x01\0" + len(header).to_bytes(2, "little") + header + data)


def with_size(size):
    """A zip of a thousand times as many bytes as it says."""
    data = bytearray(packed(content=bytes(1000 * size), compression=zipfile.ZIP_DEFLATED))
    for start, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(start) + offset
        data[at : at + 4] = size.to_bytes(4, "little")
    return bytes(data)


def npy(array, **options):
    buffer = io.BytesIO()
    np.save(buffer, array, **options)
    return buffer.getvalue()


@given(st.dictionaries(st.text("abcdef/.", min_size=1), st.binary(max_size=99), max_size=9))
def test_a_zip_holds_what_was_put_in(files):
    files = {name: content for name, content in files.items() if not name.endswith("/")}
    assert read_zip(write_zip(files), MOST) == files
    assert write_zip(files) == write_zip(files)


def test_arrays_come_back_also_through_numpy():
    data = write_npz(ARRAYS)
    with np.load(io.BytesIO(data), allow_pickle=False) as loaded:
        theirs = dict(loaded)
    for arrays in (theirs, read_npz(data, MOST)):
        assert list(arrays) == list(ARRAYS)
        for name, array in ARRAYS.items():
            assert arrays[name].dtype == array.dtype
            assert arrays[name].shape == array.shape
            assert np.array_equal(arrays[name], array)


def test_what_numpy_writes_is_read():
    for save in (np.savez, np.savez_compressed):
        buffer = io.BytesIO()
        save(buffer, **ARRAYS)
        assert np.array_equal(read_npz(buffer.getvalue(), MOST)["texts"], ARRAYS["texts"])


@given(st.data())
def test_damage_is_a_value_error_or_harmless(data):
    whole = bytearray(write_npz(ARRAYS))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    with contextlib.suppress(ValueError):
        read_npz(cut, MOST)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "cut short or damaged"),
        (b"not a zip at all", "cut short or damaged"),
        (packed(content=bytes(MOST + 1), compression=zipfile.ZIP_DEFLATED), "more than the 65,536"),
        (packed(content=b"a", compression=zipfile.ZIP_BZIP2), "packed in a way that is not read"),
        (write_zip({str(i): b"" for i in range(MOST_MEMBERS + 1)}), "more than 64"),
        (packed("notes.txt", b"hello"), "'notes.txt', which is no array"),
        (packed(content=b"hello"), "no array that is read here"),
        (packed(content=npy(np.array([{}]), allow_pickle=True)), "an array of objects"),
        (packed(content=npy(np.zeros(9, ">f4"))), "bytes are in the wrong order"),
        (packed(content=npy(np.zeros(9))[:-1]), "size is not what its header says"),
        (packed(content=npy(np.asfortranarray(np.zeros((2, 3))))), "size is not what its header"),
        (with_header("["), "no array that is read here"),
        (
            with_header("{'descr': '|u1', 'fortran_order': False, 'shape': (True,), }\n", b"1"),
            "no array",
        ),
        (with_header("{'descr': '|u1', 'fortran_order': False, 'shape': (-1,), }\n"), "no array"),
        (with_header("{'descr': 'i9', 'fortran_order': False, 'shape': (), }\n"), "no array"),
        (with_header("(" * 60_000), "no array that is read here"),
        (
            with_header(
                "{'descr': '<f4', 'fortran_order': False, "
                "'shape': (0, 999999999999999999, 999999999999999999), }\n"
            ),
            "size is not what its header says",
        ),
        (
            with_header(
                f"{{'descr': '|u1', 'fortran_order': False, 'shape': ({'1, ' * 70}), }}\n", b"1"
            ),
            "size is not what its header says",
        ),
        (with_size(60), "cut short or damaged"),
    ],
)
def test_what_is_refused(data, message):
    with pytest.raises(ValueError, match=message):
        read_npz(data, MOST)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a", b"1")
        archive.writestr("a", b"2")
    with pytest.raises(ValueError, match="two files of one name"):
        read_zip(buffer.getvalue(), MOST)


def test_a_file_without_a_name_is_refused_or_passed_over():
    data = nameless_zip(b"1")
    with pytest.raises(ValueError, match="without a name"):
        read_zip(data, MOST)
    assert read_zip(data, MOST, lambda name: name != "") == {}


def test_of_many_files_those_that_are_wanted_are_read(monkeypatch):
    data = write_zip({str(number): b"x" for number in range(MOST_MEMBERS + 1)})
    assert read_zip(data, 1, "7".__eq__) == {"7": b"x"}
    monkeypatch.setattr("aipixel.archives.MOST_LISTED", 50)
    with pytest.raises(ValueError, match="more than 50 files"):
        read_zip(data, 1, "7".__eq__)
