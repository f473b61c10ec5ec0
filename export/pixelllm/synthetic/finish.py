"""From painted ramps and lights to a clean sprite: outline, no orphans, no specks, few colours."""

from __future__ import annotations

import numpy as np
from aipixel.pixels.neighbours import EIGHT, orphans
from aipixel.pixels.oklab import oklab
from aipixel.sprites.ramps import LIGHTS
from numpy.typing import NDArray

from pixelllm.palette import RGBA
from pixelllm.synthetic.canvas import Canvas
from pixelllm.vocabulary import COLOURS, SIZE, TRANSPARENT

MOST_COLOURS = 14

_LAB = oklab(RGBA[:, :3])
_DISTANCES = np.linalg.norm(_LAB[:, None] - _LAB[None], axis=-1)
# Where an outline pixel looks for the part it belongs to: below and right first, so that the
# side to the light takes the colour of the lit part.
_OWNERS = ((1, 0), (0, 1), (-1, 0), (0, -1))


def finish(canvas: Canvas) -> NDArray[np.uint8]:
    """The sprite as palette indices, (32, 32), 0 transparent."""
    _outline(canvas)
    light = np.clip(np.rint(canvas.light), 0, LIGHTS - 1).astype(np.int16)
    sprite = np.where(canvas.filled, 1 + LIGHTS * canvas.ramp + light, TRANSPARENT)
    remove_specks(sprite)
    limit_colours(sprite)
    recolour_orphans(sprite)
    return sprite.astype(np.uint8)


def _outline(canvas: Canvas) -> None:
    """A dark line of its own ramp round every solid part, a step lighter towards the light."""
    padded_solid = np.pad(canvas.solid & canvas.filled, 1)
    padded_ramp = np.pad(canvas.ramp, 1)
    bare = ~canvas.filled
    for step, (dy, dx) in enumerate(_OWNERS):
        window = (slice(1 + dy, 1 + dy + SIZE), slice(1 + dx, 1 + dx + SIZE))
        line = bare & padded_solid[window]
        canvas.ramp[line] = padded_ramp[window][line]
        canvas.light[line] = canvas.look.line + (1 if step < 2 else 0)
        canvas.filled |= line
        bare &= ~line


def _neighbours(padded: NDArray[np.generic]) -> list[NDArray[np.generic]]:
    """The eight shifted views of a (34, 34) array."""
    return [padded[1 + dy : 1 + dy + SIZE, 1 + dx : 1 + dx + SIZE] for dy, dx in EIGHT]


def recolour_orphans(sprite: NDArray[np.integer]) -> None:
    """Give each orphan the commonest colour round it, in place.

    An orphan's old colour held up no neighbour, so each step leaves fewer of them.
    """
    for y, x in np.argwhere(orphans(sprite)):
        window = sprite[max(y - 1, 0) : y + 2, max(x - 1, 0) : x + 2].ravel()
        if np.count_nonzero(window == sprite[y, x]) > 1:
            continue
        counts = np.bincount(window, minlength=COLOURS)
        counts[TRANSPARENT] = 0
        counts[sprite[y, x]] = 0
        sprite[y, x] = int(counts.argmax())


def remove_specks(sprite: NDArray[np.integer]) -> None:
    """Clear groups of one or two opaque pixels that touch nothing else, in place."""
    opaque = sprite != TRANSPARENT
    touching = sum(view.astype(np.int8) for view in _neighbours(np.pad(opaque, 1)))
    ends = opaque & (touching == 1)
    paired = sum(view.astype(np.int8) for view in _neighbours(np.pad(ends, 1)))
    sprite[(opaque & (touching == 0)) | (ends & (paired == 1))] = TRANSPARENT


def limit_colours(sprite: NDArray[np.integer]) -> None:
    """Fold the rarest colours into the nearest used ones until 14 are left, in place."""
    counts = np.bincount(sprite.ravel(), minlength=COLOURS)
    counts[TRANSPARENT] = 0
    while np.count_nonzero(counts) > MOST_COLOURS:
        used = np.flatnonzero(counts)
        rarest = used[counts[used].argmin()]
        others = used[used != rarest]
        nearest = others[_DISTANCES[rarest, others].argmin()]
        sprite[sprite == rarest] = nearest
        counts[nearest] += counts[rarest]
        counts[rarest] = 0
