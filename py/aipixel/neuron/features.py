"""What a model's inputs and answers mean: names, ranges in their own units, classes.

Travels beside the pixel as JSON in the PNG's text chunk `ai-pixel-features`. Without it a model
takes inputs from 0 to 1 and answers 0 or 1.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from aipixel.neuron.encoding import MOST_INPUTS, Floats
from aipixel.texts import printable

LONGEST_NAME = 200  # characters
INCOMPLETE = "the description of the features is incomplete"
UNIT_SHARE = 0.5  # of the way from 0 to 1, which values must span to be taken as they are


def as_classes(y: ArrayLike, class_names: tuple[str, str], count: int) -> NDArray[np.int64]:
    """(count,) of 0 and 1, from those or the classes' names; ValueError for anything else."""
    labels = np.asarray(y).reshape(-1)
    if labels.dtype.kind == "b":
        labels = labels.astype(np.int64)
    if len(labels) != count:
        raise ValueError(f"X has {count} rows and y has {len(labels)} labels")
    numeric = labels.dtype.kind in "iuf"
    read = _number_in if numeric else str
    known = [read(name) for name in class_names]
    given = [read(label) for label in labels.tolist()]
    if (
        numeric
        and set(given) <= {0.0, 1.0}
        and (set(known) == {0.0, 1.0} or set(given) - set(known))
    ):
        return labels.astype(np.int64)
    if set(given) <= set(known):
        return np.array([known.index(label) for label in given], dtype=np.int64)
    raise ValueError(f"y must hold 0 and 1, or {' and '.join(class_names)}")


def _number_in(text: object) -> float:
    try:
        return float(str(text))
    except ValueError:
        return math.nan


@dataclass(frozen=True)
class Features:
    """Inputs' names and ranges, the two classes' names, and what is being told.

    `low` and `high` are the values that become 0 and 1; a constant feature has both alike and
    becomes 0. `seen_low` and `seen_high` are the ends of what the model learned from: empty where
    those are `low` and `high`. Raises ValueError where the parts do not fit together.
    """

    names: tuple[str, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    class_names: tuple[str, str] = ("0", "1")
    label: str = "class"
    seen_low: tuple[float, ...] = ()
    seen_high: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= len(self.names) <= MOST_INPUTS:
            raise ValueError(f"a pixel takes 1 to {MOST_INPUTS} features, not {len(self.names)}")
        if not len(self.names) == len(self.low) == len(self.high):
            raise ValueError("every feature needs a name and both ends of its range")
        if not len(self.seen_low) == len(self.seen_high) in (0, len(self.names)):
            raise ValueError("what was seen of a feature needs both ends, or none")
        if not all(map(math.isfinite, self.low + self.high + self.seen_low + self.seen_high)):
            raise ValueError("the ends of a feature's range must be finite numbers")
        ranges = zip(self.low + self.seen_low, self.high + self.seen_high, strict=True)
        if any(low > high for low, high in ranges):
            raise ValueError("a feature's range must begin at its lower end")
        if any(math.isinf(high - low) for low, high in zip(self.low, self.high, strict=True)):
            raise ValueError("a feature's range is too wide to reckon with")
        if len(self.class_names) != 2:
            raise ValueError(f"a neuron tells two classes apart, not {len(self.class_names)}")
        if any(len(text) > LONGEST_NAME for text in (*self.names, *self.class_names, self.label)):
            raise ValueError(f"a name has more than {LONGEST_NAME} characters")

    @classmethod
    def of(
        cls,
        X: ArrayLike,
        names: Sequence[str] | None = None,
        class_names: Sequence[str] = ("0", "1"),
        label: str = "class",
    ) -> Features:
        """The ranges that the data X (N, n_inputs) spans."""
        values = np.asarray(X, dtype=np.float64)
        default = [f"x{number}" for number in range(1, values.shape[1] + 1)]
        return cls(
            names=tuple(names if names is not None else default),
            low=tuple(float(low) for low in values.min(axis=0)),
            high=tuple(float(high) for high in values.max(axis=0)),
            class_names=(str(class_names[0]), str(class_names[1])),
            label=label,
        )

    @property
    def seen(self) -> list[tuple[float, float]]:
        """For each feature the least and the greatest value that the model learned from."""
        return list(zip(self.seen_low or self.low, self.seen_high or self.high, strict=True))

    def over_seen(self) -> Features:
        """The same with 0 and 1 at the ends of what was seen: for a picture of it."""
        low, high = zip(*self.seen, strict=True)
        return replace(self, low=low, high=high, seen_low=(), seen_high=())

    def on_unit_range(self) -> Features:
        """The same, of inputs that already go from 0 to 1."""
        count = len(self.names)
        return replace(self, low=(0.0,) * count, high=(1.0,) * count, seen_low=(), seen_high=())

    def standardised(self, X: Floats, spread: float, zero: Floats | None = None) -> Features:
        """The same, so that the mean of X (N, n_inputs) less `spread` standard deviations becomes
        0, or else `zero` (n_inputs,) does, and what is twice as many above becomes 1.

        With ranges narrower than the data the weights, bounded as they are, can be steep enough.
        """
        least, most = X.min(axis=0), X.max(axis=0)
        with np.errstate(over="ignore", invalid="ignore"):
            mean, half = X.mean(axis=0), spread * X.std(axis=0)
            middle = mean if zero is None else zero + half
            usable = np.isfinite(middle + half) & (middle - half < middle + half)
        low, high = np.where(usable, middle - half, least), np.where(usable, middle + half, most)
        return replace(
            self,
            low=tuple(low.tolist()),
            high=tuple(high.tolist()),
            seen_low=tuple(least.tolist()),
            seen_high=tuple(most.tolist()),
        )

    def scale(self, X: Floats) -> Floats:
        """Own units -> 0 to 1 within the ranges, and beyond outside them: (N, n_inputs)."""
        low, span = np.array(self.low), np.array(self.high) - self.low
        scaled: Floats = (X - low) / np.where(span > 0, span, 1.0)
        return scaled

    def unscale(self, X: Floats) -> Floats:
        """The inverse of `scale`, but for constant features."""
        return X * (np.array(self.high) - self.low) + self.low

    def to_json(self) -> str:
        """For the text chunk."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Features:
        """Read what `to_json` wrote; names are made printable. ValueError for any other text."""
        try:
            parts = json.loads(text, parse_int=float)
        except (ValueError, RecursionError):
            raise ValueError("the description of the features is not JSON") from None
        if not isinstance(parts, dict):
            raise ValueError(f"{INCOMPLETE}: it is no JSON object")
        low, high = _class_names(parts)
        return cls(
            names=_names(parts, "names"),
            low=_numbers(parts, "low"),
            high=_numbers(parts, "high"),
            class_names=(low, high),
            label=_name(parts.get("label"), "label"),
            seen_low=_numbers(parts, "seen_low") if "seen_low" in parts else (),
            seen_high=_numbers(parts, "seen_high") if "seen_high" in parts else (),
        )


def outside_notes(
    X: Floats, names: Sequence[str], seen: Sequence[tuple[float, float]]
) -> list[str]:
    """A sentence for each input of X (N, n_inputs) that is outside what the model learned from."""
    notes = []
    for name, values, (least, most) in zip(names, X.T, seen, strict=True):
        outside = values[(values < least) | (values > most)]
        if len(outside):
            count = f", in {len(outside)} rows" if len(outside) > 1 else ""
            notes.append(
                f"{name} {outside[0]:g} is outside the {least:g} to {most:g} "
                f"that the model learned from{count}."
            )
    return notes


def fills_unit_range(X: Floats) -> bool:
    """Whether every column of X (N, n) lies in [0, 1] and spans half of it or more."""
    least, most = X.min(axis=0), X.max(axis=0)
    return bool(((least >= 0) & (most <= 1) & (most - least >= UNIT_SHARE)).all())


def _list(parts: dict[str, object], key: str) -> list[object]:
    value = parts.get(key)
    if not isinstance(value, list):
        raise ValueError(f'{INCOMPLETE}: it has no list "{key}"')
    return value


def _class_names(parts: dict[str, object]) -> tuple[str, str]:
    names = _names(parts, "class_names")
    if len(names) != 2:
        raise ValueError(f"a neuron tells two classes apart, not {len(names)}")
    return names[0], names[1]


def _names(parts: dict[str, object], key: str) -> tuple[str, ...]:
    return tuple(_name(value, key) for value in _list(parts, key))


def _name(value: object, key: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f'{INCOMPLETE}: "{key}" holds what is no text')
    return printable(value)


def _numbers(parts: dict[str, object], key: str) -> tuple[float, ...]:
    values = _list(parts, key)
    if not all(isinstance(value, float) for value in values):
        raise ValueError(f'{INCOMPLETE}: "{key}" holds what is no number')
    return tuple(value for value in values if isinstance(value, float))
