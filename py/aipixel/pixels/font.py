"""A pixel font of five by seven: capital letters, drawn for this project."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

HEIGHT = 7
WIDTH = 5

_ROWS = {
    "A": ".###. #...# #...# ##### #...# #...# #...#",
    "B": "####. #...# #...# ####. #...# #...# ####.",
    "C": ".#### #.... #.... #.... #.... #.... .####",
    "D": "####. #...# #...# #...# #...# #...# ####.",
    "E": "##### #.... #.... ####. #.... #.... #####",
    "F": "##### #.... #.... ####. #.... #.... #....",
    "G": ".#### #.... #.... #..## #...# #...# .####",
    "H": "#...# #...# #...# ##### #...# #...# #...#",
    "I": "##### ..#.. ..#.. ..#.. ..#.. ..#.. #####",
    "J": "..### ...#. ...#. ...#. ...#. #..#. .##..",
    "K": "#...# #..#. #.#.. ##... #.#.. #..#. #...#",
    "L": "#.... #.... #.... #.... #.... #.... #####",
    "M": "#...# ##.## #.#.# #.#.# #...# #...# #...#",
    "N": "#...# ##..# #.#.# #.#.# #..## #...# #...#",
    "O": ".###. #...# #...# #...# #...# #...# .###.",
    "P": "####. #...# #...# ####. #.... #.... #....",
    "Q": ".###. #...# #...# #...# #.#.# #..#. .##.#",
    "R": "####. #...# #...# ####. #.#.. #..#. #...#",
    "S": ".#### #.... #.... .###. ....# ....# ####.",
    "T": "##### ..#.. ..#.. ..#.. ..#.. ..#.. ..#..",
    "U": "#...# #...# #...# #...# #...# #...# .###.",
    "V": "#...# #...# #...# #...# #...# .#.#. ..#..",
    "W": "#...# #...# #...# #.#.# #.#.# ##.## #...#",
    "X": "#...# #...# .#.#. ..#.. .#.#. #...# #...#",
    "Y": "#...# #...# .#.#. ..#.. ..#.. ..#.. ..#..",
    "Z": "##### ....# ...#. ..#.. .#... #.... #####",
}

_GLYPHS = {
    letter: np.array([[mark == "#" for mark in row] for row in rows.split()])
    for letter, rows in _ROWS.items()
}


def text_mask(text: str) -> NDArray[np.bool_]:
    """The ink of one line of text: (7, 6 * len(text) - 1), True where a pixel is inked.

    Letters A to Z only; raises ValueError naming any other character.
    """
    unknown = sorted(set(text) - set(_GLYPHS))
    if unknown or not text:
        raise ValueError(f"the pixel font has the letters A to Z, not {unknown or 'empty text'}")
    gap = np.zeros((HEIGHT, 1), dtype=np.bool_)
    columns = [part for letter in text for part in (_GLYPHS[letter], gap)]
    return np.concatenate(columns[:-1], axis=1)
