"""What is right and wrong with a PNG, as pixel art of this palette."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aipixel.pixels.blocks import block_size, changes
from aipixel.pixels.neighbours import orphans
from aipixel.pixels.oklab import oklab
from aipixel.pixels.packing import pack, unpack
from aipixel.pixels.png import decode, decode_indexed
from aipixel.sprites.files.origin import SIZE
from aipixel.sprites.files.pictures import LARGEST, is_indexed
from aipixel.sprites.files.sheet import CELL
from aipixel.sprites.ramps import labels, opaque

Pixels = NDArray[np.uint8]
Keyed = NDArray[np.uint32]  # a number for each colour and alpha, 0 for transparency

MOST_COLOURS = 256  # of pixel art; more are a photograph's, or come of smoothing
MOST_ORPHANS = 0.05  # of the opaque pixels; the network's sprites have 0.009
MOST_NAMED = 16  # foreign colours that a report lists

_FEWEST_STEPS = 8  # below it, nothing is said of how even steps are
_SINGLE = 0.7  # of the steps between changing columns, at least, are one pixel wide at full size


@dataclass(frozen=True)
class Check:
    """One thing looked at: `grid`, `size`, `palette`, `alpha` or `orphans`, and a sentence."""

    name: str
    passed: bool
    says: str


@dataclass(frozen=True)
class Foreign:
    """A colour of the picture that is none of the palette's, and the nearest that is.

    colour, nearest: "#rrggbb". index: of the nearest, from 1; label: its ramp and light in our
    palette, in another its hex code.
    """

    colour: str
    pixels: int
    nearest: str
    index: int
    label: str


@dataclass(frozen=True)
class Report:
    """What a PNG is: width and height as stored, and how many pixels wide each of its pixels is.

    colours: how many opaque ones. foreign: the commonest of those that are not the palette's.
    """

    width: int
    height: int
    scale: int
    colours: int
    foreign: tuple[Foreign, ...]
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether all checks did."""
        return all(check.passed for check in self.checks)

    def to_json(self) -> dict[str, Any]:
        """All of it, with `passed`, as numbers, texts, lists and dicts."""
        return {"passed": self.passed, **asdict(self)}


def check(data: bytes, palette: Pixels) -> Report:
    """Look at a PNG of at most 4096 x 4096 pixels; palette: (1 + n, 4) RGBA, 0 transparent.

    Raises ValueError for what is no PNG, is damaged or too large, or is of a kind that is not read:
    any but 8-bit RGB, RGBA and palette indices without interlacing.
    """
    rgba = _read_rgba(data)
    rgba[rgba[..., 3] == 0] = 0
    keyed: Keyed = pack(rgba[..., :3]) << np.uint32(8) | rgba[..., 3]
    scale = _scale(keyed)
    own = np.ascontiguousarray(rgba[::scale, ::scale])
    small = keyed[::scale, ::scale]
    height, width = keyed.shape
    colours, counts = _colours(own)
    known = np.isin(colours, pack(palette[1:, :3]))
    foreign = tuple(_named(colours[~known], counts[~known], palette))
    checks = (
        _check_grid(small, scale, len(colours)),
        _check_size(small.shape, scale),
        _check_palette(len(colours), int((~known).sum()), foreign, len(palette) - 1),
        _check_alpha(rgba),
        _check_orphans(small),
    )
    return Report(width, height, scale, len(colours), foreign, checks)


def _read_rgba(data: bytes) -> Pixels:
    if is_indexed(data):
        png = decode_indexed(data, largest=LARGEST)
        return png.palette[png.indices]
    pixels = decode(data, largest=LARGEST).pixels
    if pixels.shape[2] == 4:
        return pixels
    return np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])


def _scale(keyed: Keyed) -> int:
    """How wide a pixel is: the largest block of one colour, or a smaller one that makes a sprite.

    A drawing may by chance consist of larger blocks than its pixels are.
    """
    most = block_size(keyed)
    for scale in range(most, 0, -1):
        if most % scale == 0 and _shape((keyed.shape[0] // scale, keyed.shape[1] // scale)):
            return scale
    return most


def _colours(rgba: Pixels) -> tuple[Keyed, NDArray[np.intp]]:
    """The colours that are not transparent, the commonest first, and how many pixels each has."""
    visible = rgba[rgba[..., 3] > 0]
    colours, counts = np.unique(pack(visible[:, :3]), return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return colours[order], counts[order]


def _named(colours: Keyed, counts: NDArray[np.intp], palette: Pixels) -> Iterator[Foreign]:
    lab, called = oklab(palette[1:, :3]), labels(opaque(palette))
    commonest = zip(unpack(colours[:MOST_NAMED]), counts[:MOST_NAMED], strict=True)
    for rgb, pixels in commonest:
        index = 1 + int(np.square(lab - oklab(rgb)).sum(axis=1).argmin())
        yield Foreign(_hex(rgb), int(pixels), _hex(palette[index]), index, called[index - 1])


def _hex(colour: Pixels) -> str:
    return f"#{bytes(colour[:3]).hex()}"


def _check_grid(small: Keyed, scale: int, colours: int) -> Check:
    if colours > MOST_COLOURS:
        says = f"It has {colours:,} colours, as a photograph or a smoothed picture has."
        return Check("grid", False, says)
    if not all(_even(changes(small, axis)) for axis in (0, 1)):
        says = "Its pixels are not all of one size, as after enlarging by no whole number."
        return Check("grid", False, says)
    if scale == 1:
        return Check("grid", True, "It is at its own size, none of its pixels enlarged.")
    return Check("grid", True, f"Each of its pixels is a block of {scale} x {scale}.")


def _even(places: NDArray[np.intp]) -> bool:
    steps = np.diff(places)
    return len(steps) < _FEWEST_STEPS or bool((steps == 1).mean() >= _SINGLE)


def _check_size(shape: tuple[int, ...], scale: int) -> Check:
    height, width = shape[:2]
    size = f"{width} x {height} pixels" + (f" at {scale} times their size" if scale > 1 else "")
    known = _shape((height, width))
    if known:
        return Check("size", True, f"It has {size}: {known}.")
    return Check(
        "size",
        False,
        f"It has {size}: a sprite has {SIZE} x {SIZE}, a sheet cells of {SIZE} or {CELL}.",
    )


def _shape(shape: tuple[int, int]) -> str:
    """What a picture of (height, width) is, or nothing."""
    for cell in (SIZE, CELL):
        (rows, below), (columns, right) = divmod(shape[0], cell), divmod(shape[1], cell)
        if not below and not right:
            alone = cell == SIZE and rows == columns == 1
            return "a sprite" if alone else f"{columns} x {rows} cells of {cell} x {cell}"
    return ""


def _check_palette(colours: int, others: int, foreign: tuple[Foreign, ...], most: int) -> Check:
    if not colours:
        return Check("palette", True, "It has no colour, as all of it is transparent.")
    has = "1 colour" if colours == 1 else f"{colours:,} colours"
    if not others:
        return Check("palette", True, f"It has {has}, all of the {most}.")
    first = foreign[0]
    return Check(
        "palette",
        False,
        f"It has {has}, {others:,} of them none of the {most}: {first.colour}, for "
        f"example, is nearest to {first.nearest} ({first.label}).",
    )


def _check_alpha(rgba: Pixels) -> Check:
    between = int(((rgba[..., 3] > 0) & (rgba[..., 3] < 255)).sum())
    if not between:
        return Check("alpha", True, "Every pixel is wholly opaque or wholly transparent.")
    pixels = "1 pixel is" if between == 1 else f"{between:,} pixels are"
    return Check("alpha", False, f"{pixels} half transparent: make each opaque or transparent.")


def _check_orphans(small: Keyed) -> Check:
    count, opaque = int(orphans(small).sum()), int(np.count_nonzero(small))
    most = int(MOST_ORPHANS * opaque)
    says = (
        f"{count:,} of {opaque:,} pixels stand alone, without one of their colour beside them"
        f"{'' if count <= most else f'; {most:,} at most are pixel art as drawn here'}."
    )
    return Check("orphans", count <= most, says)
