"""What the graphs of a sprite network take: the manifest beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aipixel import documents
from aipixel.documents import fitting, parse_object, whole
from aipixel.sprites.labels import MOST_AXES, Axis, Labels, check_label, number_of

FORMAT = 2
FIRST_FORMAT = 1

_MOST = 1 << 16


@dataclass(frozen=True)
class Manifest:
    """Names and numbers; see `export/pixelllm/export.py`.

    model: the first digits of the SHA-256 of the graphs that draw. files, sha256: of every graph
    by its name, where it is and its SHA-256. axes: of labels, one or two. marks: the tokens `pad`,
    `bos` and `mask`. first_labels: the token of each axis's first name. size: pixels of a side.
    layers, heads, head: of the network that paints: how many layers and heads, a head's width.
    palette: (1 + colours, 4) RGBA, index 0 transparent. ramps: its indices, from dark to light.
    """

    model: str
    files: dict[str, str]
    sha256: dict[str, str]
    axes: tuple[Axis, ...]
    marks: dict[str, int]
    first_labels: tuple[int, ...]
    size: int
    layers: int
    heads: int
    head: int
    palette: NDArray[np.uint8]
    ramps: tuple[tuple[int, ...], ...]

    @classmethod
    def parse(cls, text: bytes) -> Manifest:
        """Raises ValueError if the manifest is of another format, or damaged."""
        try:
            data = parse_object(text)
        except ValueError as error:
            raise ValueError(f"the sprite model's manifest {error}; export it again") from error
        if data.get("format") == FIRST_FORMAT:
            raise ValueError(
                "the sprite model is of the first generation, which drew without a shape: "
                "export it again from newer weights"
            )
        if data.get("format") != FORMAT:
            raise ValueError(
                f"the sprite model's manifest is not of format {FORMAT}; export it again"
            )
        with fitting("the sprite model's manifest lacks something or is damaged; export it again"):
            rgba = [[0, 0, 0, 0]] + [
                [*(whole(colour[channel], 255) for channel in range(3)), 255]
                for colour in data["palette"]
            ]
            most, tokens = len(rgba) - 1, data["tokens"]
            return cls(
                model=documents.text(data["model"]),
                files={name: documents.text(file) for name, file in data["files"].items()},
                sha256={name: documents.text(digest) for name, digest in data["sha256"].items()},
                axes=_axes(data["axes"], data["tokens"]["labels"]),
                marks={name: whole(tokens[name], _MOST) for name in ("pad", "bos", "mask")},
                first_labels=tuple(whole(token, _MOST) for token in tokens["labels"]),
                palette=np.array(rgba, np.uint8),
                ramps=tuple(tuple(whole(i, most) for i in ramp) for ramp in data["ramps"]),
                **{name: whole(data[name], _MOST) for name in ("size", "layers", "heads", "head")},
            )

    def told(self, labels: Labels) -> dict[str, str]:
        """The names that labels tell, as the model spells them, in the order of its axes.

        Raises ValueError for an axis or a name that the model does not know.
        """
        names = [axis.name for axis in self.axes]
        for asked in labels:
            if asked not in names:
                raise ValueError(f"this model knows no {asked}: it knows {', '.join(names)}")
        return {
            axis.name: axis.names[number_of(axis, name)]
            for axis in self.axes
            if (name := labels.get(axis.name)) is not None
        }

    def label_tokens(self, labels: Labels) -> list[int]:
        """The token of each axis's name; the token for none where it is None or left out.

        Raises ValueError as `told` does.
        """
        told = self.told(labels)
        return [
            first + axis.names.index(told[axis.name]) if axis.name in told else self.marks["pad"]
            for axis, first in zip(self.axes, self.first_labels, strict=True)
        ]

    def check(self, sprites: NDArray[np.uint8], what: str) -> None:
        """Raises ValueError unless they are sprites (N, 32, 32) of the palette's indices."""
        size, colours = self.size, len(self.palette)
        if sprites.shape[1:] != (size, size):
            raise ValueError(f"{what} must be (N, {size}, {size}) indices, not {sprites.shape}")
        if sprites.size and not 0 <= sprites.min() <= sprites.max() < colours:
            raise ValueError(f"{what} must hold palette indices, 0 to {colours - 1}")


def _axes(data: list[dict[str, Any]], first_labels: list[int]) -> tuple[Axis, ...]:
    """Raises TypeError for what are no axes, or not as many as labels begin."""
    if not 1 <= len(data) == len(first_labels) <= MOST_AXES:
        raise TypeError(f"{len(data)} axes")
    axes = tuple(
        Axis(documents.text(axis["name"]), tuple(map(documents.text, axis["names"])))
        for axis in data
    )
    for axis in axes:
        for name in axis.names:
            try:
                check_label(axis.name, name)
            except ValueError as error:
                raise ValueError(
                    f"the sprite model's manifest has a label that is none: {error}"
                ) from None
    return axes


def blocks_to_paint(silhouettes: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Which blocks of 2 x 2 pixels hold an opaque one, in reading order, for every sprite.

    (N, 32, 32) -> (rounds, N): numbers 0 to 255, -1 where a sprite has no more.
    """
    count, size = len(silhouettes), silhouettes.shape[1] // 2
    wanted = silhouettes.reshape(count, size, 2, size, 2).any((2, 4)).reshape(count, -1)
    rounds = int(wanted.sum(1).max(initial=0))
    order = np.argsort(~wanted, axis=1, kind="stable")[:, :rounds]
    left = np.arange(rounds) < wanted.sum(1)[:, None]
    return np.where(left, order, -1).T.astype(np.float32)
