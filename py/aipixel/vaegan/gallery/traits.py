"""What is known of a saved network's pictures: its seed's traits, where they are the seed's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aipixel.vaegan.nine import Nine
from aipixel.vaegan.pictures import COUNT, features
from aipixel.vaegan.pictures.features import Traits


@dataclass(frozen=True)
class Provenance:
    """traits: the seed's, None where the pictures are not all the seed's own.

    remark: a sentence on the pictures where something is to be said, else empty.
    """

    traits: Traits | None
    remark: str


def provenance(seed: int, nine: Nine | None, palette: NDArray[np.float32]) -> Provenance:
    """From the nine pictures where they are known, else from the decoder's palette (colours, 3).

    The palette is given at the start and never learned, so that it tells the seed's pictures from
    others.
    """
    seeds_own = Nine.of_seed(seed)
    if nine is None:
        if np.array_equal(palette, seeds_own.palette(len(palette))):
            return Provenance(features(seed), "")
        return Provenance(None, "It learned pictures of its maker’s own.")
    changed = int((nine.rgb != seeds_own.rgb).any(axis=(1, 2, 3)).sum())
    if changed == 0:
        return Provenance(features(seed), "")
    which = "All nine" if changed == COUNT else f"{changed} of the nine"
    return Provenance(None, f"{which} pictures are its maker’s own.")
