"""Palettes as other programs keep them: GIMP's .gpl, Lospec's .hex, JASC's .pal.

None of the three can say that a colour is transparent: they hold opaque colours only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Colour = tuple[int, int, int]
MOST_COLOURS = 256

_HEX = re.compile(r"#?([0-9a-fA-F]{6})")
_GPL_COLOUR = re.compile(r"\s*(\d+)\s+(\d+)\s+(\d+)(?:\s+.*)?")


@dataclass(frozen=True)
class NamedPalette:
    """1 to 256 colours in their order, with a label for each, and a name of one line.

    columns: how many colours GIMP shows in a row. Only .gpl keeps labels, name and columns. Raises
    ValueError for what no palette file can hold.
    """

    name: str
    colours: Sequence[Colour]
    labels: Sequence[str]
    columns: int

    def __post_init__(self) -> None:
        if not 1 <= len(self.colours) <= MOST_COLOURS:
            raise ValueError(
                f"a palette file holds 1 to {MOST_COLOURS} colours, not {len(self.colours)}"
            )
        for colour in self.colours:
            if len(colour) != 3 or not all(0 <= channel <= 255 for channel in colour):
                raise ValueError(f"{colour} is no colour of three channels, 0 to 255")
        if len(self.labels) != len(self.colours):
            raise ValueError(f"{len(self.colours)} colours have {len(self.labels)} labels")
        if any("\n" in text or "\r" in text for text in (self.name, *self.labels)):
            raise ValueError("a palette's name is one line, and so is a colour's label")


def write_palette(suffix: str, palette: NamedPalette) -> bytes:
    """The bytes of a palette file of a suffix: .gpl, .hex or .pal.

    Raises ValueError for another suffix.
    """
    return _format_of(suffix)[0](palette).encode("utf-8")


def read_palette(suffix: str, data: bytes) -> list[Colour]:
    """The colours of a .gpl, .hex or .pal file, duplicates kept.

    Raises ValueError for another suffix, and, naming the line, for what is malformed.
    """
    parse = _format_of(suffix)[1]
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise ValueError("not a text file") from None
    colours = parse(lines)
    if not 1 <= len(colours) <= MOST_COLOURS:
        raise ValueError(f"{len(colours)} colours, expected 1 to {MOST_COLOURS}")
    return colours


def _write_gpl(palette: NamedPalette) -> str:
    head = ["GIMP Palette", f"Name: {palette.name}", f"Columns: {palette.columns}", "#"]
    rows = [
        f"{red:3d} {green:3d} {blue:3d}\t{label}"
        for (red, green, blue), label in zip(palette.colours, palette.labels, strict=True)
    ]
    return "\n".join([*head, *rows, ""])


def _read_gpl(lines: list[str]) -> list[Colour]:
    if not lines or lines[0].strip() != "GIMP Palette":
        raise ValueError("line 1: expected 'GIMP Palette'")
    colours = []
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip() or line.lstrip().startswith(("#", "Name:", "Columns:")):
            continue
        match = _GPL_COLOUR.fullmatch(line)
        if not match:
            raise ValueError(f"line {number}: expected three numbers, found {line.strip()!r:.60}")
        colours.append(_channels(number, match.groups()))
    return colours


def _write_hex(palette: NamedPalette) -> str:
    return "".join(f"{bytes(colour).hex()}\n" for colour in palette.colours)


def _read_hex(lines: list[str]) -> list[Colour]:
    colours = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        match = _HEX.fullmatch(line.strip())
        if not match:
            raise ValueError(f"line {number}: expected six hex digits, found {line.strip()!r:.60}")
        red, green, blue = bytes.fromhex(match[1])
        colours.append((red, green, blue))
    return colours


def _write_pal(palette: NamedPalette) -> str:
    rows = [f"{red} {green} {blue}" for red, green, blue in palette.colours]
    return "\r\n".join(["JASC-PAL", "0100", str(len(rows)), *rows, ""])


def _read_pal(lines: list[str]) -> list[Colour]:
    if len(lines) < 3 or lines[0].strip() != "JASC-PAL":
        raise ValueError("line 1: expected 'JASC-PAL'")
    if lines[1].strip() != "0100":
        raise ValueError(f"line 2: expected version '0100', found {lines[1].strip()!r:.60}")
    if not re.fullmatch(r"[0-9]{1,4}", lines[2].strip()):
        raise ValueError(f"line 3: expected the number of colours, found {lines[2].strip()!r:.60}")
    rows = [(n, line) for n, line in enumerate(lines[3:], start=4) if line.strip()]
    if len(rows) != int(lines[2]):
        raise ValueError(f"line 3 promises {int(lines[2])} colours, {len(rows)} follow")
    colours = []
    for number, line in rows:
        # A fourth number is the alpha that some programs add.
        match = re.fullmatch(r"\s*(\d+)\s+(\d+)\s+(\d+)(?:\s+\d+)?\s*", line)
        if not match:
            raise ValueError(f"line {number}: expected three numbers, found {line.strip()!r:.60}")
        colours.append(_channels(number, match.groups()))
    return colours


def _channels(number: int, texts: Sequence[str]) -> Colour:
    # Long runs of digits are refused by length, before int() can object to them.
    if any(len(text) > 3 or int(text) > 255 for text in texts):
        raise ValueError(f"line {number}: a channel is 0 to 255, found {' '.join(texts)!r:.60}")
    red, green, blue = map(int, texts)
    return red, green, blue


_Format = tuple[Callable[[NamedPalette], str], Callable[[list[str]], list[Colour]]]
_FORMATS: dict[str, _Format] = {
    ".gpl": (_write_gpl, _read_gpl),
    ".hex": (_write_hex, _read_hex),
    ".pal": (_write_pal, _read_pal),
}
SUFFIXES = tuple(_FORMATS)


def _format_of(suffix: str) -> _Format:
    try:
        return _FORMATS[suffix.lower()]
    except KeyError:
        raise ValueError(f"expected a palette file of {', '.join(SUFFIXES)}") from None
