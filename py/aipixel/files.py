"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_atomically(path: Path, data: bytes, *, overwrite: bool) -> None:
    """Write a file through a temporary one beside it, so that a failure changes nothing.

    Raises FileExistsError if there is one already and it may not be overwritten, and otherwise
    OSError, or the subclass that fits; the message is one sentence that names the file.
    """
    with replacing(path, data, overwrite=overwrite):
        pass


@contextmanager
def replacing(path: Path, data: bytes, *, overwrite: bool) -> Iterator[None]:
    """Write the temporary file before the block, and give it its place only if that succeeds.

    For a file that names others, which the block writes: no room for it, and they aren't written.
    Raises what `write_atomically` does, and what the block does.
    """
    with _explaining(path):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        # Its own name, as one made of the file's could be too long.
        draft = path.parent / f".{secrets.token_hex(8)}.part"
        file = draft.open("xb")
    try:
        with _explaining(path), file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield
        with _explaining(path):
            if overwrite:
                os.replace(draft, path)
            else:
                _take_free_place(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _take_free_place(draft: Path, path: Path) -> None:
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
    folder = path.parent
    match error.errno:
        case errno.EEXIST:
            return "it exists already, so choose another name or allow overwriting"
        case errno.ENOSPC | errno.EDQUOT:
            return "the disk is full, so free some space and try again"
        case errno.ENOENT:
            return f"the folder {folder} doesn't exist, so create it first"
        case errno.ENOTDIR:
            return f"{folder} is not a folder, so choose another one"
        case errno.EISDIR:
            return "it is a folder, so choose another name"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"writing to the folder {folder} isn't permitted, so choose another one"
        case _:
            return error.strerror or str(error)
