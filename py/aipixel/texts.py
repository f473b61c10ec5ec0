"""Texts of files that others wrote, made fit to be shown.

A name may hold what no eye sees and a terminal obeys: escape sequences, other control characters,
marks that turn the direction of what follows, line breaks that begin a sentence of their own.
"""

from __future__ import annotations

import json
import re

# Control characters, separators of lines, marks of direction and of nothing, halves of surrogate
# pairs, tags. Not the two joiners U+200C and U+200D, which Persian and emoji need.
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)


def printable(text: str) -> str:
    """The same on one line, with what would not be seen written as JSON does: ESC is \\u001b.

    A line of JSON stays JSON, and means the same.
    """
    return UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], text)
