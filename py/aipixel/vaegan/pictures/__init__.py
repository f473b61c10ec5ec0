"""The nine pictures a seed gives: towns, texts, geometry, noise and mixes, 32 x 32 palette indices.

Only integers decide a pixel or a choice, so that a seed gives the same bytes in CPython and in
Pyodide.
"""

from aipixel.vaegan.pictures.canvas import SIZE
from aipixel.vaegan.pictures.features import features, frequencies
from aipixel.vaegan.pictures.nine import Picture, nine_pictures
from aipixel.vaegan.pictures.plan import LARGEST_SEED

COUNT = 9

__all__ = [
    "COUNT", "LARGEST_SEED", "SIZE", "Picture", "features", "frequencies", "nine_pictures",
]  # fmt: skip
