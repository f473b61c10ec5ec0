"""What is wrong with a PNG."""

from __future__ import annotations

FETCH_AGAIN = "it was cut short or damaged on its way, so fetch it again"
SAVE_ANEW = "save the picture again as an 8-bit PNG without interlacing"


class PngError(ValueError):
    """Bytes that are no PNG this package reads, or arrays and texts that no PNG can hold.

    The message is one sentence in one line: what is wrong and, where something helps, what to do.
    """
