"""What went wrong, as a person reads it."""

from __future__ import annotations


def one_line(error: Exception) -> str:
    """The message of an error in one line; of a file's, its name and the reason."""
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.filename}: {error.strerror}"
    return " ".join(str(error).split()) or type(error).__name__
