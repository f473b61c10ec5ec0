"""Cephalopods: octopus, squid, cuttlefish, nautilus."""

from __future__ import annotations

import numpy as np

from pixelllm.palette import BONE, SAND
from pixelllm.synthetic.canvas import Canvas, path
from pixelllm.synthetic.markings import dress, eye, fronds
from pixelllm.synthetic.zones import KELP_FOREST, MESOPELAGIC, VENT


def octopus(c: Canvas) -> None:
    """A bulb of a head above eight curling arms; webbed and eared in the deep."""
    cx, cy = 15.5, c.vary(9.5, 11)
    rx, ry = c.vary(6, 7.5), c.vary(6.5, 8)
    neck = cy + ry * 0.75
    spread, curl = c.vary(0.9, 1.15), c.vary(1.0, 1.7)
    if c.look.deep:
        for side in (-1.0, 1.0):
            ear = c.ellipse(cx + side * (rx + 1.5), cy - 1, 3.2, 1.9, -0.5 * side)
            c.paint(ear, c.look.second, c.look.base + 0.4)
        web = c.polygon([(cx - 3, neck - 1), (cx + 3, neck - 1), (cx + 10, 25), (cx - 10, 25)])
        c.paint(web, c.look.second, np.clip(c.look.base - 0.8, 1, 6))
    for k in (0, 7, 1, 6, 2, 5, 3, 4):
        side = (k - 3.5) / 3.5
        heading = np.pi / 2 - side * spread * 1.15
        long = c.vary(10.5, 12.5) + 1.5 * abs(side)
        arm = path(
            (cx + side * 4.5, neck), heading, long, -np.sign(side) * curl * (0.4 + abs(side))
        )
        light = np.clip(c.look.base - 0.2 + 0.5 * (k % 2) - (c.y - neck) * 0.07, 1, c.look.top)
        drawn = c.paint(c.tube(arm, 1.9, 0.9), c.look.body, light)
        suckers = c.tube(np.add(arm[6:-3], (0.9 * np.sign(side), 0.4)), 0.8, 0.6) & drawn
        c.tint(suckers & (np.rint(c.y) % 4 < 2), c.look.second, 1.3)
    head = c.ellipse(cx, cy, rx, ry) | c.ellipse(cx, neck, rx * 0.82, 3.2)
    head = c.paint(head, c.look.body, c.shade(cx, cy, rx, ry * 1.15, 0.2))
    dress(c, head & (c.y < cy + 1), cx, cy - 2, rx, ry * 0.7)
    fronds(c, [(cx - 3, cy - ry + 1), (cx + 2, cy - ry + 1)])
    _two_eyes(c, cx, neck - 2.6, rx * 0.6)


def squid(c: Canvas) -> None:
    """A torpedo with a fin at the point, eight arms and two long clubs; up or on its side."""
    if c.chance(0.5):
        c.transpose()
    cx, top = 15.5, c.vary(2.2, 3.5)
    rx, long = c.vary(4.2, 5.4) * (0.4 + 0.6 * c.look.girth), c.vary(12, 13.5)
    neck = top + long
    for side in (-1.0, 1.0):
        club = path(
            (cx + side * 2, neck + 2), np.pi / 2 - side * 1.15, c.vary(12.5, 14), side * 1.5
        )
        c.paint(c.tube(club, 0.9, 0.9), c.look.second, c.look.base)
        c.paint(c.ellipse(club[-1, 0], club[-1, 1], 1.7, 2.2), c.look.second, c.look.base + 0.9)
    for k in (0, 4, 1, 3, 2):
        side = (k - 2) / 2
        arm = path(
            (cx + side * 3, neck + 2.5), np.pi / 2 - side * 0.5, c.vary(8, 9.5), side * 0.25, 0.2
        )
        c.paint(c.tube(arm, 1.4, 0.7), c.look.body, min(c.look.base + 0.5 * (k % 2), c.look.top))
    wing = c.vary(5.5, 7.5)
    fin = c.polygon(
        [(cx, top - 1.5), (cx + wing + 1.5, top + 5), (cx, top + 9), (cx - wing - 1.5, top + 5)]
    )
    c.paint(fin, c.look.second, np.clip(c.look.base + 0.5, 1, c.look.top))
    head = c.ellipse(cx, neck + 1.5, rx * 0.85, 3.2)
    c.paint(head, c.look.body, c.shade(cx, neck + 1.5, rx, 3.2, 0.2))
    t = np.clip((c.y - top) / long, 0, 1)
    mantle = (np.abs(c.x - cx) < rx * t**0.55 + 0.3) & (c.y >= top) & (c.y <= neck)
    mantle = c.paint(
        mantle, c.look.body, c.shade(cx, top + long * 0.6, rx * 1.15, long * 0.75, 0.2)
    )
    dress(c, mantle & (c.y > top + 4), cx, top + long * 0.65, rx, long * 0.4)
    _two_eyes(c, cx, neck + 0.6, rx * 0.55)


def cuttlefish(c: Canvas) -> None:
    """A broad oval in a rippling skirt, a bunch of short arms in front."""
    cx, cy = c.vary(19.5, 20.5), c.vary(13.5, 15)
    rx, ry = c.vary(7.2, 8), c.vary(5.4, 6.8) * (0.4 + 0.6 * c.look.girth)
    wave = 0.8 * np.sin(c.x * 1.25)
    skirt = c.roundness(cx + 0.5, cy, rx + 2 + 0 * wave, ry + 1.8 + wave) < 1
    c.paint(skirt, c.look.second, np.clip(c.look.base + 0.9 - (c.y - cy) * 0.12, 1, c.look.top))
    hx = cx - rx - 0.5
    for k in range(5):
        droop = 0.1 + k * 0.38
        start = (hx - 2 + k * 0.5, cy - 0.5 + k * 0.9)
        arm = path(start, np.pi - droop, c.vary(9, 10.5), 0.5 - 0.25 * k, 0.3)
        c.paint(c.tube(arm, 1.5, 0.8), c.look.second if k % 2 else c.look.body, c.look.base + 0.4)
    c.paint(c.ellipse(hx, cy, 4.4, 4), c.look.body, c.shade(hx, cy, 4.4, 4, 0.2))
    body = c.paint(c.ellipse(cx, cy, rx, ry), c.look.body, c.shade(cx, cy, rx, ry))
    if c.look.zone in (0, KELP_FOREST):
        waves = (c.x + 1.4 * np.sin(c.y * 0.9) - round(cx)) % 5 < 2
        c.tint(body & waves & (c.y < cy + ry * 0.4), c.look.second, -0.8)
    else:
        dress(c, body, cx, cy, rx, ry)
    fronds(c, [(cx - 2, cy - ry - 1), (cx + 3, cy - ry - 1)])
    eye(c, hx - 1.5, cy - 2, max(c.look.eye, 3))


def nautilus(c: Canvas) -> None:
    """A coiled shell with flames, a hood, and a beard of small arms."""
    cx, cy, r = c.vary(17.5, 18.5), c.vary(14, 15), c.vary(9, 10)
    for k in range(6):
        start = (cx - r * 0.62, cy + 2 + k * 1.35)
        arm = path(
            start, np.pi - 0.15 - 0.24 * k, c.vary(8, 9.5) - 0.5 * abs(k - 2), -0.2 - 0.1 * k, 0.25
        )
        c.paint(c.tube(arm, 1.2, 0.8), c.look.second, c.look.base + (0.8 if k % 2 else -0.2))
    hood = c.ellipse(cx - r * 0.62, cy + 3.5, 4.6, 5)
    c.paint(hood, c.look.second, c.shade(cx - r * 0.62, cy + 3.5, 5, 5, 0.3))
    shell_ramp = BONE if c.look.zone not in (MESOPELAGIC, VENT) and not c.look.deep else c.look.body
    lift = 1.2 if shell_ramp == BONE and c.look.body != BONE else 0.0
    shell = c.paint(c.ellipse(cx, cy, r, r * 0.97), shell_ramp, c.shade(cx, cy, r, r, lift))
    radius, angle = np.hypot(c.x - cx - 1, c.y - cy - 1), np.arctan2(c.y - cy - 1, c.x - cx - 1)
    flames = np.sin(angle * c.count(6, 8) + radius * 0.28) > 0.1
    upper = shell & (c.y < cy + 3) & (radius > 3.5)
    c.tint(upper & flames, c.look.body if shell_ramp == BONE else c.look.second, 0.2 - lift)
    spiral = np.abs(radius - (1.2 + 0.95 * ((angle + 2.4) % (2 * np.pi)))) < 0.7
    c.tint(shell & spiral & (radius < 7), None, -1.7)
    if c.look.deep or c.look.zone == VENT:
        rim = c.roundness(cx, cy, r, r)
        c.mark(shell & (rim > 0.72) & (rim < 0.95) & (np.sin(angle * 8) > 0.55), c.look.accent, 5)
    eye(c, cx - r * 0.62 - 2, cy + 1.5, min(max(c.look.eye, 3), 3))


def _two_eyes(c: Canvas, cx: float, y: float, apart: float) -> None:
    """Eyes left and right of cx, at the same height."""
    white, light = (SAND, 6) if c.look.zone == KELP_FOREST else (BONE, 6)
    if c.look.deep:
        white, light = c.look.accent, 5
    size = 3 if c.look.eye > 2 else 2
    for side in (-1.0, 1.0):
        left = round(cx - 0.5 + side * apart - (size / 2 - 0.5) + 0.5 * side)
        c.mark(c.block(left, y, size, size), white, light)
        c.mark(c.block(left + (side < 0) * (size - 1) if size == 2 else left + 1, y, 1, 2), BONE, 0)
