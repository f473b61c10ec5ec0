"""Reads the words in a picture by matching the project's fonts over its pixels."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from aipixel.pixels.font import BOLD, MEDIUM, SMALL, Font
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

LEAST_CONTRAST = 3.0  # of the inked pixels to all around them, as WCAG asks for large letters


def luminance(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    """WCAG's relative luminance of sRGB bytes, (..., 3) -> (...)."""
    part = rgb / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def contrast(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """WCAG's contrast of two luminances, 1 to 21."""
    return (np.maximum(one, other) + 0.05) / (np.minimum(one, other) + 0.05)


def _found(light: NDArray[np.float64], font: Font, scale: int) -> Iterator[tuple[int, int, str]]:
    """Row, column and character of each glyph that stands out, one pixel of ground around it."""
    for character, glyph in font.glyphs.items():
        if character in " .:-":  # too easily a part of a drawing
            continue
        mask = np.pad(glyph.repeat(scale, 0).repeat(scale, 1), 1)
        if mask.shape[1] > light.shape[1]:
            continue
        windows = sliding_window_view(light, mask.shape)
        ink, paper = windows[..., mask] + 0.05, windows[..., ~mask] + 0.05
        clear = (ink.min(-1) >= LEAST_CONTRAST * paper.max(-1)) | (
            paper.min(-1) >= LEAST_CONTRAST * ink.max(-1)
        )
        yield from ((int(y), int(x), character) for y, x in np.argwhere(clear))


def words_in(rgb: NDArray[np.uint8]) -> list[str]:
    """The words of a (32, 32, 3) picture, in reading order; letters that stand alone too."""
    light = luminance(rgb)
    words: list[tuple[int, int, str]] = []
    for font, scale in ((SMALL, 1), (MEDIUM, 1), (BOLD, 1), (SMALL, 2), (BOLD, 2)):
        lines: list[list[tuple[int, int, str]]] = []
        for y, x, letter in sorted(_found(light, font, scale)):
            if not lines or y - lines[-1][0][0] > 2:
                lines.append([])
            lines[-1].append((y, x, letter))
        for line in lines:
            word, first, end = "", 0, -99
            for y, x, letter in sorted(line, key=lambda glyph: glyph[1]):
                if x - end > 3 * scale and word:
                    words.append((y, first, word))
                    word = ""
                first, word = (first if word else x), word + letter
                end = x + font.glyphs[letter].shape[1] * scale
            words.append((line[0][0], first, word))
    return [word for _, _, word in sorted(words)]
