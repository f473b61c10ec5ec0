"""Corals, which stand on the bottom: staghorn, brain, fan, tubes, anemone."""

from __future__ import annotations

import numpy as np

from pixelllm.palette import BONE, CORAL, SAND
from pixelllm.synthetic.canvas import Canvas, path
from pixelllm.synthetic.zones import ABYSSAL, KELP_FOREST, MESOPELAGIC, VENT


def staghorn(c: Canvas) -> None:
    """Branches that fork twice, pale at the tips."""
    _rock(c)
    count = c.count(3, 4)
    thick = c.vary(1.5, 1.8) * c.look.girth
    order = sorted(range(count), key=lambda k: -abs(k - (count - 1) / 2))
    for k in order:
        side = (k - (count - 1) / 2) / ((count - 1) / 2)
        heading = -np.pi / 2 + side * c.vary(0.75, 0.95)
        stem = path((15.5 + 2.5 * side, 28), heading, c.vary(19, 23) - 7 * abs(side), -0.35 * side)
        turn = 0.95 if c.chance(0.5) else -0.95
        for share, way in ((0.4, turn), (0.62, -turn)):
            fork = stem[int(len(stem) * share)]
            start = (float(fork[0]), float(fork[1]))
            twig = path(start, heading + way, c.vary(6.5, 8.5), -way * 0.9)
            _branch(c, twig, thick * 0.85, -0.4)
        _branch(c, stem, thick, 0.5 - 0.5 * (k % 2))


def _branch(c: Canvas, line: np.ndarray, thick: float, lift: float) -> None:
    height = np.clip((28 - c.y) / 22, 0, 1)
    light = np.clip(c.look.base - 1.0 + lift + 1.7 * height, 1, c.look.top)
    c.paint(c.tube(line, thick, thick * 0.75), c.look.body, light)
    tip = line[-1]
    if c.look.zone == KELP_FOREST:
        leaf = c.ellipse(tip[0], tip[1] - 0.5, 2.0, 3.4, 0.3)
        c.paint(leaf, c.look.second, c.look.base + 0.8)
        return
    glow = 5.0 if c.look.deep or c.look.zone == VENT else min(c.look.base + 1.5, 6)
    ramp = c.look.accent if c.look.deep or c.look.zone == VENT else c.look.second
    c.mark(c.ellipse(tip[0], tip[1] + 0.3, 1.6, 1.8) & c.inside, ramp, glow)


def brain(c: Canvas) -> None:
    """A dome of winding grooves."""
    _rock(c)
    cx, rx = 15.5, c.vary(10.5, 12.5)
    ry = c.vary(15, 19.5) * (0.4 + 0.6 * c.look.girth)
    base = 28.0
    dome = c.ellipse(cx, base - ry * 0.28, rx, ry * 0.74) & (c.y <= base)
    dome = c.paint(dome, c.look.body, c.shade(cx, base - ry * 0.25, rx, ry * 0.8))
    radius = np.hypot((c.x - cx) / rx, (c.y - base) / ry) * 13
    angle = np.arctan2(base - c.y, c.x - cx)
    folds, depth = c.count(3, 4), c.vary(1.0, 1.5)
    groove = np.sin(radius * 1.12 + depth * np.sin(folds * 2 * angle))
    inner = dome & (c.roundness(cx, base - ry * 0.28, rx, ry * 0.74) < 0.93)
    if c.look.deep or c.look.zone == VENT:
        c.mark(inner & (groove < -0.55), c.look.accent, 4)
    else:
        c.tint(inner & (groove < -0.05), c.look.second, -1.2)


def fan(c: Canvas) -> None:
    """A flat fan of ribs and meshes on a short stem."""
    _rock(c)
    rx, ry = c.vary(11, 13), c.vary(20, 23) * (0.5 + 0.5 * min(c.look.girth, 1))
    foot, open_ = 28.0, c.vary(1.0, 1.3)
    dx, dy = c.x - 15.5, foot - c.y
    angle = np.arctan2(dx, np.maximum(dy, 0.01))
    radius = np.hypot(dx / rx, dy / ry)
    ribs = c.count(4, 5) * 2 + 1
    scallop = 0.95 + 0.05 * np.cos(angle * ribs * np.pi / open_)
    web = (np.abs(angle) < open_) & (radius < scallop) & (dy > 1)
    light = np.clip(c.look.base - 0.9 + 1.4 * radius - 0.35 * angle, 1, c.look.top)
    web = c.paint(web, c.look.body, light)
    c.paint(c.tube([(15.5, 30), (15.5, 24)], 1.8, 1.4), c.look.body, c.look.base - 1)
    rib = np.abs((angle / open_ * ribs / 2 + 0.5) % 1 - 0.5) * radius * 24 / ribs * 2.2 < 0.75
    arcs = np.rint(radius * 14) % 4 == 0
    c.tint(web & arcs, c.look.second, -0.9)
    c.tint(web & rib, c.look.second, 0.9)
    edge = web & (radius > scallop - 0.09)
    glowing = c.look.deep or c.look.zone == VENT
    c.mark(edge, c.look.accent if glowing else c.look.second, 5 if glowing else c.look.base + 1.4)


def tubes(c: Canvas) -> None:
    """A cluster of pillars with open mouths; at the vents, worms with red plumes."""
    _rock(c)
    thick = c.vary(2.9, 3.5) * (0.35 + 0.65 * c.look.girth)
    slots = [(-2, 0.45), (2, 0.5), (-1, 0.8), (1, 0.7), (0, 1.0)]
    if c.chance(0.3):
        slots = slots[2:]
        thick += 0.6
    reach = c.vary(19, 23)
    for k, (slot, share) in enumerate(slots):
        x = 15.5 + slot * (thick * 1.32) + c.vary(-0.6, 0.6)
        top = 28 - reach * share * c.vary(0.88, 1.0) + 2
        _pillar(c, x, top, thick, slot * 0.45, k)


def _pillar(c: Canvas, x: float, top: float, r: float, lean: float, k: int) -> None:
    shaft = c.tube(np.linspace((x - lean, 29.0), (x, top), 26), r * 0.85, r)
    side = (c.x - x) / r * (-1 if c.x[0, 0] > 0 else 1)
    light = np.clip(c.look.base + 0.2 * (k % 2) - 1.4 * side, 1, c.look.top)
    c.paint(shaft & (c.y > top), c.look.body, light)
    if c.look.zone == VENT:
        plume = c.ellipse(x, top - 1.5, r * 0.85, 3.4)
        c.paint(plume, CORAL, np.clip(3.6 - 0.5 * (c.y - top + 1.5), 2, 5))
        return
    lip = c.ellipse(x, top + 0.4, r + 0.2, 1.9)
    c.paint(lip, c.look.second, c.look.base + 1.3, rim=False)
    hole = c.ellipse(x, top + 0.2, r - 0.7, 1.0)
    glowing = c.look.zone in (MESOPELAGIC, ABYSSAL)
    c.mark(hole, c.look.accent if glowing else c.look.body, 5 if glowing else 0)


def anemone(c: Canvas) -> None:
    """A stout column under a crown of waving arms."""
    _rock(c)
    count, long = c.count(9, 11), c.vary(11.5, 14)
    sway, rim = c.vary(-0.35, 0.35), 19.0
    glowing = c.look.deep or c.look.zone == VENT
    for row in (1, 0):
        for k in range(count - row * 2):
            side = (k - (count - 1 - row * 2) / 2) / ((count - 1) / 2)
            heading = -np.pi / 2 + side * 1.15
            start = (15.5 + side * 7, rim + 1 - row * 1.5)
            arm = path(start, heading, long * (1.0 if row else 0.62), -0.5 * side + sway, 0.3)
            lift = -0.9 * row + 0.5 * (k % 2)
            c.paint(c.tube(arm, 1.3, 1.1), c.look.body, min(c.look.base + lift, c.look.top))
            tip = c.ellipse(arm[-1, 0], arm[-1, 1], 1.5, 1.5) & c.inside
            c.mark(tip, c.look.accent if glowing else c.look.second,
                   5 if glowing else min(c.look.base + 1.4, 6))  # fmt: skip
    width = c.vary(6.5, 7.8)
    waist = width * (0.86 + 0.02 * (c.y - 24) ** 2)
    column = (np.abs(c.x - 15.5) < waist) & (c.y > rim + 1) & (c.y < 30)
    column = c.paint(column, c.look.second, c.shade(15.5, 24, width * 1.1, 9, -0.3))
    c.tint(column & (np.rint(c.x - 15.5) % 4 == 0), None, -0.9)


def _rock(c: Canvas) -> None:
    """The mound all of them stand on."""
    c.stand()
    ramp = SAND if c.look.zone in (0, KELP_FOREST) else BONE
    light = 2.0 if c.look.deep else 3.0
    width = c.vary(10, 13)
    mound = (c.roundness(15.5, 33, width, 5.2) < 1) | c.ellipse(15.5 - width * 0.55, 30, 3.2, 2.2)
    c.paint(mound, ramp, np.clip(light + (29.5 - c.y) * 0.7, 1, 5))
