"""Markings on a body: regular ones, so that they read at 1x and can be learned."""

from __future__ import annotations

import numpy as np

from pixelllm.palette import BONE, CORAL, GLOW, SAND
from pixelllm.synthetic.canvas import Canvas, Mask
from pixelllm.synthetic.zones import ABYSSAL, KELP_FOREST, MESOPELAGIC, VENT


def dress(
    c: Canvas, body: Mask, cx: float, cy: float, rx: float, ry: float, *, collared: bool = False
) -> None:
    """Mark a body of that centre and half size in the way of its look.

    A collared body wears a mask as a white band behind the head, another wears spots.
    """
    marking = _collar if collared and c.look.marking == "mask" else _MARKINGS[c.look.marking]
    marking(c, body, cx, cy, rx, ry)


def _bars(c: Canvas, body: Mask, cx: float, cy: float, rx: float, ry: float) -> None:
    period = c.count(5, 7)
    bowed = c.x - round(cx) + 2 * ((c.y - cy) / ry) ** 2 + c.count(0, 3)
    c.tint(body & (bowed % period < 2), c.look.second, 0.4)


def _stripes(c: Canvas, body: Mask, cx: float, cy: float, rx: float, ry: float) -> None:
    period = c.count(4, 5)
    c.tint(body & ((c.y - round(cy) + c.count(0, 2)) % period < 2), c.look.second, 0.3)


def _spots(c: Canvas, body: Mask, cx: float, cy: float, rx: float, ry: float) -> None:
    row = (c.y - round(cy) + 20) // 4
    across = (c.x - round(cx) + 40 + 3 * (row % 2)) % 6 < 2
    inner = c.roundness(cx, cy, rx, ry) < 0.85
    c.tint(body & inner & across & ((c.y - round(cy) + 20) % 4 < 2), c.look.second, 0.8)


def _collar(c: Canvas, body: Mask, cx: float, cy: float, rx: float, ry: float) -> None:
    edge = cx - rx * c.vary(0.1, 0.4) + 1.5 * ((c.y - cy) / ry) ** 2
    c.tint(body & (c.x > edge), c.look.second, 0.2)
    c.mark(body & (np.abs(c.x - edge) < 1), BONE, 6)


def _mottle(c: Canvas, body: Mask, cx: float, cy: float, rx: float, ry: float) -> None:
    waves = np.sin((c.x - cx) * 0.95 + c.vary(0, 3)) * np.sin((c.y - cy) * 1.05 + c.vary(0, 3))
    c.tint(body & (waves > 0.3), c.look.accent, -1.0)
    c.tint(body & (waves < -0.5), c.look.second, 0.4)


def _saddles(c: Canvas, body: Mask, cx: float, cy: float, rx: float, ry: float) -> None:
    depth = 0.15 + 0.45 * np.sin((c.x - cx) * 0.85 + c.vary(0, 6))
    c.tint(body & ((c.y - cy) / ry < depth - 0.3), c.look.second, -0.9)


def _counter(c: Canvas, body: Mask, cx: float, cy: float, rx: float, ry: float) -> None:
    v = (c.y - cy) / ry
    c.tint(body & (v < -0.1), None, -0.9)
    c.tint(body & (v > 0.22), c.look.second, 1.9)


def _mackerel(c: Canvas, body: Mask, cx: float, cy: float, rx: float, ry: float) -> None:
    v = (c.y - cy) / ry
    c.tint(body & (v > 0.15), c.look.second, 1.9)
    c.tint(body & (v < -0.1) & ((c.x + c.y // 2 - round(cx)) % 4 < 2), None, -1.6)


def _photophores(c: Canvas, body: Mask, cx: float, cy: float, rx: float, ry: float) -> None:
    dots = (c.x - round(cx)) % 4 < 2
    for level in (0.5, 0.05) if c.look.second != CORAL else (0.45,):
        c.mark(body & dots & (c.y == round(cy + level * ry)), c.look.accent, 5)


def _lanterns(c: Canvas, body: Mask, cx: float, cy: float, rx: float, ry: float) -> None:
    c.tint(body & ((c.y - cy) / ry > 0.35), None, -0.8)
    for share in (-0.45, 0.05, 0.5):
        x, y = cx + share * rx, cy + (0.2 - 0.3 * share) * ry
        c.mark(body & c.block(x, y, 2, 2), GLOW, 5)


def _glowline(c: Canvas, body: Mask, cx: float, cy: float, rx: float, ry: float) -> None:
    line = np.rint(cy + 0.12 * ry * np.sin((c.x - cx) * 0.5))
    dashes = (c.x - round(cx)) % 5 < 3
    c.mark(body & (c.y == line) & dashes, GLOW, 4)


def _plates(c: Canvas, body: Mask, cx: float, cy: float, rx: float, ry: float) -> None:
    v = (c.y - cy) / ry
    bowed = np.floor(c.x - round(cx) - 2.2 * v * v)
    c.tint(body & (bowed % 5 == 0), None, -1.5)
    crust = v < -0.42 + 0.2 * np.sin((c.x - cx) * 1.15)
    c.tint(body & crust, SAND if c.look.body == BONE else BONE, 1.0)
    embers = body & (c.y == round(cy + 0.3 * ry)) & (bowed % 5 > 2)
    c.mark(embers, CORAL, 4)


_MARKINGS = {
    "bars": _bars,
    "stripes": _stripes,
    "spots": _spots,
    "mask": _spots,
    "mottle": _mottle,
    "saddles": _saddles,
    "counter": _counter,
    "mackerel": _mackerel,
    "photophores": _photophores,
    "lanterns": _lanterns,
    "glowline": _glowline,
    "plates": _plates,
}


def eye(c: Canvas, x: float, y: float, size: int | None = None) -> None:
    """An eye looking left, `size` 2 to 4 pixels wide (the look's own unless given).

    (x, y) is its top left pixel. Every colour in it covers two pixels or more.
    """
    size = size or c.look.eye
    left, top = round(x), round(y)
    white, bright = (GLOW, 5) if c.look.zone == MESOPELAGIC else (BONE, 6)
    if c.look.zone == VENT:
        white, bright = CORAL, 5
    elif c.look.zone in (KELP_FOREST, ABYSSAL):
        white, bright = SAND, 6
    if size == 2:
        c.mark(c.block(left, top, 2, 2), white, bright)
        c.mark(c.block(left, top, 1, 2), BONE, 0)
        return
    c.mark(c.block(left, top, size, size), white, bright)
    c.mark(c.block(left + size // 4, top + 1, 2, 2), BONE, 0)
    if size == 4:
        corners = ((c.x - left) % 3 == 0) & ((c.y - top) % 3 == 0)
        c.mark(c.block(left, top, 4, 4) & corners, BONE, 0)


def fronds(c: Canvas, points: list[tuple[float, float]], up: bool = True) -> None:
    """Leafy appendages of the kelp forest at the given points; nothing elsewhere."""
    if c.look.zone != KELP_FOREST:
        return
    for k, (x, y) in enumerate(points):
        reach = -3.5 if up else 3.5
        leaf = c.ellipse(x + 1, y + reach / 2, 1.3, 3.0, 0.5 if up else -0.5)
        c.paint(leaf & ~c.filled, c.look.second, c.look.base + 0.6 * (k % 2), rim=False)
