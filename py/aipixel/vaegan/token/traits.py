"""What collectors are told of a token, from its seed alone."""

from __future__ import annotations

from aipixel.vaegan.pictures import features, frequencies
from aipixel.vaegan.pictures.features import Traits


def token_features(seed: int) -> Traits:
    """The traits of a seed as hosts of tokens take them; see `aipixel.vaegan.pictures.features`.

    Each is a number for every seed or a text for every seed, so that a host can sort by it.
    """
    chances = frequencies()
    return {
        trait: value if all(isinstance(one, int) for one in chances[trait]) else str(value)
        for trait, value in features(seed).items()
    }
