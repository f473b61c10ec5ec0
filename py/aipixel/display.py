"""Where pictures go that Python makes: whoever can show them sets a function that does."""

from __future__ import annotations

from collections.abc import Callable

# The bytes of a PNG, and what it shows in words, for people who can't see it.
Display = Callable[[bytes, str], None]

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

_display: Display | None = None


def set_display(function: Display | None) -> Display | None:
    """Let a function show pictures from now on, or none; returns the one before it."""
    global _display
    before, _display = _display, function
    return before


def show(png: bytes, description: str) -> bool:
    """Show a picture; False where nobody can, so that the caller can do otherwise.

    png: the bytes of a PNG file. description: what it shows, in words.
    Raises ValueError if the bytes are no PNG.
    """
    if not png.startswith(PNG_SIGNATURE):
        raise ValueError("show() takes the bytes of a PNG file, and these are not such bytes")
    if _display is None:
        return False
    _display(png, description)
    return True
