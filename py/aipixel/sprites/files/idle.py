"""A sprite at rest, alive: four frames in a loop, made of its own pixels alone.

A frame moves one part of the sprite by a single pixel against the rest, at a hinge: a row or column
at which this tears nothing, leaves no pixel outside and makes no orphan. What shines pulses along
its ramp. Where no hinge will do, the part stays where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from aipixel.pixels.neighbours import groups, orphans

FRAMES = 4
MILLISECONDS = 200  # a frame

Pixels = NDArray[np.uint8]
Move = Callable[[Pixels, int], Pixels]
Frames = tuple[Pixels, Pixels, Pixels, Pixels]

_PULSE = (0, 1, 2, 1)  # lights that what glows is darker by, a frame each


def idle(sprite: Pixels, category: str | None, glow: Sequence[int] = ()) -> Pixels:
    """The frames (4, 32, 32) of a sprite (32, 32); the first is the sprite itself.

    category: how it moves; what has none, or one that is not known here, breathes. glow: the
    indices of what shines, from dark to light.
    """
    moved = _MOTIONS.get(category or "", _breathe)(sprite)
    return np.stack([_dimmed(frame, glow, by) for frame, by in zip(moved, _PULSE, strict=True)])


def _breathe(sprite: Pixels) -> Frames:
    """The upper part rises by a row, and falls back."""
    full = _moved(sprite, _stretched, 0.55)
    return sprite, full, full, sprite


def _rock(sprite: Pixels) -> Frames:
    """One end rises, then the other, as of a fish that holds its place."""
    left = _moved(sprite.T, _sheared_left, 0.5).T
    right = _moved(sprite.T[::-1], _sheared_left, 0.5)[::-1].T
    return sprite, left, sprite, right


def _sway(sprite: Pixels) -> Frames:
    """The tips of what has arms lean to one side and the other; what is solid breathes."""
    if not _has_arms(sprite):
        return _breathe(sprite)
    left, right = (_moved(sprite, move, 0.3) for move in (_sheared_left, _sheared_right))
    return sprite, left, sprite, right


def _trail(sprite: Pixels) -> Frames:
    """Arms sway below a body, which swells between."""
    standing = sprite[::-1]
    left, right = (_moved(standing, move, 0.3)[::-1] for move in (_sheared_left, _sheared_right))
    return sprite, left, _moved(sprite, _stretched, 0.3), right


def _squeeze(sprite: Pixels) -> Frames:
    """A bell draws together from both sides, rises, and opens."""
    half = _moved(sprite.T, _squashed, 0.25)
    narrow = _moved(half[::-1], _squashed, 0.25)[::-1].T
    return sprite, narrow, _moved(narrow, _stretched, 0.6), _moved(sprite, _stretched, 0.6)


def _has_arms(sprite: Pixels) -> bool:
    """Whether some row has three parts or more beside each other."""
    opaque = np.pad(sprite != 0, ((0, 0), (1, 0)))
    return bool((opaque[:, 1:] & ~opaque[:, :-1]).sum(axis=1).max() >= 3)


_MOTIONS: dict[str, Callable[[Pixels], Frames]] = {
    "ReefFish": _rock,
    "Grazer": _breathe,
    "Coral": _sway,
    "Jellyfish": _squeeze,
    "Cephalopod": _trail,
    "Crustacean": _breathe,
}


def _moved(sprite: Pixels, move: Move, height: float) -> Pixels:
    """The sprite after a move at the hinge nearest to a height that does no harm, or as it was.

    No harm: nothing goes over the border, no orphan comes and nothing is torn. height: of the
    sprite's own rows, from its top, 0 to 1.
    """
    bordered = np.pad(sprite, 1)
    alone, parts = orphans(bordered).sum(), groups(bordered != 0)
    for hinge in _hinges(bordered, height):
        frame = move(bordered, hinge)
        inside = frame[1:-1, 1:-1]
        if (
            np.count_nonzero(frame) == np.count_nonzero(inside)
            and orphans(frame).sum() <= alone
            and groups(frame != 0) <= parts
        ):
            return inside
    return sprite


def _hinges(sprite: Pixels, height: float) -> Iterator[int]:
    rows = np.flatnonzero(sprite.any(axis=1))
    if len(rows) < 3:
        return
    top, bottom = int(rows[0]), int(rows[-1])
    wanted = top + height * (bottom - top)
    yield from sorted(range(top + 1, bottom), key=lambda row: (abs(row - wanted), row))


def _stretched(sprite: Pixels, hinge: int) -> Pixels:
    """Rows above the hinge a row higher; the hinge's row stands twice."""
    return np.concatenate([sprite[1 : hinge + 1], sprite[hinge:]])


def _squashed(sprite: Pixels, hinge: int) -> Pixels:
    """Rows above the hinge a row lower, over the hinge's row."""
    return np.concatenate([np.zeros_like(sprite[:1]), sprite[:hinge], sprite[hinge + 1 :]])


def _sheared_left(sprite: Pixels, hinge: int) -> Pixels:
    """Rows above the hinge a pixel further left."""
    return np.concatenate([np.roll(sprite[:hinge], -1, axis=1), sprite[hinge:]])


def _sheared_right(sprite: Pixels, hinge: int) -> Pixels:
    """Rows above the hinge a pixel further right."""
    return np.concatenate([np.roll(sprite[:hinge], 1, axis=1), sprite[hinge:]])


def _dimmed(sprite: Pixels, glow: Sequence[int], by: int) -> Pixels:
    """With what glows some lights darker on its ramp, at most the darkest."""
    table = np.arange(int(sprite.max(initial=0)) + 1 + max(glow, default=0), dtype=np.uint8)
    table[list(glow)] = [glow[max(place - by, 0)] for place in range(len(glow))]
    return np.asarray(table[sprite])
