"""Palettes as other programs keep them: GIMP's .gpl, Lospec's .hex, JASC's .pal.

None of the three can say that a colour is transparent, so ours holds the 63 opaque colours: the
colour at place n of a file is index n + 1 of a sprite.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from aipixel.files import write_atomically

from pixelllm.palette import HEX_COLOURS, LIGHTS, RAMP_NAMES

Colour = tuple[int, int, int]
MOST_COLOURS = 256

_HEX = re.compile(r"#?([0-9a-fA-F]{6})")
_GPL_COLOUR = re.compile(r"\s*(\d+)\s+(\d+)\s+(\d+)(?:\s+.*)?")


def own_colours() -> list[Colour]:
    """The 63 opaque colours of the project's palette, in the order of their indices."""
    return [_from_hex(colour) for colour in HEX_COLOURS]


def write_palette(path: Path, colours: Sequence[Colour], name: str = "aipixel") -> None:
    """Write a palette in the format its suffix names: .gpl, .hex or .pal.

    Raises ValueError for another suffix, or for colours that no such file can hold, and OSError.
    """
    if not 1 <= len(colours) <= MOST_COLOURS:
        raise ValueError(f"a palette file holds 1 to {MOST_COLOURS} colours, not {len(colours)}")
    for colour in colours:
        if len(colour) != 3 or not all(0 <= channel <= 255 for channel in colour):
            raise ValueError(f"{colour} is no colour of three channels, 0 to 255")
    if "\n" in name or "\r" in name:
        raise ValueError("a palette's name is one line")
    text = _format_of(path)[0](colours, name)
    write_atomically(path, text.encode("utf-8"), overwrite=True)


def read_palette(path: Path) -> list[Colour]:
    """The colours of a .gpl, .hex or .pal file, duplicates kept.

    Raises ValueError, naming file and line, for what is malformed, and OSError.
    """
    parse = _format_of(path)[1]
    try:
        lines = path.read_bytes().decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise ValueError(f"{path}: not a text file") from None
    try:
        colours = parse(lines)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    if not 1 <= len(colours) <= MOST_COLOURS:
        raise ValueError(f"{path}: {len(colours)} colours, expected 1 to {MOST_COLOURS}")
    return colours


def _from_hex(text: str) -> Colour:
    red, green, blue = bytes.fromhex(text)
    return red, green, blue


def _names(colours: Sequence[Colour]) -> list[str]:
    """Ramp and light for the project's own colours, the hex code for all others."""
    known = {
        _from_hex(colour): f"{RAMP_NAMES[index // LIGHTS]} {index % LIGHTS}"
        for index, colour in enumerate(HEX_COLOURS)
    }
    return [known.get(colour, bytes(colour).hex()) for colour in colours]


def _write_gpl(colours: Sequence[Colour], name: str) -> str:
    rows = [
        f"{red:3d} {green:3d} {blue:3d}\t{label}"
        for (red, green, blue), label in zip(colours, _names(colours), strict=True)
    ]
    return "\n".join(["GIMP Palette", f"Name: {name}", f"Columns: {LIGHTS}", "#", *rows, ""])


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


def _write_hex(colours: Sequence[Colour], _name: str) -> str:
    return "".join(f"{bytes(colour).hex()}\n" for colour in colours)


def _read_hex(lines: list[str]) -> list[Colour]:
    colours = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        match = _HEX.fullmatch(line.strip())
        if not match:
            raise ValueError(f"line {number}: expected six hex digits, found {line.strip()!r:.60}")
        colours.append(_from_hex(match[1]))
    return colours


def _write_pal(colours: Sequence[Colour], _name: str) -> str:
    rows = [f"{red} {green} {blue}" for red, green, blue in colours]
    return "\r\n".join(["JASC-PAL", "0100", str(len(colours)), *rows, ""])


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


_Format = tuple[Callable[[Sequence[Colour], str], str], Callable[[list[str]], list[Colour]]]
_FORMATS: dict[str, _Format] = {
    ".gpl": (_write_gpl, _read_gpl),
    ".hex": (_write_hex, _read_hex),
    ".pal": (_write_pal, _read_pal),
}


def _format_of(path: Path) -> _Format:
    try:
        return _FORMATS[path.suffix.lower()]
    except KeyError:
        known = ", ".join(_FORMATS)
        raise ValueError(f"{path}: expected a palette file of {known}") from None
