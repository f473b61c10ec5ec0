"""Files written whole or not at all: a failure leaves what was there, and says what to do."""

import errno
import os
import resource

import pytest
from aipixel.files import (
    check_free,
    other_places,
    read_file,
    replacing,
    try_out,
    write_atomically,
    write_together,
)


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


def test_what_is_written_over_keeps_its_mode_and_a_link_its_place(tmp_path):
    path, link, nowhere = tmp_path / "model.png", tmp_path / "link", tmp_path / "nowhere"
    path.write_bytes(b"mine")
    path.chmod(0o640)
    link.symlink_to("model.png")
    write_atomically(link, b"new", overwrite=True)
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    with pytest.raises(FileExistsError):
        write_atomically(link, b"newer", overwrite=False)
    nowhere.symlink_to(tmp_path / "made")
    write_atomically(nowhere, b"new", overwrite=False)
    assert nowhere.is_symlink()
    assert (tmp_path / "made").read_bytes() == b"new"


def test_devices_pipes_and_links_to_themselves_are_no_places(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    for path, said in (
        (tmp_path / "pipe", "it is a device or a pipe"),
        (tmp_path / "loop", "it is a link to itself"),
    ):
        with pytest.raises(OSError, match=said):
            write_atomically(path, b"new", overwrite=True)
        assert path.is_symlink() or path.is_fifo()


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", "/dev/zero"):
        with pytest.raises(OSError, match=f"{path} could not be read: it is a device or a pipe"):
            read_file(type(tmp_path)(path), 10)
    with pytest.raises(IsADirectoryError, match="could not be read: Is a directory"):
        read_file(tmp_path, 10)
    (tmp_path / "long").write_bytes(bytes(100))
    assert len(read_file(tmp_path / "long", 10)) == 11


@pytest.mark.parametrize("wrong", ["taken", "missing/file", "folder"])
def test_several_files_appear_together_or_not_at_all(tmp_path, wrong):
    (tmp_path / "taken").write_bytes(b"mine")
    (tmp_path / "folder").mkdir()
    before = sorted(os.listdir(tmp_path))
    files = {tmp_path / "a": b"1", tmp_path / wrong: b"2", tmp_path / "b": b"3"}
    for write in (write_together, try_out):
        with pytest.raises(OSError, match=f"{wrong} could not be written"):
            write(files, overwrite=False)
        assert sorted(os.listdir(tmp_path)) == before
    write_together({tmp_path / "a": b"1", tmp_path / "b": b"3"}, overwrite=False)
    assert (tmp_path / "a").read_bytes() + (tmp_path / "b").read_bytes() == b"13"


def test_trying_out_leaves_nothing_and_finds_a_full_disk(tmp_path):
    path = tmp_path / "model.png"
    try_out({path: bytes(10_000)}, overwrite=False)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            try_out({path: bytes(10_000)}, overwrite=False)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert content(tmp_path) == {}


def test_other_places_have_free_names_like_the_first(tmp_path, monkeypatch):
    (tmp_path / "a" / "dream-2.zip").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    places = list(other_places(tmp_path / "a" / "dream.zip"))
    assert places[:2] == [tmp_path / "a" / "dream-3.zip", tmp_path / "dream-2.zip"]


def test_a_link_that_leads_nowhere_is_something_too(tmp_path):
    (tmp_path / "link").symlink_to("nowhere")
    with pytest.raises(FileExistsError, match="link exists; choose another name or add --force"):
        check_free(tmp_path / "link", force=False)
    check_free(tmp_path / "link", force=True)
    check_free(tmp_path / "free", force=False)
