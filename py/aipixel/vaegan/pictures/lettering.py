"""What texts are set with: inks, lines of letters, words that fit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aipixel.pixels.font import BOLD, Font
from aipixel.pixels.palettes import ACCENT, BODY, GROUND, LIGHT, SHADE, SKY
from aipixel.vaegan.pictures.canvas import SIZE, Mask
from aipixel.vaegan.pictures.draws import Draws
from aipixel.vaegan.pictures.words import PAIRS, SHORT, SINGLES, TRIPLES

# Ground and ink of at least 4.5:1 in every palette, and a third that disturbs neither.
INKS = (
    (GROUND, LIGHT, ACCENT),
    (GROUND, LIGHT, BODY),
    (LIGHT, GROUND, ACCENT),
    (LIGHT, SHADE, SKY),
    (GROUND, ACCENT, BODY),
    (ACCENT, GROUND, LIGHT),
    (SHADE, LIGHT, ACCENT),
    (SKY, GROUND, LIGHT),
    (GROUND, SKY, SHADE),
)


def quoted(lines: Sequence[str]) -> str:
    """The words as a description says them."""
    return f"“{' '.join(lines)}”"


def place(mask: Mask, top: int, left: int) -> Mask:
    """A small mask on an empty canvas. The ink must fit: nothing of a word is ever cut off."""
    whole = np.zeros((SIZE, SIZE), dtype=np.bool_)
    whole[top : top + mask.shape[0], left : left + mask.shape[1]] = mask
    return whole


def enlarged(mask: Mask, scale: int) -> Mask:
    """Each pixel of a mask as a square."""
    return mask.repeat(scale, axis=0).repeat(scale, axis=1)


def set_lines(lines: Sequence[str], font: Font, gap: int, align: str = "centre") -> Mask:
    """Lines of text in the middle of the canvas; align: centre, left, right or stairs."""
    height = len(lines) * (font.height + gap) - gap
    top = (SIZE - height) // 2
    ink = np.zeros((SIZE, SIZE), dtype=np.bool_)
    for number, line in enumerate(lines):
        room = SIZE - font.width(line)
        left = {
            "centre": room // 2,
            "left": min(2, room // 2),
            "right": max(room - 2, (room + 1) // 2),
            "stairs": 1 + (room - 2) * number // max(1, len(lines) - 1),
        }[align]
        ink |= place(font.mask(line), top + number * (font.height + gap), left)
    return ink


def some_lines(draws: Draws) -> Sequence[str]:
    """One word, two or three."""
    kind = draws.pick((SINGLES, PAIRS, PAIRS, TRIPLES))
    words = draws.pick(kind)
    return (words,) if isinstance(words, str) else words


def large_word(draws: Draws, width: int) -> str:
    """A word that fits into a width in the bold font."""
    return draws.pick([w for w in (*SHORT, *SINGLES) if BOLD.width(w) <= width])
