"""Pictures of any size to 32 x 32 palette indices, the nearest colour being OKLab's."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np
from aipixel.pixels.blocks import block_size
from aipixel.pixels.oklab import oklab
from numpy.typing import NDArray

from pixelllm.palette import OWN_PALETTE, Palette
from pixelllm.vocabulary import COLOURS, SIZE, TRANSPARENT

OPAQUE = 128
# A picture of more colours than this is a photograph or a painting: its pixels are averaged.
DRAWN_COLOURS = 256
BAND = 16  # rows looked at together

Pixels = NDArray[np.uint8]


@lru_cache(maxsize=4)
def _lab(palette: Palette) -> NDArray[np.float32]:
    return oklab(palette.rgba[1:, :3]).astype(np.float32)


def quantize(rgba: Pixels, palette: Palette = OWN_PALETTE) -> Pixels:
    """(h, w, 4) bytes as (h, w) indices: alpha of 128 or more is opaque, the rest transparent."""
    whole = packed(rgba)
    colours, inverse = np.unique(whole, return_inverse=True)
    rgb = colours.astype("<u4").view(np.uint8).reshape(-1, 4)[:, :3]
    nearest = np.concatenate(
        [_nearest(part, palette) for part in np.array_split(rgb, len(rgb) // 4096 + 1)]
    )
    indices = nearest[inverse].reshape(whole.shape)
    return np.where(rgba[..., 3] >= OPAQUE, indices, TRANSPARENT).astype(np.uint8)


def packed(rgba: Pixels) -> NDArray[np.uint32]:
    """Each pixel's colour in one number, its alpha left out; never 0."""
    whole: NDArray[np.uint32] = np.ascontiguousarray(rgba).view("<u4")[..., 0]
    return whole | np.uint32(0xFF000000)


def _nearest(rgb: Pixels, palette: Palette) -> Pixels:
    lab = oklab(rgb).astype(np.float32)
    distances = np.square(lab[:, None] - _lab(palette)).sum(axis=-1)
    return (1 + distances.argmin(axis=1)).astype(np.uint8)


def to_sprite(rgba: Pixels, palette: Palette = OWN_PALETTE) -> Pixels:
    """One creature, (h, w, 4), as a (32, 32) sprite: empty borders cut, fitted, centred.

    Enlarged pixel art is first brought back to its own pixels. What is then larger than 32 is
    reduced: drawn pictures by the commonest index under each pixel, others by the mean colour.
    All transparent gives all transparent.
    """
    rgba = trimmed(native(rgba))
    height, width = rgba.shape[:2]
    if not height:
        return np.zeros((SIZE, SIZE), np.uint8)
    longest = max(height, width)
    if longest <= SIZE:
        return centred(quantize(rgba, palette))
    target = max(1, round(height * SIZE / longest)), max(1, round(width * SIZE / longest))
    if _is_drawn(rgba):
        return centred(_reduced(rgba, target, partial(_by_majority, palette)))
    return centred(quantize(_reduced(rgba, target, _by_mean), palette))


def _is_drawn(rgba: Pixels) -> bool:
    """Whether what is opaque has no more colours than a drawing."""
    colours: NDArray[np.uint32] = np.zeros(0, np.uint32)
    for top in range(0, len(rgba), BAND):
        band = rgba[top : top + BAND]
        colours = np.union1d(colours, packed(band)[band[..., 3] >= OPAQUE])
        if len(colours) > DRAWN_COLOURS:
            return False
    return True


def native(rgba: Pixels) -> Pixels:
    """Pixel art at its own size: every k x k block of one colour becomes one pixel."""
    block = block_size(np.where(rgba[..., 3] >= OPAQUE, packed(rgba), 0))
    return rgba[::block, ::block] if block > 1 else rgba


def trimmed(rgba: Pixels) -> Pixels:
    """Without the rows and columns at the border that are all transparent; (0, 0, 4) if all are."""
    solid = rgba[..., 3] >= OPAQUE
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    if not len(rows):
        return rgba[:0, :0]
    return rgba[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def centred(indices: Pixels) -> Pixels:
    """Up to 32 x 32 indices in the middle of a transparent (32, 32)."""
    height, width = indices.shape
    sprite = np.zeros((SIZE, SIZE), np.uint8)
    top, left = (SIZE - height) // 2, (SIZE - width) // 2
    sprite[top : top + height, left : left + width] = indices
    return sprite


def _reduced(
    rgba: Pixels, target: tuple[int, int], to_row: Callable[[Pixels, NDArray[np.intp], int], Pixels]
) -> Pixels:
    """A picture at a smaller size: each row is made of a band of rows, which bounds the memory."""
    below, across = (
        np.arange(length) * goal // length
        for length, goal in zip(rgba.shape[:2], target, strict=True)
    )
    tops = np.searchsorted(below, np.arange(target[0] + 1))
    return np.stack(
        [
            to_row(rgba[top:end], np.tile(across, end - top), target[1])
            for top, end in itertools.pairwise(tops)
        ]
    )


def _by_majority(palette: Palette, band: Pixels, cells: NDArray[np.intp], count: int) -> Pixels:
    """The commonest index in each of `count` cells, (count,)."""
    votes = np.bincount(
        cells * COLOURS + quantize(band, palette).ravel(), minlength=count * COLOURS
    )
    votes = votes.reshape(count, COLOURS)
    empty = votes[:, TRANSPARENT] * 2 > votes.sum(axis=1)
    return np.where(empty, TRANSPARENT, 1 + votes[:, 1:].argmax(axis=1)).astype(np.uint8)


def _by_mean(band: Pixels, cells: NDArray[np.intp], count: int) -> Pixels:
    """The mean colour of each of `count` cells, (count, 4)."""
    solid = (band[..., 3].ravel() >= OPAQUE).astype(np.float64)
    area = np.bincount(cells, minlength=count)
    covered = np.bincount(cells, solid, count)
    # The square is close to linear light, where mixing colours keeps their brightness.
    sums = [
        np.bincount(cells, solid * np.square(band[..., k].ravel(), dtype=np.float64), count)
        for k in range(3)
    ]
    mixed = np.sqrt(np.stack(sums, axis=-1) / np.maximum(covered, 1)[:, None])
    alpha = np.where(covered * 2 >= area, 255, 0)[:, None]
    return np.rint(np.hstack([mixed, alpha])).astype(np.uint8)
