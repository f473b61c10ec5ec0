"""Paper dolls: layers of clothes over a body, put together anew for every sprite.

Layers are laid over one another from the lowest; each is there with some chance, and then one of
its pictures is taken. Layers that exclude each other share a slot, of which one layer at most is
taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixelllm.vocabulary import SIZE, TRANSPARENT

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Layer:
    """Pictures (n, 32, 32) of palette indices, of which one is worn with that chance, 0 to 1."""

    name: str
    chance: float
    pictures: Pixels


@dataclass(frozen=True)
class Dolls:
    """Slots from the lowest up, each of one layer, or of several that exclude each other.

    name: of what the dolls are, a name of the last axis of labels. share: of all sprites, 0 to 1.
    """

    name: str
    share: float
    slots: tuple[tuple[Layer, ...], ...]

    def draw(self, rng: np.random.Generator) -> Pixels:
        """One doll (32, 32)."""
        doll = np.full((SIZE, SIZE), TRANSPARENT, np.uint8)
        for slot in self.slots:
            chance = rng.random()
            for layer in slot:
                if chance < layer.chance:
                    worn = layer.pictures[rng.integers(len(layer.pictures))]
                    doll = np.where(worn == TRANSPARENT, doll, worn)
                    break
                chance -= layer.chance
        return doll

    def as_data(self) -> tuple[dict[str, Any], dict[str, Pixels]]:
        """For a file: JSON, and an array for each layer; `from_data` is its inverse."""
        slots = [[[layer.name, layer.chance] for layer in slot] for slot in self.slots]
        arrays = {layer.name: layer.pictures for slot in self.slots for layer in slot}
        return {"name": self.name, "share": self.share, "slots": slots}, arrays

    @classmethod
    def from_data(cls, data: Any, arrays: Mapping[str, NDArray[Any]]) -> Dolls:
        """Raises ValueError, TypeError or KeyError for what `as_data` can't have written."""
        slots = tuple(
            tuple(Layer(str(name), float(chance), arrays[name]) for name, chance in slot)
            for slot in data["slots"]
        )
        for slot in slots:
            for layer in slot:
                if layer.pictures.shape[1:] != (SIZE, SIZE) or layer.pictures.dtype != np.uint8:
                    raise ValueError(f"the layer {layer.name} of the dolls holds no sprites")
        return cls(str(data["name"]), float(data["share"]), slots)

    @property
    def count(self) -> float:
        """How many dolls there are, the likeliest and the least likely alike."""
        ways = [
            sum(len(layer.pictures) for layer in slot) + (sum(layer.chance for layer in slot) < 1)
            for slot in self.slots
        ]
        return float(np.prod([float(way) for way in ways]))
