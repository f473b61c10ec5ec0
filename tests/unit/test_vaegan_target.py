"""Where a training is saved: all or nothing, in another place if need be, never over another's."""

import os
import zipfile

import pytest
from aipixel.vaegan.files import target as module
from aipixel.vaegan.files.folders import read_files
from aipixel.vaegan.files.model_files import NAMES
from aipixel.vaegan.files.target import Target

OLD = {name: f"old {name}".encode() for name in NAMES}
NEW = {name: f"new {name}".encode() for name in NAMES}
STEPS = ("rename", "replace", "unlink", "rmdir", "mkdir", "link")


class Killed(BaseException):
    """As far as a test can be: nothing that tidies up is called after it."""


def seen(path):
    """What a reader finds there."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    return {name: place.read_bytes() for name, place in module.saved_in(path).items()}


@pytest.fixture(params=["dream", "dream.zip"])
def path(request, tmp_path):
    return tmp_path / request.param


def saved(path, files, force=False):
    target = Target(path, force)
    target.save(files)
    return target


def test_files_are_saved_and_saved_again(path):
    target = Target(path, force=False)
    assert target.claim(OLD)
    assert seen(path) == OLD
    target.save(NEW)
    assert seen(path) == NEW
    assert not [name for name in os.listdir(path.parent) if name.startswith(".")]


def test_with_force_what_is_there_stays_until_the_first_saving(path):
    saved(path, OLD)
    with pytest.raises(FileExistsError, match="--force"):
        Target(path, force=False)
    target = Target(path, force=True)
    assert not target.claim(NEW)
    assert seen(path) == OLD
    target.save(NEW)
    assert seen(path) == NEW


@pytest.mark.parametrize("step", STEPS)
def test_at_no_moment_are_old_and_new_mixed(path, monkeypatch, step):
    found = []
    for count in range(12):
        saved(path, OLD, force=True)
        calls = 0
        real = getattr(os, step)

        def die(*arguments, real=real, last=count, **options):
            nonlocal calls
            calls += 1
            if calls > last:
                raise Killed
            return real(*arguments, **options)

        target = Target(path, force=True)
        with monkeypatch.context() as patch:
            patch.setattr(module.shutil, "rmtree", lambda *_, **__: None)
            patch.setattr(os, step, die)
            try:
                target.save(NEW)
            except Killed:
                pass
            else:
                break
        found.append(seen(path))
    assert all(files in (OLD, NEW) for files in found)
    saved(path, NEW, force=True)
    assert seen(path) == NEW
    left = os.listdir(path if path.is_dir() else path.parent)
    assert not [name for name in left if name.startswith(".") and path.is_dir()]


def test_a_reader_that_knows_only_the_places_never_sees_a_mix(tmp_path, monkeypatch):
    folder = tmp_path / "dream"
    saved(folder, OLD)
    looks = []
    for name in ("replace", "unlink", "rename"):
        real = getattr(os, name)

        def looking(*arguments, real=real, **options):
            looks.append({n: (folder / n).read_bytes() for n in NAMES if (folder / n).exists()})
            return real(*arguments, **options)

        monkeypatch.setattr(os, name, looking)
    saved(folder, NEW, force=True)
    assert len(looks) > 6
    for look in looks:
        assert look.items() <= OLD.items() or look.items() <= NEW.items()
        assert "training.npz" in look


def test_two_that_begin_together_do_not_share_a_place(path):
    one, other = Target(path, force=False), Target(path, force=False)
    assert one.claim(OLD)
    with pytest.raises(FileExistsError, match="another program has written to"):
        other.claim(NEW)
    assert seen(path) == OLD


def test_what_another_program_wrote_meanwhile_is_left_alone(path):
    target = saved(path, OLD)
    saved(path, NEW, force=True)
    told = target.save_somewhere(OLD)
    assert told.startswith("another program has written to")
    assert target.path == path.with_name(f"dream-2{path.suffix}")
    assert f"saved in {target.path} instead" in told
    assert seen(path) == NEW
    assert seen(target.path) == OLD
    assert target.save_somewhere(NEW) == ""  # the other place is its own from now on
    assert seen(target.path) == NEW


def test_where_there_is_no_room_it_goes_to_a_place_that_has_some(path, tmp_path, monkeypatch):
    target = saved(path, OLD)
    full, home = path.parent, tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(full)
    real = os.fsync

    def fsync(handle):
        if str(home) not in os.readlink(f"/proc/self/fd/{handle}"):
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    told = target.save_somewhere(NEW)
    assert "the disk is full" in told
    assert target.path == home / f"dream-2{path.suffix}"
    assert seen(path) == OLD
    assert seen(target.path) == NEW
    assert sorted(os.listdir(full)) == sorted([path.name, "home"])


def test_where_nothing_takes_it_one_sentence_says_so(path, monkeypatch):
    target = saved(path, OLD)

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=r"the disk is full.*; and no other place takes it either"):
        target.save_somewhere(NEW)
    assert seen(path) == OLD


def test_a_folder_that_went_away_comes_again(path):
    target = saved(path, OLD)
    if path.is_dir():
        for name in NAMES:
            (path / name).unlink()
        path.rmdir()
    else:
        path.unlink()
    assert target.save_somewhere(NEW) == ""
    assert seen(path) == NEW


def test_links_and_modes_within_a_folder_are_kept(tmp_path):
    folder, elsewhere = tmp_path / "dream", tmp_path / "big disk.npz"
    saved(folder, OLD)
    (folder / "decoder.onnx").chmod(0o600)
    (folder / "training.npz").rename(elsewhere)
    (folder / "training.npz").symlink_to(elsewhere)
    saved(folder, NEW, force=True)
    assert seen(folder) == NEW
    assert elsewhere.read_bytes() == NEW["training.npz"]
    assert (folder / "decoder.onnx").stat().st_mode & 0o777 == 0o600


def test_what_a_killed_process_left_is_tidied_up(tmp_path):
    folder = tmp_path / "dream"
    saved(folder, OLD)
    (folder / ".0123456789abcdef.part").mkdir()
    (folder / "notes.txt").write_text("mine")
    saved(folder, NEW, force=True)
    assert sorted(os.listdir(folder)) == sorted([*NAMES, "notes.txt"])


@pytest.mark.parametrize("force", [True, False])
def test_places_where_no_network_can_be_are_said_before_the_work(tmp_path, force):
    (tmp_path / "folder.zip").mkdir()
    (tmp_path / "file").write_text("mine")
    (tmp_path / "dream" / "training.npz").mkdir(parents=True)
    os.mkfifo(tmp_path / "pipe.zip")
    for name in ("folder.zip", "file", "dream", "file/dream", "pipe.zip"):
        with pytest.raises(OSError, match=r"folder|is a file|not empty|pipe|exists|Not a dir"):
            Target(tmp_path / name, force)
    assert (tmp_path / "file").read_text() == "mine"


def test_a_network_half_put_in_place_is_read_whole(tmp_path):
    folder = tmp_path / "dream"
    saved(folder, OLD)
    complete = folder / ".saved"
    complete.mkdir()
    for name in ("training.npz", "encoder.onnx"):
        (complete / name).write_bytes(NEW[name])
    (folder / "decoder.onnx").write_bytes(NEW["decoder.onnx"])
    (folder / "discriminator.onnx").write_bytes(NEW["discriminator.onnx"])
    assert read_files(folder) == NEW
