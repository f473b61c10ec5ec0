"""An origin as the texts of a PNG, each under its keyword, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from aipixel import __version__
from aipixel.sprites.files.origin import Origin

PREFIX = "aipixel-"
LICENCE = "CC0 1.0"

# By keyword without PREFIX, the way into an origin's JSON.
_WAYS: dict[str, tuple[str | int, ...]] = {
    "model": ("model",),
    "zone": ("zone",),
    "category": ("category",),
    "seed": ("seed",),
    "temperature": ("choice", "temperature"),
    "top-k": ("choice", "top_k"),
    "min-p": ("choice", "min_p"),
    "guidance": ("choice", "guidance"),
    "edge-temperature": ("choice", "edge_temperature"),
    "light-angle": ("light", "angle"),
    "light-strength": ("light", "strength"),
    "light-occlusion": ("light", "occlusion"),
    "light-edge": ("light", "edge"),
    "light-glow": ("light", "glow"),
    "parent-1": ("lineage", "parents", 0),
    "parent-2": ("lineage", "parents", 1),
    "share": ("lineage", "share"),
}
_WORDS = ("model", "zone", "category", "parent-1", "parent-2")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?")
_LONGEST_NUMBER = 32  # characters


def to_texts(origin: Origin) -> dict[str, str]:
    """The texts that say all of an origin; what it has not, such as a light, has no text."""
    record = origin.to_json()
    found = {keyword: _follow(record, way) for keyword, way in _WAYS.items()}
    written = {
        PREFIX + keyword: value if isinstance(value, str) else _format_number(value)
        for keyword, value in found.items()
        if value is not None
    }
    return {"Software": f"aipixel {__version__}", "Copyright": LICENCE, **written}


def from_texts(texts: Mapping[str, str]) -> Origin:
    """The origin that texts say. Raises ValueError where they say none, or not all of one."""
    given = {keyword: texts[PREFIX + keyword] for keyword in _WAYS if PREFIX + keyword in texts}
    if "model" not in given or "seed" not in given:
        raise ValueError(
            "the PNG doesn't say that it is a sprite drawn here; it may have lost its texts on its "
            "way, so choose the file as it was saved"
        )
    values = {
        keyword: text if keyword in _WORDS else _parse_number(keyword, text)
        for keyword, text in given.items()
    }
    groups = {way[0] for keyword, way in _WAYS.items() if keyword in values and len(way) > 1}
    record: dict[str, Any] = {
        **dict.fromkeys(("model", "seed", "zone", "category", "light", "lineage")),
        **{str(name): {} for name in ("choice", *groups)},
    }
    for keyword, value in values.items():
        _put(record, _WAYS[keyword], value)
    return Origin.from_json(record)


def _follow(record: Any, way: tuple[str | int, ...]) -> Any:
    for step in way:
        if record is None:
            return None
        record = record[step]
    return record


def _put(record: dict[str, Any], way: tuple[str | int, ...], value: object) -> None:
    *groups, last = way
    if isinstance(last, int):  # one of a list, which comes in its order
        record[str(groups[0])].setdefault(groups[1], []).append(value)
    elif groups:
        record[str(groups[0])][last] = value
    else:
        record[str(last)] = value


def _format_number(value: float) -> str:
    """The shortest text that is exactly this number."""
    return repr(float(value)).removesuffix(".0")


def _parse_number(keyword: str, text: str) -> float:
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        raise ValueError(f"the PNG's text {PREFIX + keyword} is no number: {text!r:.60}")
    return float(text)
