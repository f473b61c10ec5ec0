"""Files that appear whole or not at all, and never over another one that was not meant."""

from __future__ import annotations

import errno
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path


def read_file(path: Path, most: int) -> bytes:
    """A file's bytes, one more than `most` at most.

    Raises OSError, one sentence that names it, also for a device or a pipe: they may never end.
    """
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise _error(errno.ENODEV)
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        pipe = "it is a device or a pipe and no file" if error.errno == errno.ENODEV else ""
        reason = pipe or error.strerror or str(error)
        raise type(error)(f"{path} could not be read: {reason}") from error


def write_atomically(path: Path, data: bytes, *, overwrite: bool) -> None:
    """Write a file through a temporary one beside it, so that a failure changes nothing.

    What is written over keeps its mode and owner, and a link its place: what it names is written.
    Raises FileExistsError if there is one already and it may not be overwritten, and otherwise
    OSError, or the subclass that fits; the message is one sentence that names the file.
    """
    with replacing(path, data, overwrite=overwrite):
        pass


def write_together(files: Mapping[Path, bytes], *, overwrite: bool) -> None:
    """Several files, none of which gets its place before all are written; the first comes last.

    Raises what `write_atomically` does.
    """
    with _drafts(files, overwrite):
        pass


def check_free(path: Path, *, force: bool) -> None:
    """Raises FileExistsError where something is there and may not be written over."""
    if os.path.lexists(path) and not force:
        raise FileExistsError(f"{path} exists; choose another name or add --force")


def try_out(files: Mapping[Path, bytes], *, overwrite: bool) -> None:
    """Raises what `write_together` would, before the work; nothing of it stays."""
    with suppress(_Enough), _drafts(files, overwrite):
        raise _Enough


class _Enough(Exception):
    """Drafts are all that was wanted."""


def other_places(path: Path) -> Iterator[Path]:
    """Where what can't be written to a place may go: free names like its own, in other folders."""
    name = Path(os.path.abspath(path))
    for folder in dict.fromkeys(
        (name.parent, Path.cwd(), Path.home(), Path(tempfile.gettempdir()))
    ):
        numbered = (folder / f"{name.stem}-{number}{name.suffix}" for number in range(2, 1000))
        free = next((other for other in numbered if not os.path.lexists(other)), None)
        if free:
            yield free


@contextmanager
def _drafts(files: Mapping[Path, bytes], overwrite: bool) -> Iterator[None]:
    for path in files:
        with _explaining(path):
            _place(path, overwrite)
    with ExitStack() as stack:
        for path, data in files.items():
            stack.enter_context(replacing(path, data, overwrite=overwrite))
        yield


@contextmanager
def replacing(path: Path, data: bytes, *, overwrite: bool) -> Iterator[None]:
    """Write the temporary file before the block, and give it its place only if that succeeds.

    For a file that names others, which the block writes: no room for it, and they aren't written.
    Raises what `write_atomically` does, and what the block does.
    """
    with _explaining(path):
        place = _place(path, overwrite)
        draft = _draft_for(place)
        file = draft.open("xb")
    try:
        with _explaining(path), file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            keep_attributes(place, draft)
        yield
        with _explaining(path):
            if overwrite:
                os.replace(draft, place)
            else:
                _take_free_place(draft, place)
    finally:
        draft.unlink(missing_ok=True)


def _place(path: Path, overwrite: bool) -> Path:
    """Where the file really goes: what a link names. OSError where none can or may be."""
    place = Path(os.path.realpath(path)) if path.is_symlink() else path
    try:
        mode = place.stat().st_mode
    except FileNotFoundError:
        return place
    if stat.S_ISDIR(mode):
        raise _error(errno.EISDIR)
    if not stat.S_ISREG(mode):
        raise _error(errno.ENODEV)
    if not overwrite:
        raise _error(errno.EEXIST)
    return place


def _error(number: int) -> OSError:
    return OSError(number, os.strerror(number))


def _draft_for(place: Path) -> Path:
    # Its own name, as one made of the file's could be too long.
    return place.parent / f".{secrets.token_hex(8)}.part"


def keep_attributes(place: Path, draft: Path) -> None:
    """Give a file that is to take a place the mode and owner of the one that has it."""
    with suppress(FileNotFoundError):
        old = place.stat()
        with suppress(
            PermissionError, AttributeError
        ):  # only root gives files away; not everywhere
            os.chown(draft, old.st_uid, old.st_gid)
        draft.chmod(stat.S_IMODE(old.st_mode))


def _take_free_place(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)  # whole at once, and never over another
        return
    except FileExistsError:
        raise
    except OSError:
        pass  # not every file system has a second name for a file
    path.open("xb").close()  # from here on nobody else can take the name
    try:
        os.replace(draft, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@contextmanager
def _explaining(path: Path) -> Iterator[None]:
    """Give an OSError of the block a sentence for its message."""
    try:
        yield
    except OSError as error:
        explained = type(error)(f"{path} could not be written: {_reason(error, path)}")
        explained.errno = error.errno
        raise explained from error


def _reason(error: OSError, path: Path) -> str:
    folder = Path(os.path.realpath(path)).parent if path.is_symlink() else path.parent
    match error.errno:
        case errno.EEXIST:
            return "it exists already, so choose another name or allow overwriting (--force)"
        case errno.ENOSPC | errno.EDQUOT:
            return "the disk is full, so free some space and try again"
        case errno.ENOENT:
            return f"the folder {folder} doesn't exist, so create it first"
        case errno.ENOTDIR:
            return f"{folder} is not a folder, so choose another one"
        case errno.EISDIR:
            return "it is a folder, so choose another name"
        case errno.ENODEV:
            return "it is a device or a pipe and no file, so choose another name"
        case errno.ELOOP:
            return "it is a link to itself, so choose another name"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"writing to the folder {folder} isn't permitted, so choose another one"
        case _:
            return error.strerror or str(error)
