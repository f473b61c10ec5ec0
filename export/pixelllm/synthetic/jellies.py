"""Jellyfish: moon, box, lion's mane, man-of-war, comb jelly."""

from __future__ import annotations

import numpy as np

from pixelllm.palette import CORAL, SAND
from pixelllm.synthetic.canvas import Canvas, Mask, path
from pixelllm.synthetic.zones import KELP_FOREST, VENT


def moon(c: Canvas) -> None:
    """A wide bell with four rings, a fringe, and short frilled arms."""
    cx, rim = 15.5, c.vary(13, 15)
    rx, ry = c.vary(10.5, 12.5), c.vary(9.5, 11)
    for k in range(7):
        x = cx + (k - 3) * rx * 0.3
        _thread(c, x, rim, c.vary(5.5, 8) - 0.4 * abs(k - 3), 0.25, k)
    for k, x in enumerate((-3.6, 3.6, 0.0)):
        _arm(c, cx + x, rim, c.vary(11, 14.5) - (0 if k == 2 else 2), 0.45, k)
    bell = _bell(c, cx, rim, rx, ry, 4)
    for x in (-6.0, -2.0, 2.0, 6.0):
        spot = c.roundness(cx + x, rim - ry * 0.42, 1.45, 2.2)
        _jewel(c, bell & (spot < 1))


def box(c: Canvas) -> None:
    """A square bell with a strong ribbon at each corner."""
    cx, rim = 15.5, c.vary(14, 16)
    rx, ry = c.vary(8, 9.3), c.vary(10.5, 12)
    long = c.vary(13, 15.5)
    for k, x in enumerate((-0.3, 0.3, -0.9, 0.9)):
        bend = np.sign(x) * -0.35 * (k > 1)
        line = path((cx + x * rx, rim - 1), np.pi / 2 - bend, long - (3 if k < 2 else 0),
                    2 * bend, 0.35)  # fmt: skip
        c.paint(c.tube(line, 1.3, 0.8), c.look.second, np.clip(
            c.look.base - 0.6 * (k < 2) + 0.5 - (c.y - rim) * 0.06, 1, c.look.top))  # fmt: skip
    u, v = np.abs(c.x - cx) / rx, (rim - c.y) / ry
    bell = (np.maximum(u, 0) ** 3 + np.clip(v, 0, 2) ** 3 < 1) & (v > -0.05)
    bell = c.paint(bell, c.look.body, c.shade(cx, rim - ry * 0.4, rx * 1.15, ry * 0.75, 0.3))
    ribs = (np.abs(u * rx - rx * 0.5) < 0.6) & (v < 0.75)
    c.tint(bell & ribs, None, -0.9)
    _jewel(c, bell & c.ellipse(cx, rim - ry * 0.35, 2.2, 3.2))
    c.tint(bell & (v < 0.12), c.look.second, 0.6)


def mane(c: Canvas) -> None:
    """A lion's mane: a lobed bell over a mass of long hair and ruffled arms."""
    cx, rim = 15.5, c.vary(10.5, 12)
    rx, ry = c.vary(9.5, 11.5), c.vary(7.5, 9)
    for k in range(10):
        x = cx + (k - 4.5) * rx * 0.21
        _thread(c, x, rim, c.vary(13, 17.5) - 0.5 * abs(k - 4.5), 0.4, k)
    for k, x in enumerate((-5.5, 5.5, -1.9, 1.9)):
        _arm(c, cx + x, rim, c.vary(12, 14) + (2.5 if k > 1 else 0), 0.7, k, 2.3)
    bell = _bell(c, cx, rim, rx, ry, 5)
    spokes = np.abs(np.sin(np.arctan2(c.x - cx, rim + 2 - c.y) * 5)) < 0.35
    c.tint(bell & spokes & (c.y > rim - ry * 0.62), c.look.second, -0.6)
    _jewel(c, bell & c.ellipse(cx, rim - ry * 0.62, 2.6, 1.6))


def man_of_war(c: Canvas) -> None:
    """A sailing float with a crest, and a curtain of stingers beneath."""
    cx, cy = c.vary(14.5, 16.5), c.vary(9.5, 10.5)
    rx, ry = c.vary(9, 11), c.vary(4.2, 5.2)
    lean = c.vary(-0.3, 0.3)
    for k in range(7):
        x = cx + (k - 3) * rx * 0.24
        _thread(c, x, cy + 2, c.vary(13, 17) - 1.2 * abs(k - 3), 0.35, k, lean)
    for k, x in enumerate((-3.5, 3.2, 0)):
        _arm(c, cx + x, cy + 3, c.vary(8, 10) + (2 if k == 2 else 0), 0.5, k)
    crest = c.ellipse(cx + 1, cy - 2.0, rx * 0.75, ry + 0.8)
    c.paint(crest, c.look.second, np.clip(c.look.base + 1.0 - 0.25 * (c.y - cy + 5), 1, 6))
    folds = np.rint(c.x - cx) % 4 == 0
    c.tint(crest & folds, None, -1)
    bladder = c.ellipse(cx, cy + 0.8, rx, ry * 0.82, -0.08)
    bladder = c.paint(bladder, c.look.body, c.shade(cx, cy + 0.5, rx, ry, 0.3))
    c.tint(bladder & (c.y > cy + ry * 0.45), c.look.second, -0.4)
    _jewel(c, bladder & ((c.x - round(cx)) % 5 < 2) & (c.y == round(cy + 2)))


def comb(c: Canvas) -> None:
    """A comb jelly: an egg with rows of shimmering combs and two long tails."""
    cx, cy = 15.5, c.vary(10, 11)
    rx, ry = c.vary(6.5, 8), c.vary(7, 8.2)
    sway = c.vary(0.3, 0.6)
    for k, x in enumerate((-3.4, 3.0)):
        line = path(
            (cx + x, cy + ry * 0.7), np.pi / 2 - sway, c.vary(15, 16.5) - 3 * k, 2 * sway, 0.8
        )
        c.paint(c.tube(line, 0.8, 0.75), c.look.second, c.look.base + 0.6, solid=False)
    for k, x in enumerate((-5.5, -0.5, 5.0)):
        _thread(c, cx + x, cy + ry * 0.6, c.vary(7, 9) + 3 * (k == 1), 0.4, k)
    for x in (-3.4, 3.4):
        lobe = c.ellipse(cx + x, cy + ry * 0.82, 3.2, 3.4)
        c.paint(lobe, c.look.second, c.shade(cx + x, cy + ry * 0.8, 3.5, 4))
    body = c.paint(c.ellipse(cx, cy, rx, ry), c.look.body, c.shade(cx, cy, rx, ry, 0.2))
    u = (c.x - cx) / (rx * np.sqrt(np.clip(1 - ((c.y - cy) / ry) ** 2, 0.05, 1)))
    inner = body & (c.roundness(cx, cy, rx, ry) < 0.86)
    for row in (-0.66, -0.02, 0.62):
        line = inner & (np.abs(u - row) * rx < 0.9)
        beat = (c.y - round(cy)) % 5
        c.mark(line & (beat < 3), *_bright(c))
        c.tint(line & (beat >= 3), c.look.second, 0.6)
    c.paint(c.ellipse(cx, cy - ry + 0.5, 1.9, 1.2), c.look.second, c.look.base + 0.8, rim=False)


def _bell(c: Canvas, cx: float, rim: float, rx: float, ry: float, lobes: int) -> Mask:
    """A half dome above the rim with a scalloped lower edge."""
    scallop = 1.1 * np.abs(np.cos((c.x - cx) / rx * np.pi / 2 * lobes))
    mask = (c.roundness(cx, rim, rx, ry) < 1) & (c.y <= rim)
    hem = (np.abs(c.x - cx) < rx - 0.5) & (c.y > rim) & (c.y <= rim + scallop + 0.6)
    light = c.shade(cx, rim - ry * 0.3, rx * 1.05, ry * 0.95, 0.2)
    bell = c.paint(mask | hem, c.look.body, light)
    c.tint(bell & (c.y > rim - 1), c.look.second, 0.8)
    return bell


def _thread(
    c: Canvas, x: float, y: float, long: float, wave: float, k: int, lean: float = 0
) -> None:
    """A hair one pixel wide, light and dark in turn."""
    y = round(y)
    phase = 1.7 * (k % 3)
    sway = np.rint(x + wave * 2.2 * np.sin((c.y - y) * 0.55 + phase) + lean * (c.y - y))
    mask = (c.x == sway) & (c.y >= y) & (c.y < y + long)
    ramp = SAND if c.look.zone == KELP_FOREST else c.look.second
    c.paint(mask, ramp, c.look.base - 0.8 * (k % 2), rim=False, solid=False)


def _arm(
    c: Canvas, x: float, y: float, long: float, wave: float, k: int, thick: float = 1.7
) -> None:
    """A frilled arm: a tapering ribbon whose light ripples along it."""
    line = path((x, y - 1), np.pi / 2, long, 0, wave * (1 if k % 2 else -1))
    ripple = np.where(np.rint(c.y) % 4 < 2, np.float32(0.6), np.float32(-0.5))
    light = np.clip(c.look.base + ripple - 0.2 * (k % 2), 1, c.look.top)
    c.paint(c.tube(line, thick, 0.8), c.look.second, light.astype(np.float32))


def _bright(c: Canvas) -> tuple[int, float]:
    """The colour of what glows or shows through."""
    if c.look.zone == VENT:
        return CORAL, 5
    if c.look.deep:
        return c.look.accent, 5
    return c.look.accent, min(c.look.base + 0.6, 5)


def _jewel(c: Canvas, mask: Mask) -> None:
    """An inner organ seen through the bell."""
    ramp, light = _bright(c)
    c.mark(mask, ramp, light)
