"""Reef fish: torpedo, disc, puffer, eel, lionfish, angler. All face left."""

from __future__ import annotations

import numpy as np

from pixelllm.palette import BONE, GLOW
from pixelllm.synthetic.canvas import Canvas, Field, Mask
from pixelllm.synthetic.markings import dress, eye, fronds
from pixelllm.synthetic.zones import ABYSSAL, PELAGIC


def torpedo(c: Canvas) -> None:
    """A swift fish: spindle body, forked tail, two fins above and below."""
    x0, x1, cy = c.vary(2, 3.4), c.vary(20, 22.5), c.vary(15, 17)
    high = c.vary(4.6, 7) * c.look.girth
    _tail(c, x1, cy, c.vary(5, 6.5), c.vary(5.5, 8), c.vary(0.35, 0.6))
    mid = (x0 + x1) / 2
    _fin(c, [(mid - 4, cy - high * 0.7), (mid + c.vary(0, 3), cy - high - c.vary(2.5, 5)),
             (mid + 6, cy - high * 0.5)])  # fmt: skip
    _fin(c, [(mid, cy + high * 0.6), (mid + c.vary(3, 5), cy + high + c.vary(2, 4)),
             (mid + 6.5, cy + high * 0.4)])  # fmt: skip
    fronds(c, [(mid - 2, cy - high), (mid + 3, cy - high), (x1 - 1, cy - 2)])
    body = _body(c, x0, x1, cy, high, high * c.vary(0.85, 1.05), c.vary(0.45, 0.6))
    dress(c, body & (c.x > x0 + 6), mid, cy, (x1 - x0) / 2, high, collared=True)
    _face(c, x0, cy, high, c.vary(3, 4.5))
    _flipper(c, mid - 2.5, cy + high * 0.25, c.vary(2.6, 3.8))


def disc(c: Canvas) -> None:
    """An angelfish: a tall disc, fins swept back above and below, a small tail."""
    x0, x1, cy = c.vary(3, 5), c.vary(20.5, 22.5), c.vary(15, 16.5)
    high = c.vary(7.5, 9.5) * (0.5 + 0.5 * c.look.girth)
    mid = (x0 + x1) / 2
    _tail(c, x1 - 1, cy, c.vary(4, 5.5), c.vary(3.5, 5), c.vary(0.7, 1))
    sweep, rise = c.vary(1, 5.5), c.vary(2.5, 5)
    for side in (-1.0, 1.0):
        _fin(c, [(mid - 4, cy + side * high * 0.75), (x1 - 2 + sweep, cy + side * (high + rise)),
                 (x1 - 2.5, cy + side * high * 0.25)])  # fmt: skip
    fronds(c, [(mid, cy - high), (mid + 4, cy - high + 1)])
    body = _body(c, x0, x1, cy, high, high, c.vary(0.6, 0.75))
    dress(c, body & (c.x > x0 + 5), mid, cy, (x1 - x0) / 2, high, collared=True)
    _face(c, x0, cy - 1, high * 0.7, c.vary(3.5, 4.5))
    _flipper(c, mid, cy + 1.5, c.vary(2.4, 3.4))


def puffer(c: Canvas) -> None:
    """A ball with spines, a small tail and pouting lips."""
    cx, cy = c.vary(13.5, 15), c.vary(15, 16.5)
    rx, ry = c.vary(8, 9.5), c.vary(7.5, 9)
    turn = c.vary(0, 0.4)
    for k in range(14):
        a = turn + k * 2 * np.pi / 14
        if abs(np.sin(a)) > 0.3:
            root = (cx + rx * 0.9 * np.cos(a), cy + ry * 0.9 * np.sin(a))
            tip = (cx + (rx + 2.7) * np.cos(a), cy + (ry + 2.7) * np.sin(a))
            c.paint(c.tube(np.linspace(root, tip, 6), 1.2, 0.6), c.look.second, c.look.base)
    _tail(c, cx + rx - 0.5, cy, c.vary(3.5, 4.8), c.vary(3, 4.2), 1)
    lips = c.ellipse(cx - rx, cy + 1.5, 2, 1.8)
    c.paint(lips, c.look.second, c.look.base + 0.6)
    body = c.paint(c.ellipse(cx, cy, rx, ry), c.look.body, c.shade(cx, cy, rx, ry))
    c.tint(body & ((c.y - cy) / ry > 0.45), c.look.second, 1.0)
    dress(c, body & (c.x > cx - rx * 0.45), cx + 1, cy - 0.5, rx, ry, collared=True)
    eye(c, cx - rx * 0.62, cy - ry * 0.42, max(c.look.eye, 3))
    _flipper(c, cx + 1.5, cy + 2, c.vary(2.6, 3.4))


def eel(c: Canvas) -> None:
    """A long ribbon in waves, a fin all along its back."""
    cy, sway = c.vary(15, 17), c.vary(3.5, 5.5)
    turns, phase = c.vary(0.9, 1.25), c.vary(0.0, 1.2)
    t = np.linspace(0, 1, 44)
    x = 4.5 + 23.5 * t
    y = cy + sway * np.sin(2 * np.pi * turns * t + phase) * (0.45 + 0.55 * t)
    thick = c.vary(3.4, 4.3) * (0.4 + 0.6 * c.look.girth)
    spine = np.stack([x, y], axis=1)
    c.paint(c.tube(spine[6:] - (0, thick * 0.85), 2.0, 1.2), c.look.second, c.look.base + 0.6)
    fronds(c, [(float(x[k]), float(y[k]) - thick) for k in (12, 22, 32)])
    body = c.tube(spine, thick, 1.3)
    line = np.interp(c.x[0], x, y).astype(np.float32)[None, :]
    v = (c.y - line) / thick
    c.paint(body, c.look.body, np.clip(c.look.base + 0.3 - 1.3 * v, 1, c.look.top))
    head = c.ellipse(x[2], y[2], thick + 1.3, thick + 0.6)
    c.paint(head, c.look.body, c.shade(x[2], y[2], thick + 2, thick + 1, 0.4), rim=False)
    if c.look.marking in ("bars", "spots", "mask", "plates", "mottle", "saddles"):
        c.tint(body & ~head & (c.x % 6 < 2), c.look.second, 0.3)
    elif c.look.deep:
        c.mark(body & ~head & (c.x % 5 < 2) & (np.abs(v) < 0.3), c.look.accent, 5)
    else:
        c.tint(body & (v > 0.2), c.look.second, 1.2)
    eye(c, x[2] - 1, y[2] - 2, min(c.look.eye, 3))
    c.mark(c.block(x[0] - thick, y[2] + 2, 5, 1), c.look.body, 0)


def lionfish(c: Canvas) -> None:
    """Banded, with a crown of long spines and a fan for each arm."""
    x0, x1, cy = c.vary(2.5, 4), c.vary(19, 20.5), c.vary(17, 18.5)
    high = c.vary(5, 6.2) * (0.3 + 0.7 * c.look.girth)
    mid = (x0 + x1) / 2
    _tail(c, x1 - 0.5, cy, c.vary(5, 6.5), c.vary(4.5, 6), 1)
    lean = c.vary(0.25, 0.55)
    for k in range(5):
        x = x0 + 6 + 2.6 * k
        long = c.vary(6.5, 8) - 0.5 * abs(k - 1.5)
        tip = (x + lean * long, cy - high * 0.6 - long)
        c.paint(c.tube(np.linspace((x, cy - high * 0.5), tip, 9), 1.0, 0.8), c.look.second,
                c.look.base + (0.8 if k % 2 else -0.4))  # fmt: skip
    _fin(c, [(mid + 1, cy + high * 0.5), (mid + 7, cy + high + 4), (x1 - 1, cy + 1)])
    body = _body(c, x0, x1, cy, high, high * 0.95, 0.5)
    dress(c, body & (c.x > x0 + 5), mid, cy, (x1 - x0) / 2, high, collared=True)
    _face(c, x0, cy, high, 3.5)
    angle = np.arctan2(c.y - cy, c.x - mid + 2.5)
    reach = c.vary(7.5, 9) + 0.9 * np.cos(angle * 12)
    arm = (np.hypot(c.x - mid + 2.5, c.y - cy) < reach) & (angle > 0.15) & (angle < 1.75)
    rays = np.where(np.cos(angle * 12) > 0, np.float32(1.0), np.float32(-0.3))
    c.paint(arm, c.look.second, np.clip(c.look.base + rays, 1, c.look.top))


def angler(c: Canvas) -> None:
    """A round fish that is mostly mouth, with a lure before it."""
    cx, cy = c.vary(15, 16.5), c.vary(17, 18.5)
    rx, ry = c.vary(8, 9.3), c.vary(7, 8.5)
    _tail(c, cx + rx - 1, cy, c.vary(4.5, 5.5), c.vary(3.5, 5), 0.9)
    _fin(c, [(cx + 1, cy - ry * 0.8), (cx + 6, cy - ry - 2.5), (cx + rx - 1, cy - 2)])
    _fin(c, [(cx + 2, cy + ry * 0.7), (cx + 7, cy + ry + 1.5), (cx + rx - 1, cy + 2)])
    reach = c.vary(8, 10)
    t = np.linspace(0, 1, 14)
    rod = np.stack([cx - 1 - reach * t, cy - ry - 5 * np.sin(t * 2.3)], axis=1)
    c.paint(c.tube(rod, 0.9, 0.7), c.look.second, c.look.base, rim=False)
    body = c.paint(c.ellipse(cx, cy, rx, ry), c.look.body, c.shade(cx, cy, rx, ry))
    dress(c, body & (c.x > cx), cx, cy, rx, ry, collared=True)
    gape = c.vary(3.2, 4.6)
    mouth = c.polygon(
        [(cx - rx - 3, cy - gape), (cx - 0.5, cy + 1.5), (cx - rx - 1, cy + gape + 2)]
    )
    teeth = (c.x - round(cx)) % 3 < 2
    edge = mouth & body
    c.mark(edge, c.look.body, 0)
    upper = edge & ~_down(edge)
    c.mark((upper | _down(upper)) & edge & teeth, BONE, 6)
    eye(c, cx - rx * 0.3, cy - ry * 0.62)
    glow = c.look.accent if c.look.zone != ABYSSAL else GLOW
    lure = c.paint(c.ellipse(rod[-1, 0], rod[-1, 1] + 1, 1.8, 1.8), glow, 4, rim=False)
    c.mark(lure & c.block(rod[-1, 0] - 0.5, rod[-1, 1], 2, 2), glow, 6)


def _down(mask: Mask) -> Mask:
    """The mask one row lower."""
    lower = np.zeros_like(mask)
    lower[1:] = mask[:-1]
    return lower


def _swell(t: Field, blunt: float) -> Field:
    """A spindle's half height along t 0 to 1, at most 1: a blunt nose, a thin root of the tail."""
    t = np.clip(t, 0, 1)
    peak = blunt / (blunt + 1)
    shape = t**blunt * (1 - t) / (peak**blunt * (1 - peak))
    return np.asarray(np.maximum(shape, np.where(t > 0.6, 0.19, 0)), np.float32)


def _body(
    c: Canvas, x0: float, x1: float, cy: float, top: float, bottom: float, blunt: float
) -> Mask:
    swell = _swell((c.x - x0 + 0.5) / (x1 - x0), blunt)
    mask = c.profile(x0, x1, cy, swell * top, swell * bottom)
    mid = x0 + (x1 - x0) * 0.42
    return c.paint(mask, c.look.body, c.shade(mid, cy, (x1 - x0) * 0.62, (top + bottom) / 2))


def _tail(c: Canvas, x: float, cy: float, long: float, spread: float, fork: float) -> None:
    """A tail fin behind x; fork 1 is a straight edge, less is a deeper notch."""
    mask = c.polygon([
        (x - 2, cy - 1.2), (x + long, cy - spread), (x + long * fork, cy),
        (x + long, cy + spread), (x - 2, cy + 1.2),
    ])  # fmt: skip
    near = np.clip((c.x - x) / long, 0, 1)
    c.paint(mask, c.look.second, np.clip(c.look.base + 1.0 - 1.6 * near, 1, c.look.top))


def _fin(c: Canvas, points: list[tuple[float, float]]) -> None:
    rays = np.where((c.x + (c.y // 2)) % 4 < 2, np.float32(0.5), np.float32(-0.5))
    c.paint(c.polygon(points), c.look.second, np.clip(c.look.base + rays, 1, c.look.top))


def _flipper(c: Canvas, x: float, y: float, long: float) -> None:
    mask = c.polygon([(x, y - 1), (x + long, y + 0.2), (x + long * 0.8, y + 3), (x, y + 1.2)])
    c.paint(mask, c.look.second, min(c.look.base + 1.2, c.look.top))


def _face(c: Canvas, x0: float, cy: float, high: float, back: float) -> None:
    """Eye, gill and mouth of a spindle fish."""
    if c.look.zone != PELAGIC:
        gill = np.abs(c.x - (x0 + back + 3.2) + 0.12 * (c.y - cy) ** 2) < 0.6
        c.tint(gill & (np.abs(c.y - cy) < high * 0.6), None, -1.4)
    eye(c, x0 + back - 1, cy - high * 0.5)
    c.mark(c.block(x0, cy + 1.4, 3, 1), c.look.body, 0)
