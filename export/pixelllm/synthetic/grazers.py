"""Grazers: turtle, manatee, sea slug, sea urchin. All face left."""

from __future__ import annotations

import numpy as np

from pixelllm.palette import BONE, CORAL, GLOW, KELP
from pixelllm.synthetic.canvas import Canvas, path
from pixelllm.synthetic.markings import dress, eye, fronds
from pixelllm.synthetic.zones import VENT


def turtle(c: Canvas) -> None:
    """A domed shell in scutes, a long front flipper, a blunt head."""
    cx, cy = c.vary(16.5, 18), c.vary(14.5, 16.5)
    rx, ry = c.vary(8.5, 10), c.vary(5.8, 7.5) * (0.5 + 0.5 * c.look.girth)
    skin, pale = c.look.second, min(c.look.base + 0.4, c.look.top)
    swing = c.vary(-0.3, 0.35)
    far = path((cx - 4, cy - 2), -1.75 + swing, 8, -0.5)
    c.paint(c.tube(far, 2.2, 1.1), skin, c.look.base - 0.8)
    c.paint(c.tube(path((cx + rx - 3, cy + 1.5), 0.75, 6.5, -0.2), 2.1, 1.2), skin, pale - 0.5)
    c.paint(c.tube(path((cx - rx + 1, cy + 1), 3.3, 5, 0.2), 2, 2), skin, pale)
    hx, hy = cx - rx - 3, cy - 0.2 + c.vary(-1.2, 0.8)
    c.paint(c.ellipse(hx, hy, 3.6, 2.9), skin, c.shade(hx, hy, 3.6, 2.9, 0.4), rim=False)
    shell = c.ellipse(cx, cy, rx, ry)
    c.paint(shell, c.look.body, c.shade(cx, cy - 1, rx, ry))
    _scutes(c, cx, cy, rx, ry)
    belly = shell & ((c.y - cy) / ry > 0.62)
    c.tint(belly, skin, 0.8)
    fronds(c, [(cx - 1, cy - ry), (cx + 4, cy - ry + 1)])
    near = path((cx - 4.5, cy + 3), 1.9 - swing, c.vary(9.5, 11.5), -1.1)
    c.paint(c.tube(near, 2.6, 1.0), skin, np.clip(pale + 0.7 - (c.y - cy) * 0.14, 1, c.look.top))
    eye(c, hx - 1.5, hy - 1.6, min(c.look.eye, 3))


def _scutes(c: Canvas, cx: float, cy: float, rx: float, ry: float) -> None:
    """Dark seams that bend with the dome: two rows of plates and a rim."""
    square = c.roundness(cx, cy, rx, ry)
    dome = square < 0.98
    v = (c.y - cy + 1.2) / ry
    bowed = np.abs(v - 0.28 * ((c.x - cx) / rx) ** 2 + 0.05) * ry < 0.5
    columns = np.rint((c.x - cx) * (1 + 0.25 * v)) + np.where(v < 0, 0, 3)
    seams = bowed | (columns % 6 == 0)
    c.tint(dome & seams, None, -1.6)
    if c.look.deep or c.look.zone == VENT:
        glow = CORAL if c.look.zone == VENT else c.look.accent
        spots = dome & ~seams & (columns % 6 > 2) & (columns % 6 < 5) & (np.abs(v + 0.3) * ry < 1)
        c.mark(spots, glow, 5)
    else:
        c.tint(dome & ~seams & (columns % 6 < 3), None, 0.7)


def manatee(c: Canvas) -> None:
    """A heavy, gentle barrel with a paddle tail and a drooping muzzle."""
    x0, x1, cy = c.vary(3, 4), c.vary(22, 23.5), c.vary(15, 17)
    high = c.vary(6.5, 8) * (0.35 + 0.65 * c.look.girth)
    tail = c.ellipse(x1 + 2.5, cy + 1.2, c.vary(3.6, 4.4), c.vary(3.4, 4.6))
    c.paint(tail, c.look.body, c.shade(x1 + 2, cy, 5, 5, -0.5))
    t = np.clip((c.x - x0) / (x1 - x0), 0, 1)
    back = high * (0.52 + 0.55 * np.sin(np.pi * np.clip(t * 1.02 - 0.05, 0, 1)) ** 0.8 - 0.25 * t)
    nose = np.sqrt(np.clip(t * 7, 0, 1))
    body = c.profile(x0, x1 + 1, cy + 0.5, back * nose, back * 0.95 * nose)
    body = c.paint(body, c.look.body, c.shade((x0 + x1) / 2, cy, (x1 - x0) * 0.62, high * 1.1))
    mid = (x0 + x1) / 2
    c.tint(body & (c.y > cy + high * 0.5), c.look.second, 0.6)
    dress(c, body & (c.x > x0 + 8), mid + 3, cy - 1, 10, high)
    fronds(c, [(mid + 1, cy - high + 0.5), (mid + 6, cy - high + 1.5)])
    c.tint(body & c.ellipse(x0 + 2, cy + 2.2, 3.3, 3.0), c.look.second, 1.0)
    c.mark(body & c.block(x0 + 0.6, cy + 3, 3, 1), c.look.body, 0)
    eye(c, x0 + 4.5, cy - 1.8, max(2, min(c.look.eye, 3)))
    arm = path((mid - 3, cy + high * 0.5), 1.2 + c.vary(-0.2, 0.5), c.vary(6, 7.5), 0.6)
    c.paint(c.tube(arm, 2.1, 1.5), c.look.body, min(c.look.base + 0.6, c.look.top))


def slug(c: Canvas) -> None:
    """A sea slug: a frilled foot, two horns, a plume of gills on its back."""
    x0, x1, ground = c.vary(3.5, 5), c.vary(26, 27.5), c.vary(23, 25)
    high = c.vary(7, 9.5) * (0.4 + 0.6 * c.look.girth)
    lit = min(c.look.base + 0.8, c.look.top)
    tx, ty = x1 - c.vary(6, 8), ground - high * 0.72
    for k in range(5):
        plume = path((tx, ty), -np.pi / 2 + (k - 2) * 0.5, c.vary(5.5, 7), (k - 2) * 0.25)
        c.paint(c.tube(plume, 1.3, 0.9), c.look.accent, 4.2 - 0.8 * (k % 2))
    for dx in (3.0, 0.0):
        horn = path((x0 + 4 + dx, ground - high * 0.55), -np.pi / 2 - 0.3, c.vary(6.5, 8), 0.4)
        c.paint(c.tube(horn, 1.2, 1.3), c.look.second, lit - 0.5 * (dx > 0))
    t = np.clip((c.x - x0) / (x1 - x0), 0, 1)
    hump = high * 0.9 * np.clip(np.sin(np.pi * t**0.72), 0, 1) ** 0.6
    foot = c.profile(
        x0 - 1.5, x1 + 1.5, ground - 1, np.float32(1) + hump * 0, 1.8 + 0.9 * np.sin(c.x * 0.8)
    )
    c.paint(foot, c.look.second, lit)
    body = c.profile(x0, x1, ground - 1.2, hump, hump * 0)
    mid = (x0 + x1) / 2
    body = c.paint(body, c.look.body, c.shade(mid, ground - high * 0.35, (x1 - x0) * 0.55, high))
    dress(c, body, mid, ground - high * 0.45, (x1 - x0) / 2, high * 0.55)
    fronds(c, [(mid - 2, ground - high), (mid + 2, ground - high)])
    eye(c, x0 + 2, ground - high * 0.42, 2)


def urchin(c: Canvas) -> None:
    """A ball of spines with rows of tube feet."""
    cx, cy = c.vary(15, 16), c.vary(15, 16.5)
    r, count = c.vary(6, 7.2), c.count(7, 9) * 2
    turn, long = c.vary(0, 0.4), c.vary(5.5, 7)
    for k in range(count):
        a = turn + k * 2 * np.pi / count
        reach = r + long - (1.6 if k % 2 else 0)
        root = (cx + (r - 1) * np.cos(a), cy + (r - 1) * np.sin(a))
        tip = (cx + reach * np.cos(a), cy + reach * np.sin(a))
        lean = -0.9 * (np.sin(a) + 0.6 * np.cos(a))
        c.paint(c.tube(np.linspace(root, tip, 12), 1.3, 0.75), c.look.second if k % 2 else
                c.look.body, np.clip(c.look.base + lean, 1, c.look.top), rim=False)  # fmt: skip
    glow = c.look.accent if c.look.deep or c.look.zone == VENT else c.look.second
    ball = c.paint(c.ellipse(cx, cy, r, r), c.look.body, c.shade(cx, cy, r, r, -0.4))
    angle = np.arctan2(c.y - cy + 2, c.x - cx)
    square = c.roundness(cx, cy, r, r)
    c.tint(ball & (np.cos(angle * 5 + turn) > 0.72) & (square < 0.8), None, -1.3)
    feet = ball & ((c.x - round(cx)) % 4 < 2) & ((c.y - round(cy)) % 4 == 0) & (square < 0.6)
    c.mark(feet, glow, min(c.look.base + 2, 5) if glow not in (GLOW, KELP, BONE) else 5)
