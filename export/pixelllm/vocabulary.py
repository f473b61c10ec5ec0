"""The tokens: 64 palette indices, four marks, then the names of one or two axes of labels.

What the axes are called and what names they have is data: a model carries its own. The sea's,
six zones and six categories, make 80 tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from aipixel.sprites.labels import MOST_AXES, Axis, check_label, number_of
from numpy.typing import NDArray

SIZE = 32
PIXELS = SIZE * SIZE
COLOURS = 64
TRANSPARENT = 0

PAD, BOS, EOS, MASK = range(COLOURS, COLOURS + 4)
FIRST_LABEL = MASK + 1

MOST_NAMES = 36  # of an axis
NOT_TOLD = -1  # in place of a name's number

# From the lit surface down: coral reef, kelp forest, open ocean, twilight, abyss, hot vent.
ZONES = ("Reef", "Kelp", "Pelagic", "Mesopelagic", "Abyssal", "Vent")
CATEGORIES = ("ReefFish", "Grazer", "Coral", "Jellyfish", "Cephalopod", "Crustacean")


@dataclass(frozen=True)
class Vocabulary:
    """The axes of a model. Raises ValueError where they are none, too many, or ambiguous."""

    axes: tuple[Axis, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.axes) <= MOST_AXES:
            raise ValueError(f"sprites have 1 or {MOST_AXES} axes of labels, not {len(self.axes)}")
        for axis in self.axes:
            if not 1 <= len(axis.names) <= MOST_NAMES:
                raise ValueError(
                    f"{axis.name} has {len(axis.names)} names: 1 to {MOST_NAMES} can be told apart"
                )
            for name in axis.names:
                check_label(axis.name, name)
            if len({name.casefold() for name in axis.names}) < len(axis.names):
                raise ValueError(f"two names of {axis.name} differ in nothing but capitals")

    @property
    def size(self) -> int:
        """How many tokens there are, palette and marks included."""
        return FIRST_LABEL + sum(len(axis.names) for axis in self.axes)

    @property
    def first_tokens(self) -> tuple[int, ...]:
        """The token of each axis's first name; the others follow."""
        counts = [len(axis.names) for axis in self.axes]
        return tuple(FIRST_LABEL + sum(counts[:number]) for number in range(len(counts)))

    def tokens(self, labels: NDArray[np.integer]) -> NDArray[np.int64]:
        """Numbers of names, (N, axes), as tokens; PAD where a label is NOT_TOLD."""
        numbers = np.asarray(labels, np.int64)
        return np.where(numbers == NOT_TOLD, PAD, numbers + np.array(self.first_tokens))

    def label(self, names: Sequence[str | None]) -> list[int]:
        """The number of each axis's name, NOT_TOLD for None.

        Raises ValueError, with the names there are, for one that the model does not know.
        """
        return [
            NOT_TOLD if name is None else number_of(axis, name)
            for axis, name in zip(self.axes, names, strict=True)
        ]

    def as_data(self) -> list[dict[str, Any]]:
        """For a file; `from_data` is its inverse."""
        return [{"name": axis.name, "names": list(axis.names)} for axis in self.axes]

    @classmethod
    def from_data(cls, data: Any) -> Vocabulary:
        """Raises ValueError for what `as_data` can't have written."""
        try:
            axes = [Axis(str(each["name"]), tuple(map(str, each["names"]))) for each in data]
        except (KeyError, TypeError) as error:
            raise ValueError("the axes of labels are not names and their names") from error
        return cls(tuple(axes))


SEA = Vocabulary((Axis("zone", ZONES), Axis("category", CATEGORIES)))
