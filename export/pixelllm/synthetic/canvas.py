"""The 32 x 32 ground a creature is painted on: masks, light from above left, parts with rims.

Creatures are drawn facing left in their own coordinates, x and y from 0 to 31. A mirrored or
transposed canvas turns them; the light turns with it, so it always falls from above left.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pixelllm.synthetic.zones import Look
from pixelllm.vocabulary import SIZE

Mask = NDArray[np.bool_]
Field = NDArray[np.float32]
Point = tuple[float, float]

_ROWS, _COLUMNS = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32)
_MIRRORED_COLUMNS = SIZE - 1 - _COLUMNS
_LIGHT_X, _LIGHT_Y, _LIGHT_Z = -0.48, -0.68, 0.55
# Lambert's term of a face turned to the viewer: shading is counted from there.
_FLAT = _LIGHT_Z


def _interior(lowest: int) -> Mask:
    inside = np.zeros((SIZE, SIZE), np.bool_)
    inside[2 : lowest + 1, 2 : SIZE - 2] = True
    return inside


# Two pixels in: one for the margin, one for the outline. A standing creature reaches the ground.
_FLOATING, _STANDING = _interior(SIZE - 3), _interior(SIZE - 1)


def spread(mask: Mask) -> Mask:
    """The mask and its four neighbours."""
    out = mask.copy()
    out[1:] |= mask[:-1]
    out[:-1] |= mask[1:]
    out[:, 1:] |= mask[:, :-1]
    out[:, :-1] |= mask[:, 1:]
    return out


class Canvas:
    """Ramps and lights being painted, with the look to paint in and the generator to vary by."""

    def __init__(self, look: Look, rng: np.random.Generator) -> None:
        self.look = look
        self.rng = rng
        self.ramp = np.zeros((SIZE, SIZE), np.int16)
        self.light = np.zeros((SIZE, SIZE), np.float32)
        self.filled = np.zeros((SIZE, SIZE), np.bool_)
        self.solid = np.zeros((SIZE, SIZE), np.bool_)
        self.inside = _FLOATING
        self.x, self.y = _COLUMNS, _ROWS
        self._lit = (_LIGHT_X, _LIGHT_Y)
        if rng.random() < 0.5:
            self.x, self._lit = _MIRRORED_COLUMNS, (-_LIGHT_X, _LIGHT_Y)

    def stand(self) -> None:
        """Let what follows reach the bottom row."""
        self.inside = _STANDING

    def transpose(self) -> None:
        """Lay the creature on its side: what pointed up points ahead."""
        self.x, self.y = self.y, self.x
        self._lit = (self._lit[1], self._lit[0])

    def vary(self, low: float, high: float) -> float:
        """A number between low and high."""
        return low + (high - low) * float(self.rng.random())

    def count(self, low: int, high: int) -> int:
        """A whole number, low to high, both included."""
        return int(self.rng.integers(low, high + 1))

    def chance(self, probability: float) -> bool:
        """True with the given probability."""
        return bool(self.rng.random() < probability)

    # Masks

    def ellipse(self, cx: float, cy: float, rx: float, ry: float, tilt: float = 0) -> Mask:
        """Pixels within an ellipse; tilt in radians, clockwise."""
        return self.roundness(cx, cy, rx, ry, tilt) <= 1

    def roundness(self, cx: float, cy: float, rx: float, ry: float, tilt: float = 0) -> Field:
        """0 at the centre of an ellipse, 1 on its edge, by the square of the distance."""
        dx, dy = self.x - cx, self.y - cy
        if tilt:
            c, s = float(np.cos(tilt)), float(np.sin(tilt))
            dx, dy = dx * c + dy * s, dy * c - dx * s
        return (dx / rx) ** 2 + (dy / ry) ** 2

    def block(self, x: float, y: float, width: int, height: int) -> Mask:
        """Whole pixels: width x height of them from (x, y), rounded."""
        left, top = round(x), round(y)
        across = (self.x >= left) & (self.x < left + width)
        return across & (self.y >= top) & (self.y < top + height)

    def polygon(self, points: Sequence[Point]) -> Mask:
        """Pixels whose centres lie inside a closed outline, by the even-odd rule."""
        p = np.array(points, np.float32)[:, :, None, None]
        q = np.roll(p, -1, axis=0)
        crosses = (p[:, 1] > self.y) != (q[:, 1] > self.y)
        rise = q[:, 1] - p[:, 1]
        rise[rise == 0] = 1
        left = self.x < (q[:, 0] - p[:, 0]) * (self.y - p[:, 1]) / rise + p[:, 0]
        return np.asarray(np.logical_xor.reduce(crosses & left, axis=0))

    def tube(self, path: Sequence[Point] | NDArray[np.floating], r0: float, r1: float) -> Mask:
        """Pixels near a path, the radius going from r0 at its start to r1 at its end."""
        p = np.asarray(path, np.float32)
        r = np.linspace(r0, r1, len(p), dtype=np.float32)[:, None, None]
        dx, dy = self.x - p[:, 0, None, None], self.y - p[:, 1, None, None]
        return np.asarray((dx * dx + dy * dy <= r * r).any(axis=0))

    def profile(self, x0: float, x1: float, cy: Field | float, top: Field, bottom: Field) -> Mask:
        """Pixels between x0 and x1 at most `top` above and `bottom` below the line cy."""
        across = (self.x >= x0) & (self.x <= x1)
        return across & (self.y >= cy - top) & (self.y <= cy + bottom)

    # Paint

    def shade(self, cx: float, cy: float, rx: float, ry: float, lift: float = 0) -> Field:
        """The light on a swelling form of that centre and size, as a light 0 to 6."""
        u, v = (self.x - cx) / rx, (self.y - cy) / ry
        square = np.minimum(u * u + v * v, 1)
        lambert = _LIGHT_Z * np.sqrt(1 - square) + self._lit[0] * u + self._lit[1] * v
        light = (lambert - _FLAT) * self.look.gain + (self.look.base + lift)
        return np.asarray(np.clip(light, 1, self.look.top), np.float32)

    def paint(
        self,
        mask: Mask,
        ramp: int,
        light: Field | float,
        *,
        rim: bool = True,
        solid: bool = True,
    ) -> Mask:
        """Paint a part and return what of it is visible.

        A rim is a dark line on what lies behind the part; a solid part is outlined at the end.
        """
        mask = mask & self.inside
        if rim:
            around = spread(mask) & ~mask & self.filled
            self.ramp[around] = ramp
            self.light[around] = self.look.line
        self.ramp[mask] = ramp
        self.light[mask] = light[mask] if isinstance(light, np.ndarray) else light
        self.filled |= mask
        self.solid[mask] = solid
        return mask

    def tint(self, mask: Mask, ramp: int | None = None, change: float = 0) -> None:
        """Change the ramp or the light of pixels already painted; others stay untouched."""
        mask = mask & self.filled
        if ramp is not None:
            self.ramp[mask] = ramp
        if change:
            self.light[mask] += change

    def mark(self, mask: Mask, ramp: int, light: float) -> None:
        """Give pixels already painted one colour."""
        mask = mask & self.filled
        self.ramp[mask] = ramp
        self.light[mask] = light


def path(start: Point, heading: float, length: float, bend: float, wave: float = 0) -> Field:
    """A curve of `length` pixels, (n, 2): heading and bend (its whole turn) in radians.

    Heading 0 points right, pi/2 down; a wave sways it sideways by that many radians.
    """
    count = max(int(length / 0.7), 2)
    t = np.arange(count, dtype=np.float32) / (count - 1)
    angle = heading + bend * t + wave * np.sin(t * np.float32(7.5))
    step = length / count
    x = start[0] + np.cumsum(np.cos(angle)) * step
    y = start[1] + np.cumsum(np.sin(angle)) * step
    return np.asarray(np.stack([x, y], axis=1), np.float32)
