"""Which frame is where on a sheet, as JSON in the two forms that Aseprite exports.

Fields as in Aseprite's documentation ("Sprite Sheet", "CLI": --format json-array, json-hash,
--list-tags, --list-layers, --list-slices), so that what reads its files reads these. `animations`
is beside them, where PixiJS looks for it: the frames of each tag, by their numbers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from aipixel import __version__
from aipixel.sprites.files.idle import FRAMES, MILLISECONDS
from aipixel.sprites.files.origin import SIZE, Sprite
from aipixel.sprites.files.pictures import animation_columns, check_count
from aipixel.sprites.files.sheet import CELL, columns_of, place

FORMS = ("array", "hash")
TAG = "idle"

_STILL = 100  # milliseconds of a frame that is no animation's, as Aseprite has it
_BLACK = "#000000ff"  # of a tag, as Aseprite has it


class _Frame(NamedTuple):
    name: str
    place: tuple[int, int]
    milliseconds: int


def sheet_json(sprites: Sequence[Sprite], image: str, form: str) -> bytes:
    """The frames of `sheet_png` of the same sprites, one each, by their names.

    image: the PNG's file name. form: "array" (frames are a list) or "hash" (a dict by name).
    Raises ValueError for another form, and for no sprites or too many.
    """
    check_count(sprites)
    columns = columns_of(len(sprites))
    frames = [
        _Frame(name, place(number, columns), _STILL)
        for number, name in enumerate(unique_names(sprites))
    ]
    return _write(frames, columns, image, form, [])


def animation_json(sprites: Sequence[Sprite], image: str, form: str) -> bytes:
    """The frames of `animation_png` of the same sprites, and a tag for each loop.

    The tag of one sprite is `idle`, those of several are `idle-` and the sprite's name. In a list
    frames are named as the sprite with `-0` to `-3`, in a dict "0", "1", ...: as `{frame}` names
    them in Aseprite, which is how Phaser's `createFromAseprite` finds them. Else as `sheet_json`.
    """
    check_count(sprites)
    columns, names = animation_columns(len(sprites)), unique_names(sprites)
    frames = [
        _Frame(f"{name}-{step}", place(number * FRAMES + step, columns), MILLISECONDS)
        for number, name in enumerate(names)
        for step in range(FRAMES)
    ]
    if form == "hash":
        frames = [frame._replace(name=str(number)) for number, frame in enumerate(frames)]
    tags = [
        {
            "name": TAG if len(names) == 1 else f"{TAG}-{name}",
            "from": number * FRAMES,
            "to": number * FRAMES + FRAMES - 1,
            "direction": "forward",
            "color": _BLACK,
        }
        for number, name in enumerate(names)
    ]
    return _write(frames, columns, image, form, tags)


def unique_names(sprites: Sequence[Sprite]) -> list[str]:
    """A name for each sprite, its origin's; where several share one, the later get a number."""
    taken: set[str] = set()
    names = []
    for sprite in sprites:
        name, number = sprite.origin.name, 1
        while name in taken:
            number += 1
            name = f"{sprite.origin.name}-v{number}"
        taken.add(name)
        names.append(name)
    return names


def _write(
    frames: Sequence[_Frame], columns: int, image: str, form: str, tags: list[dict[str, Any]]
) -> bytes:
    if form not in FORMS:
        raise ValueError(f"the JSON of a sheet is of the form {' or '.join(FORMS)}, not {form!r}")
    listed = {frame.name: _frame(frame) for frame in frames}
    rows = -(-len(frames) // columns)
    document: dict[str, Any] = {
        "frames": (
            listed
            if form == "hash"
            else [{"filename": name, **each} for name, each in listed.items()]
        ),
        "meta": {
            "app": "aipixel",
            "version": __version__,
            "image": image,
            "format": "I8",
            "size": {"w": columns * CELL, "h": rows * CELL},
            "scale": "1",
            "frameTags": tags,
            "layers": [{"name": "sprite", "opacity": 255, "blendMode": "normal"}],
            "slices": [],
        },
    }
    if tags:
        document["animations"] = {
            tag["name"]: [str(number) for number in range(tag["from"], tag["to"] + 1)]
            for tag in tags
        }
    return (json.dumps(document, indent=1) + "\n").encode()


def _frame(frame: _Frame) -> dict[str, Any]:
    left, top = frame.place
    size = {"w": SIZE, "h": SIZE}
    return {
        "frame": {"x": left, "y": top, **size},
        "rotated": False,
        "trimmed": False,
        "spriteSourceSize": {"x": 0, "y": 0, **size},
        "sourceSize": size,
        "duration": frame.milliseconds,
    }
