"""Crustaceans: crab, lobster, shrimp, hermit crab, isopod."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from pixelllm.palette import BONE, SAND
from pixelllm.synthetic.canvas import Canvas, path
from pixelllm.synthetic.markings import dress, eye, fronds
from pixelllm.synthetic.zones import KELP_FOREST, VENT


def crab(c: Canvas) -> None:
    """Broad, claws raised, eyes on stalks, three legs a side."""
    cx, cy = 15.5, c.vary(18, 19.5)
    rx, ry = c.vary(7.8, 9.2), c.vary(5, 6.2)
    long = c.vary(5.5, 7) / c.look.girth**0.5
    for side in (-1.0, 1.0):
        for k in range(3):
            knee = (cx + side * (rx + 2.4 - 0.6 * k), cy + 0.5 + 2.2 * k)
            foot = (knee[0] + side * (long * 0.35 - 1.2 * k + 1), knee[1] + long * 0.65)
            leg = [(cx + side * rx * 0.6, cy + 1 + k), knee, foot]
            c.paint(_bent(c, leg, 1.2, 0.7), c.look.second, c.look.base - 0.3 * k)
    rise, grip = c.vary(7.5, 9), c.vary(3.7, 4.6)
    for side in (-1.0, 1.0):
        elbow = (cx + side * (rx + 2.2), cy - 3)
        claw = (cx + side * (rx + 0.5), cy - rise)
        c.paint(_bent(c, [(cx + side * rx * 0.6, cy - 1), elbow, claw], 1.5, 1.3), c.look.second,
                c.look.base)  # fmt: skip
        _claw(c, claw[0], claw[1] - 0.5, grip, -np.pi / 2 + 0.25 * side)
    for side in (-1.0, 1.0):
        stalk = [(cx + side * 2.5, cy - ry + 1), (cx + side * 2.8, cy - ry - 2)]
        c.paint(c.tube(np.linspace(stalk[0], stalk[1], 5), 1.0, 1.0), c.look.second, c.look.base)
    shell = c.ellipse(cx, cy, rx, ry)
    shell = c.paint(shell, c.look.body, c.shade(cx, cy, rx, ry))
    dress(c, shell & (c.roundness(cx, cy, rx, ry) < 0.8), cx, cy - 0.5, rx, ry)
    fronds(c, [(cx, cy - ry), (cx + 4, cy - ry + 1)])
    c.tint(shell & (c.y > cy + ry * 0.55), c.look.second, 0.6)
    for side in (-1.0, 1.0):
        _bead(c, round(cx - 0.5 + side * 2.9), round(cy - ry - 4))


def lobster(c: Canvas) -> None:
    """Seen from above: great claws ahead, a jointed tail with a fan behind; or on its side."""
    if c.chance(0.5):
        c.transpose()
    cx, cy = 15.5, c.vary(13, 14)
    rx = c.vary(3.5, 4.4) * (0.4 + 0.6 * c.look.girth)
    for side in (-1.0, 1.0):
        feeler = path((cx + side * 1.5, cy - 4), -np.pi / 2 + side * 0.15, 9, side * 0.5)
        c.paint(c.tube(feeler, 0.7, 0.7), c.look.second, c.look.base + 0.5, solid=False)
        for k in range(3):
            hip, heading = (cx + side * rx * 0.7, cy + 0.5 + 2 * k), 1.5 - 0.3 * k
            leg = path(hip, np.pi / 2 - side * heading, 6.5, side * -0.7)
            c.paint(c.tube(leg, 1.0, 0.7), c.look.second, c.look.base - 0.2 * k)
        claw = (cx + side * c.vary(7.2, 8.5), cy - c.vary(5, 6))
        arm = [(cx + side * rx * 0.6, cy - 1), (cx + side * 7.5, cy - 0.5), claw]
        c.paint(_bent(c, arm, 1.4, 1.3), c.look.second, c.look.base)
        _claw(c, claw[0], claw[1] - 0.5, c.vary(3.7, 4.5), -np.pi / 2 - 0.1 * side)
    for side in (-1.0, 0.0, 1.0):
        fan = c.ellipse(cx + side * 3.0, cy + 13.2 - abs(side) * 0.8, 2.3, 3, -0.5 * side)
        c.paint(fan, c.look.second, c.look.base + 0.7)
    for k in range(3, -1, -1):
        y = cy + 4.6 + 2.5 * k
        joint = c.ellipse(cx, y, rx * (1.0 - 0.09 * k), 1.9)
        c.paint(joint, c.look.body, c.shade(cx, y, rx * 1.1, 4.0, 0.3))
    back = c.ellipse(cx, cy, rx, 5.6)
    back = c.paint(back, c.look.body, c.shade(cx, cy, rx, 5.6, 0.3))
    dress(c, back & (c.y > cy - 2), cx, cy, rx, 5)
    for side in (-1.0, 1.0):
        _bead(c, round(cx - 0.5 + side * 2), round(cy - 5))


def shrimp(c: Canvas) -> None:
    """Side on: an arched, jointed back, a fan tail, long feelers."""
    cx, cy = c.vary(14.5, 15.5), c.vary(17, 18)
    r, thick = c.vary(7.8, 8.8), c.vary(3.0, 3.8) * (0.4 + 0.6 * c.look.girth)
    angles = np.linspace(-2.55, 0.95, 40)
    arch = np.stack([cx + 1 + r * 1.08 * np.cos(angles), cy + r * 0.82 * np.sin(angles)], axis=1)
    head = arch[0] + (0.5, 0.6)
    for k, bend in enumerate((0.75, 0.35)):
        feeler = path((head[0] - 2, head[1] - 1), -2.2 + 0.5 * k, 15, bend + 0.7)
        c.paint(c.tube(feeler, 0.75, 0.7), c.look.second, c.look.base + 0.6 - k, solid=False)
    for k in range(5):
        root = arch[3 + 5 * k]
        leg = path((root[0] + 0.5, root[1] + thick - 1), np.pi / 2 + 0.35, 6.2 - 0.5 * k, -0.7)
        c.paint(c.tube(leg, 1.0, 0.7), c.look.second, c.look.base - 0.5 * (k % 2))
    tip = arch[-1]
    for turn in (0.2, 1.2):
        fan = c.ellipse(tip[0] - 2.2 + turn, tip[1] + 1.6 + turn, 3.4, 1.7, 2.6 + turn * 0.5)
        c.paint(fan, c.look.second, c.look.base + 0.8)
    body = c.tube(arch, thick, thick * 0.6)
    radius = np.hypot((c.x - cx - 1) / 1.08, (c.y - cy) / 0.82)
    light = np.clip(c.look.base + 0.2 + (radius - r) * 0.55 - (c.x - cx) * 0.03, 1, c.look.top)
    body = c.paint(body, c.look.body, light)
    angle = np.arctan2((c.y - cy) / 0.82, (c.x - cx - 1) / 1.08)
    rings = (angle > -1.7) & (((angle + 4) % 0.55) < 0.16)
    c.tint(body & rings, None, -1.5)
    _shrimp_mark(c, body, angle, radius - r)
    beak = c.polygon(
        [(head[0], head[1] - thick), (head[0] - 6, head[1] - thick - 0.5), (head[0] - 1, head[1])]
    )
    c.paint(beak, c.look.body, c.look.base + 0.5, rim=False)
    fronds(c, [(cx + 1, cy - r - 1), (cx + 5, cy - r)])
    eye(c, head[0] - 2.5, head[1] - 1.5, min(max(c.look.eye, 2), 3))


def _shrimp_mark(c: Canvas, body: np.ndarray, angle: np.ndarray, out: np.ndarray) -> None:
    """Stripes by joint in the light, glow by joint in the dark."""
    wide = ((angle + 4) % 1.1) < 0.5
    if c.look.deep or c.look.zone == VENT:
        dots = ((angle + 4) % 0.55 > 0.25) & ((angle + 4) % 0.55 < 0.5) & (np.abs(out) < 0.8)
        c.mark(body & dots & (angle > -2.2), c.look.accent, 5)
    elif c.look.marking in ("counter", "mackerel"):
        c.tint(body & (out < -0.6), c.look.second, 1.2)
    else:
        c.tint(body & wide & (angle > -1.9), c.look.second, 0.5)


def hermit(c: Canvas) -> None:
    """A borrowed spiral shell with eyes, a big claw and legs peeping out."""
    cx, cy, r = c.vary(18.5, 19.5), c.vary(13.5, 15), c.vary(8, 9)
    hx, hy = cx - r * 0.75, cy + r * 0.62
    for k in range(4):
        foot = (hx - 5.5 + 4.2 * k, 27.5)
        knee = (hx - 4.5 + 3.4 * k, hy + 0.5)
        c.paint(
            _bent(c, [(hx + k, hy + 1), knee, foot], 1.3, 0.8),
            c.look.body,
            c.look.base - 0.4 * (k % 2),
        )
    for k in (1, 0):
        stalk = path((hx - 1 + 2.2 * k, hy - 1), -np.pi / 2 - 0.55 + 0.2 * k, 6.5 - k, 0.2)
        c.paint(c.tube(stalk, 1.0, 1.0), c.look.body, c.look.base + 0.4)
        _bead(c, round(stalk[-1, 0] - 0.5), round(stalk[-1, 1] - 1))
    c.paint(c.ellipse(hx, hy + 1, 4, 3.2), c.look.body, c.shade(hx, hy, 4, 3.5, 0.2))
    _claw(c, hx - 4.8, hy + 2.6, c.vary(3.6, 4.2), np.pi + 0.1)
    spare = BONE if c.look.deep else SAND
    ramp = spare if c.look.second == c.look.body else c.look.second
    lift = 0.6 if not c.look.deep else 1.0
    tip = c.polygon([(cx + 1, cy - r * 0.9), (cx + r + 2.5, cy - r * 0.95), (cx + r * 0.9, cy + 1)])
    c.paint(tip, ramp, c.look.base + lift - 0.4)
    shell = c.paint(c.ellipse(cx, cy, r, r * 0.92, -0.4), ramp, c.shade(cx, cy, r, r, lift))
    radius, angle = np.hypot(c.x - cx - 1, c.y - cy + 0.5), np.arctan2(c.y - cy + 0.5, c.x - cx - 1)
    spiral = np.abs(radius - (1.0 + 1.05 * ((angle - 1.2) % (2 * np.pi)))) < 0.75
    c.tint(shell & spiral, None, -1.8)
    if c.look.deep or c.look.zone == VENT:
        c.mark(shell & ~spiral & (np.sin(angle * 7) > 0.6) & (radius > 4), c.look.accent, 5)
    else:
        c.tint(shell & ~spiral & (np.sin(angle * 6) > 0.45) & (radius > 3), c.look.body, 0)
    fronds(c, [(cx - 2, cy - r), (cx + 3, cy - r + 0.5)])


def isopod(c: Canvas) -> None:
    """A pill of overlapping plates on many feet."""
    x0, x1, cy = c.vary(4, 5), c.vary(25.5, 27), c.vary(15.5, 17)
    high = c.vary(6, 7.6) * (0.4 + 0.6 * c.look.girth)
    for k in range(2):
        feeler = path((x0 + 3, cy - 1), -2.5 + 0.55 * k, 9.5, 0.9)
        c.paint(c.tube(feeler, 0.8, 0.7), c.look.second, c.look.base + 0.5 - k, solid=False)
    for k in range(5):
        leg = path((x0 + 4 + 4.2 * k, cy + high * 0.4), np.pi / 2 + 0.5, 6.5, -0.6)
        c.paint(c.tube(leg, 0.9, 0.7), c.look.second, c.look.base)
    fan = c.ellipse(x1 + 0.2, cy + 2, 2.8, 2.2, 0.5)
    c.paint(fan, c.look.second, c.look.base + 0.5)
    cx, rx = (x0 + x1) / 2, (x1 - x0) / 2
    dome = c.ellipse(cx, cy + 1.5, rx, high + 1) & (c.y < cy + high * 0.55)
    dome = c.paint(dome, c.look.body, c.shade(cx, cy + 1, rx * 1.1, high * 1.15))
    plate = np.floor(c.x - round(x0) - 0.09 * (c.y - cy) ** 2 * np.sign(c.x - cx))
    c.tint(dome & (plate % 4 == 0), None, -1.7)
    c.tint(dome & (plate % 4 == 1), None, 0.6)
    if c.look.deep or c.look.zone in (VENT, KELP_FOREST):
        dress(c, dome & (plate % 4 != 0), cx, cy, rx, high)
    c.tint(dome & (c.y > cy + high * 0.2), c.look.second, 0.5)
    fronds(c, [(cx - 3, cy - high), (cx + 2, cy - high)])
    eye(c, x0 + 2.5, cy - 0.5, min(c.look.eye, 3))


def _bent(c: Canvas, joints: list[tuple[float, float]], r0: float, r1: float) -> np.ndarray:
    """A limb through its joints."""
    steps = [np.linspace(a, b, 9) for a, b in pairwise(joints)]
    return c.tube(np.concatenate(steps), r0, r1)


def _claw(c: Canvas, x: float, y: float, size: float, heading: float) -> None:
    """A pincer, its notch pointing along the heading."""
    hand = c.ellipse(x, y, size * 1.2, size * 0.92, heading)
    tip = (x + np.cos(heading) * size * 1.5, y + np.sin(heading) * size * 1.5)
    across = (-np.sin(heading) * size * 0.72, np.cos(heading) * size * 0.72)
    deep = (x - np.cos(heading) * size * 0.15, y - np.sin(heading) * size * 0.15)
    notch = c.polygon([(tip[0] - across[0], tip[1] - across[1]),
                       (tip[0] + across[0], tip[1] + across[1]), deep])  # fmt: skip
    c.paint(hand & ~notch, c.look.body, c.shade(x, y, size, size, 0.5))


def _bead(c: Canvas, x: int, y: int) -> None:
    """A stalked eye: two by two, half dark."""
    eyeball = c.block(x, y, 2, 2)
    white = c.look.accent if c.look.deep else BONE
    c.paint(eyeball, white, 5)
    c.mark(c.block(x, y, 1, 2), BONE, 0)
