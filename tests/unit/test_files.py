"""Files written whole or not at all: a failure leaves what was there, and says what to do."""

import errno
import os
import resource

import pytest
from aipixel.files import replacing, write_atomically


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_file_is_written_and_overwritten(tmp_path):
    path = tmp_path / "model.png"
    write_atomically(path, b"old", overwrite=False)
    write_atomically(path, b"new", overwrite=True)
    assert content(tmp_path) == {"model.png": b"new"}


def test_a_file_that_exists_is_kept(tmp_path):
    path = tmp_path / "model.png"
    path.write_bytes(b"mine")
    with pytest.raises(FileExistsError, match=f"{path} .* exists already, so choose another name"):
        write_atomically(path, b"new", overwrite=False)
    assert content(tmp_path) == {"model.png": b"mine"}


def test_permissions_are_those_of_any_new_file(tmp_path):
    (tmp_path / "other").write_bytes(b"")
    write_atomically(tmp_path / "model.png", b"new", overwrite=False)
    assert (tmp_path / "model.png").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.parametrize("overwrite", [True, False])
def test_a_full_disk_changes_nothing(tmp_path, overwrite):
    if overwrite:
        (tmp_path / "model.png").write_bytes(b"mine")
    before = content(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(OSError, match=r"could not be written: File too large"):
            write_atomically(tmp_path / "model.png", bytes(10_000), overwrite=overwrite)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert content(tmp_path) == before


@pytest.mark.parametrize("overwrite", [True, False])
@pytest.mark.parametrize(
    ("number", "kind", "said"),
    [
        (errno.ENOSPC, OSError, "the disk is full, so free some space"),
        (errno.EACCES, PermissionError, "isn't permitted"),
        (errno.EROFS, OSError, "isn't permitted"),
        (errno.EIO, OSError, "Input/output error"),
    ],
)
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_step_that_fails_changes_nothing(
    tmp_path, monkeypatch, overwrite, number, kind, said, step
):
    path = tmp_path / "model.png"
    if overwrite:
        path.write_bytes(b"mine")
    before = content(tmp_path)

    def fail(*_):
        raise OSError(number, os.strerror(number), "draft")

    monkeypatch.setattr(os, step, fail)
    monkeypatch.setattr(os, "link", fail)
    with pytest.raises(kind, match=said) as caught:
        write_atomically(path, b"new", overwrite=overwrite)
    assert str(caught.value).startswith(f"{path} could not be written: ")
    assert caught.value.errno == number
    assert content(tmp_path) == before


def test_an_interruption_changes_nothing(tmp_path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "link", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "model.png", b"new", overwrite=False)
    assert content(tmp_path) == {}


@pytest.mark.parametrize("overwrite", [True, False])
@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("missing/model.png", FileNotFoundError, "missing doesn't exist, so create it first"),
        ("file/model.png", NotADirectoryError, "file is not a folder"),
        ("folder", IsADirectoryError, "it is a folder"),
        ("n" * 300, OSError, "name too long"),
    ],
)
def test_places_where_no_file_can_be(tmp_path, overwrite, name, kind, said):
    (tmp_path / "file").write_bytes(b"mine")
    (tmp_path / "folder").mkdir()
    with pytest.raises(kind, match=said) as caught:
        write_atomically(tmp_path / name, b"new", overwrite=overwrite)
    assert str(caught.value).isprintable()
    assert sorted(os.listdir(tmp_path)) == ["file", "folder"]
    assert (tmp_path / "file").read_bytes() == b"mine"
    assert not os.listdir(tmp_path / "folder")


def test_the_longest_name_is_no_harder_than_a_short_one(tmp_path):
    write_atomically(tmp_path / ("n" * 255), b"new", overwrite=False)
    assert content(tmp_path) == {"n" * 255: b"new"}


def test_a_file_that_names_others_comes_last_or_not_at_all(tmp_path):
    path = tmp_path / "manifest.json"
    path.write_bytes(b"old")
    with pytest.raises(OSError, match="of the block"), replacing(path, b"new", overwrite=True):
        raise OSError("of the block")
    assert content(tmp_path) == {"manifest.json": b"old"}
    with replacing(path, b"new", overwrite=True):
        assert path.read_bytes() == b"old"
    assert content(tmp_path) == {"manifest.json": b"new"}
