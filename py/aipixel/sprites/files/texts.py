"""An origin as the texts of a PNG, each under its keyword, and back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from aipixel import __version__
from aipixel.documents import parse_object
from aipixel.sprites.files.origin import SEA_AXES, Origin

PREFIX = "aipixel-"
LICENCE = "CC0 1.0"

# By keyword without PREFIX, the way into an origin's JSON, with its labels as texts.
_WAYS: dict[str, tuple[str | int, ...]] = {
    "model": ("model",),
    **{axis: (axis,) for axis in SEA_AXES},
    "labels": ("labels",),
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
_WORDS = ("model", *SEA_AXES, "labels", "parent-1", "parent-2")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?")
_LONGEST_NUMBER = 32  # characters


def to_texts(origin: Origin) -> dict[str, str]:
    """The texts that say all of an origin; what it has not, such as a light, has no text."""
    record = {**origin.to_json(), **_label_texts(origin.labels)}
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
        **dict.fromkeys(("model", "seed", "light", "lineage")),
        **{str(name): {} for name in ("choice", *groups)},
    }
    for keyword, value in values.items():
        _put(record, _WAYS[keyword], value)
    record["labels"] = _parse_labels(given.get("labels", "{}"))
    return Origin.from_json(record)


def _label_texts(labels: Mapping[str, str]) -> dict[str, str | None]:
    """The sea's labels have a keyword each; any others are one text of JSON."""
    sea = {axis: labels.get(axis) for axis in SEA_AXES}
    if list(labels) == [axis for axis in SEA_AXES if axis in labels]:
        return {**sea, "labels": None}
    return {**dict.fromkeys(SEA_AXES), "labels": json.dumps(dict(labels), ensure_ascii=False)}


def _parse_labels(text: str) -> dict[str, Any]:
    try:
        return parse_object(text)
    except ValueError as error:
        raise ValueError(f"the PNG's text {PREFIX}labels {error}: {text!r:.60}") from None


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
