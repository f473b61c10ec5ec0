"""Where a training's network is saved: tried before the work, and all or nothing.

A zip is replaced whole. In a folder the four files are first written to a folder within it, whose
last renaming is what counts; from then on they are the network, and are moved to their places
by whoever comes next. `saved_in` finds them, wherever a killed process has left them.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from aipixel.archives import write_zip
from aipixel.commands import sentence
from aipixel.files import keep_attributes, other_places, try_out, write_atomically
from aipixel.vaegan.files.model_files import NAMES, ONNX
from aipixel.vaegan.training.checkpoint import FILE

_COMPLETE = ".saved"  # the folder of files that are complete, but not yet in their places
_PATIENCE = 10.0  # seconds in which another process may finish its own saving

Identity = dict[str, tuple[int, int, int]]


class Target:
    """Where a network's files go: a folder, or a zip if the path ends in .zip.

    force: whether to write over what is there now. What another program has put there since
    is never written over. Raises OSError, one sentence, where no network can be written there, or
    something is there that is not to be written over; a folder is made if it can be.
    """

    def __init__(self, path: Path, force: bool) -> None:
        self.path = path
        self._zipped = path.suffix.lower() == ".zip"
        self._folder = path.parent if self._zipped else path
        self._make_folder()
        if self._zipped:
            if os.path.lexists(path) and not path.is_dir() and not force:
                raise FileExistsError(f"{path} exists; choose another name or add --force")
            try_out({path: b""}, overwrite=force)
        else:
            if any(path.iterdir()) and not force:
                raise FileExistsError(f"{path} is not empty; choose another folder or add --force")
            try_out({path / name: b"" for name in NAMES}, overwrite=force)
        self._known = self._identity()

    def claim(self, files: Mapping[str, bytes]) -> bool:
        """Before the work: save there if the place is free, else only see that there is room.

        Returns whether it was saved. Raises as `save` does.
        """
        if not self._known:
            self.save(files)
            return True
        if self._zipped:
            try_out({self.path: write_zip(files)}, overwrite=True)
        else:
            try_out({self.path / name: files[name] for name in NAMES}, overwrite=True)
        return False

    def save(self, files: Mapping[str, bytes]) -> None:
        """All of the files or none. Raises OSError, one sentence, also where what was there has
        been changed by another program.
        """
        self._make_folder()
        with _alone(self._folder):
            found = self._identity()
            if any(self._known.get(name) != place for name, place in found.items()):
                raise FileExistsError(
                    f"another program has written to {self.path} meanwhile, so it is left as it is"
                )
            if self._zipped:
                write_atomically(self.path, write_zip(files), overwrite=bool(found))
            else:
                self._save_in_folder(files)
            self._known = self._identity()

    def save_somewhere(self, files: Mapping[str, bytes]) -> str:
        """Save, and where that can't be, in another place, which the target then is.

        Returns the sentence that says so, "" where all is as it was asked. Raises OSError where
        no place takes it.
        """
        try:
            self.save(files)
            return ""
        except OSError as error:
            reason = sentence(error)
        for place in other_places(self.path):
            try:
                other = Target(place, force=False)
                other.save(files)
            except OSError:
                with suppress(OSError):
                    place.rmdir()  # the folder made for it
                continue
            self.path, self._folder, self._known = place, other._folder, other._known
            return f"{reason}; saved in {place} instead"
        raise OSError(f"{reason}; and no other place takes it either")

    def _make_folder(self) -> None:
        folder = self._folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError as error:
            raise FileExistsError(f"{folder} is a file; choose another name") from error
        except OSError as error:
            raise OSError(f"{folder} could not be made: {error.strerror or error}") from error

    def _identity(self) -> Identity:
        """What tells a file from a later one of its name, for each that is there."""
        found = {str(self.path): self.path} if self._zipped else saved_in(self.path)
        identity = {}
        for name, path in found.items():
            with suppress(FileNotFoundError):
                told = path.stat()
                identity[name] = told.st_ino, told.st_mtime_ns, told.st_size
        return identity

    def _save_in_folder(self, files: Mapping[str, bytes]) -> None:
        for left in self.path.glob(f".{'[0-9a-f]' * 16}.part"):  # by a process that was killed
            shutil.rmtree(left, ignore_errors=True)
        _put_in_place(self.path)
        draft = self.path / f".{secrets.token_hex(8)}.part"
        try:
            draft.mkdir()
            for name in NAMES:
                write_atomically(draft / name, files[name], overwrite=False)
                keep_attributes(self.path / name, draft / name)
            os.rename(draft, self.path / _COMPLETE)
        except OSError as error:
            reason = sentence(error).replace(f"{draft}{os.sep}", f"{self.path}{os.sep}")
            raise type(error)(reason) from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        _put_in_place(self.path)


def saved_in(folder: Path) -> dict[str, Path]:
    """Where each of the four files is that a folder holds, by its name."""
    complete = folder / _COMPLETE
    places = {name: (complete / name, folder / name) for name in NAMES}
    found = {
        name: next((path for path in paths if path.is_file()), None)
        for name, paths in places.items()
    }
    return {name: path for name, path in found.items() if path}


def _put_in_place(folder: Path) -> None:
    """Move files that are complete to their places; whatever stops it, a reader finds one network.

    Old ONNX files go first and training.npz comes before the new ones: at no moment do two lie
    side by side that don't belong together, not even for a program that sees only these.
    """
    complete = folder / _COMPLETE
    if not complete.is_dir():
        return
    if (complete / FILE).exists():
        for name in ONNX:
            if not (folder / name).is_symlink():
                (folder / name).unlink(missing_ok=True)
    for name in (FILE, *ONNX):
        new, place = complete / name, folder / name
        if not new.exists():
            continue  # it was moved before
        if place.is_symlink():
            write_atomically(place, new.read_bytes(), overwrite=True)
            new.unlink()
        else:
            os.replace(new, place)
    complete.rmdir()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other savings by this program out of a folder, as long as one takes.

    Where a system or a file system has no such lock, it goes without.
    """
    try:
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        yield
        return
    try:
        patience = time.monotonic() + _PATIENCE
        while not _locked(fcntl, handle):
            if time.monotonic() > patience:
                raise TimeoutError(f"another program has been saving in {folder} for too long")
            time.sleep(0.01)
        yield
    finally:
        os.close(handle)


def _locked(fcntl: Any, handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        pass  # a file system without locks
    return True
