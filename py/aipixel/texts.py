"""Texts that came with a file, as they may be shown: on a terminal and on a page."""

from __future__ import annotations

import unicodedata

# What joins letters or pictures into one, as several scripts and emoji need.
_JOINERS = "\u200c\u200d"


def shown(text: str) -> str:
    """The text with whatever acts instead of showing as its escape: \\x1b for an escape character.

    That is control characters (a new line too), marks that turn the direction of writing, half
    surrogate pairs and what Unicode does not know.
    """
    return "".join(letter if _shows(letter) else _escape(letter) for letter in text)


def _shows(letter: str) -> bool:
    return letter.isprintable() or letter in _JOINERS or unicodedata.category(letter) == "Zs"


def _escape(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")
