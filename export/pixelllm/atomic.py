"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A draft beside `path` to write to: it takes the place of `path` if the block succeeds.

    If the block fails the draft is removed and `path` is as it was. Raises OSError, which names
    `path` where it would name the draft or nothing.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield draft
        draft.replace(path)
    except OSError as error:
        if error.filename in (None, str(draft), draft):
            reason = error.strerror or str(error)
            raise OSError(error.errno, reason, str(path)) from error
        raise
    finally:
        draft.unlink(missing_ok=True)
