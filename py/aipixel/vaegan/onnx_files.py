"""ONNX files that hold their own parameters: a template's bytes, then the parameters'.

`export/vaegan/templates.py` makes the templates and says how. Version, seed and step stand in
the model's metadata, in slots of fixed width, so that a file alone says what it is of, and
nothing here has to know how protobuf is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

SLOT_BYTES = 16
# Trained weights are below 10. From here on a few layers may leave the range of a float32, and
# what is drawn then means nothing, though every pixel has a colour.
LARGEST_WEIGHT = 1e4


def are_weights(vector: Array) -> bool:
    """Whether a network can compute with them: all finite, and none beyond LARGEST_WEIGHT."""
    return bool((np.abs(vector) <= LARGEST_WEIGHT).all())


@dataclass(frozen=True, eq=False)
class OnnxPart:
    """What stands in a file: its parameters, flat, and which training's they are."""

    parameters: Array
    version: str
    seed: int
    step: int


@dataclass(frozen=True)
class Template:
    """An ONNX file but for its parameters.

    name: the file's. player, offset, count: which slice of which player's flat vector it holds.
    slots: where version, seed and step stand. inputs, outputs: shapes by name, "batch" where free.
    """

    name: str
    content: bytes
    player: str
    offset: int
    count: int
    slots: dict[str, int]
    inputs: dict[str, list[int | str]]
    outputs: dict[str, list[int | str]]

    @classmethod
    def parse(cls, name: str, entry: Mapping[str, Any], content: bytes) -> Template:
        """From what the manifest says of it."""
        known = ("player", "offset", "count", "slots", "inputs", "outputs")
        return cls(name, content, **{key: entry[key] for key in known})

    def slice_of(self, vector: Array) -> Array:
        """A view of the file's parameters in its player's flat vector."""
        return vector[self.offset : self.offset + self.count]

    def fill(self, vector: Array, slots: Mapping[str, object]) -> bytes:
        """The file for a player's flat vector; slots: version, seed and step."""
        content = bytearray(self.content)
        for name, offset in self.slots.items():
            text = str(slots[name]).encode("ascii")
            if len(text) > SLOT_BYTES:
                raise ValueError(f"the {name} {slots[name]} takes more than {SLOT_BYTES} letters")
            content[offset : offset + SLOT_BYTES] = text.ljust(SLOT_BYTES)
        return bytes(content) + self.slice_of(vector).astype("<f4").tobytes()

    def begins(self, data: bytes) -> bool:
        """Whether a file was made from this template, or is the beginning of one."""
        return self._without_slots(data[: len(self.content)]) == self._without_slots(self.content)

    def read(self, data: bytes) -> OnnxPart:
        """What a file made from this template holds.

        Raises ValueError naming the file if it is another, is cut short or damaged, or holds
        parameters that no network has.
        """
        if not self.begins(data):
            raise ValueError(
                f"{self.name} is not the ONNX file that this version saves; export it again"
            )
        size = len(self.content) + 4 * self.count
        if len(data) != size:
            raise ValueError(
                f"{self.name} has {len(data):,} bytes, not {size:,}; it may be cut short: "
                "fetch or export it again"
            )
        parameters = np.frombuffer(data, "<f4", offset=len(self.content)).astype(np.float32)
        texts = {
            name: data[offset : offset + SLOT_BYTES].decode("ascii", "replace").rstrip(" ")
            for name, offset in self.slots.items()
        }
        if not (are_weights(parameters) and _digits(texts["seed"], texts["step"])):
            raise ValueError(
                f"{self.name} is damaged: not all it holds are finite numbers that "
                "a network has; export it again"
            )
        if not texts["version"].isprintable():
            raise ValueError(f"{self.name} is damaged: its version can't be shown; export it again")
        return OnnxPart(parameters, texts["version"], int(texts["seed"]), int(texts["step"]))

    def _without_slots(self, content: bytes) -> bytes:
        blank = bytearray(content)
        for offset in self.slots.values():
            blank[offset : offset + SLOT_BYTES] = bytes(SLOT_BYTES)
        return bytes(blank)


def _digits(*texts: str) -> bool:
    return all(text.isascii() and text.isdecimal() for text in texts)
