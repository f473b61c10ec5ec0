"""Where a sprite is from: what draws it again, as a record, as JSON and as the texts of a PNG."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aipixel.sprites.choice import Choice
from aipixel.sprites.labels import MOST_AXES, check_label, word_of

SIZE = 32  # pixels of a side
COLOURS = 64  # of the palette, transparency among them
LARGEST_SEED = 2**32 - 1
FREE = "free"  # in file names, of a sprite without labels
SEA_AXES = ("zone", "category")  # labels that records and texts of all generations name alike

_MODEL = re.compile(r"[0-9a-f]{8,64}")
_PARENT = re.compile(r"[A-Za-z0-9-]{1,64}")


@dataclass(frozen=True)
class Light:
    """How a sprite was shaded. angle: in degrees, 0 to 360; all others are 0 or more.

    Raises ValueError for what is out of range.
    """

    angle: float
    strength: float
    occlusion: float
    edge: float
    glow: float

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not 0 <= value < math.inf:
                raise ValueError(f"a light's {name} must be 0 or more, not {value:g}")
        if self.angle > 360:
            raise ValueError(f"a light's angle must be 0 to 360 degrees, not {self.angle:g}")


@dataclass(frozen=True)
class Lineage:
    """The two sprites that one was bred from, and which share of the first was drawn anew.

    parents: of each its seed or a name of it, 1 to 64 letters, digits and hyphens. share: 0 to 1.
    Raises ValueError for anything else.
    """

    parents: tuple[str, str]
    share: float

    def __post_init__(self) -> None:
        if len(self.parents) != 2:
            raise ValueError(f"a sprite has two parents, not {len(self.parents)}")
        for parent in self.parents:
            if not _PARENT.fullmatch(parent):
                raise ValueError(
                    f"a parent is 1 to 64 letters, digits and hyphens, not {parent!r:.80}"
                )
        if not 0 <= self.share <= 1:
            raise ValueError(f"the share that was drawn anew must be 0 to 1, not {self.share:g}")


@dataclass(frozen=True)
class Origin:
    """What a sprite was drawn from.

    model: the first digits of the graphs' SHA-256, as its manifest has it. seed: 0 to 2^32 - 1.
    labels: a name of each axis that the network was told. light: None where the sprite is as the
    network drew it. lineage: None unless it was bred. Raises ValueError for what is none of these.
    """

    model: str
    seed: int
    labels: Mapping[str, str] = field(default_factory=dict)
    choice: Choice = field(default_factory=Choice)
    light: Light | None = None
    lineage: Lineage | None = None

    def __post_init__(self) -> None:
        if not _MODEL.fullmatch(self.model):
            raise ValueError(f"a model is named by 8 to 64 hex digits, not {self.model!r:.80}")
        if not 0 <= self.seed <= LARGEST_SEED:
            raise ValueError(f"a seed is a whole number from 0 to {LARGEST_SEED}, not {self.seed}")
        if len(self.labels) > MOST_AXES:
            raise ValueError(f"a sprite has {MOST_AXES} labels at most, not {len(self.labels)}")
        for axis, name in self.labels.items():
            check_label(axis, name)

    @property
    def name(self) -> str:
        """For files and frames: "Reef-ReefFish-7", letters A to Z, digits and hyphens."""
        words = [word_of(name) for name in self.labels.values()] or [FREE]
        return "-".join([*words, str(self.seed)])

    def to_json(self) -> dict[str, Any]:
        """As numbers, texts, lists, None and dicts of them; see docs/sprites.md."""
        return asdict(self)

    @classmethod
    def from_json(cls, record: object) -> Origin:
        """What `to_json` gave, now or as the first generation. ValueError for anything else."""
        given = _members(_with_labels(record), cls, "a sprite's record")
        choice = _members(given["choice"], Choice, "a sprite's choice")
        choice = {name: _number(name, value) for name, value in choice.items()}
        return cls(
            model=_text("model", given["model"]),
            seed=_whole("seed", given["seed"]),
            labels=_labels(given["labels"]),
            choice=Choice(**{**choice, "top_k": _whole("top_k", choice["top_k"])}),
            light=_light(given["light"]),
            lineage=_lineage(given["lineage"]),
        )


@dataclass(frozen=True, eq=False)
class Sprite:
    """Palette indices (32, 32), 0 transparent to 63, and where they are from.

    Raises ValueError for pixels that are no sprite's.
    """

    pixels: NDArray[np.uint8]
    origin: Origin

    def __post_init__(self) -> None:
        if self.pixels.shape != (SIZE, SIZE) or self.pixels.dtype != np.uint8:
            raise ValueError(
                f"a sprite is {SIZE} x {SIZE} palette indices, not {self.pixels.shape} of "
                f"{self.pixels.dtype}"
            )
        if self.pixels.max() >= COLOURS:
            raise ValueError(
                f"a sprite's palette indices are 0 to {COLOURS - 1}, not {self.pixels.max()}"
            )


def _members(value: object, kind: type, what: str) -> dict[str, Any]:
    names = {each.name for each in fields(kind)}
    if not isinstance(value, Mapping) or set(value) != names:
        raise ValueError(f"{what} holds {', '.join(sorted(names))} and nothing else")
    return dict(value)


def _with_labels(record: object) -> object:
    """A record whose zone and category, if it has them by themselves, are among its labels."""
    if not isinstance(record, Mapping) or not any(axis in record for axis in SEA_AXES):
        return record
    given = dict(record)
    before = given.get("labels", {})
    if not isinstance(before, Mapping):
        return record
    sea = {axis: given.pop(axis, before.get(axis)) for axis in SEA_AXES}
    told = {axis: name for axis, name in sea.items() if name is not None}
    others = {axis: name for axis, name in before.items() if axis not in SEA_AXES}
    return {**given, "labels": {**told, **others}}


def _labels(value: object) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise ValueError(f"labels are a name for each axis, not {value!r:.80}")
    return {_text("axis", axis): _text(str(axis), name) for axis, name in value.items()}


def _light(value: object) -> Light | None:
    if value is None:
        return None
    given = _members(value, Light, "a light")
    return Light(**{name: _number(name, number) for name, number in given.items()})


def _lineage(value: object) -> Lineage | None:
    if value is None:
        return None
    given = _members(value, Lineage, "a lineage")
    parents = given["parents"]
    if not isinstance(parents, list | tuple) or len(parents) != 2:
        raise ValueError("a lineage's parents are a list of two texts")
    first, second = (_text("parent", parent) for parent in parents)
    return Lineage((first, second), _number("share", given["share"]))


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{name} is a number, not {value!r:.80}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(f"{name} is a finite number")
    return number


def _whole(name: str, value: object) -> int:
    number = _number(name, value)
    if not number.is_integer():
        raise ValueError(f"{name} is a whole number, not {value!r:.80}")
    return int(number)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name} is a text, not {value!r:.80}")
    return value
