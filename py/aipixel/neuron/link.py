"""A model as the end of an address: its colours, and what they do not tell by themselves.

`#8e57c9` is a neuron of two inputs, a colour of eight digits one of three, and colours joined by
`-` are a network of two inputs with the only number of hidden neurons that needs so many. Where
a model is another, `;inputs=1` and `;hidden=2` say so.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from aipixel.neuron.encoding import MOST_HIDDEN, MOST_INPUTS, Layout
from aipixel.neuron.model import PixelModel

LONGEST = 1000  # characters; the largest model has fewer


def to_link(model: PixelModel) -> str:
    """Such as "#8e57c9" or "#8e57c9;inputs=1"."""
    colours = model.hex.removeprefix("#").split("-")
    text = model.hex
    if model.n_inputs != _usual_inputs(colours):
        text += f";inputs={model.n_inputs}"
    if model.hidden != _usual_hidden(colours, model.n_inputs):
        text += f";hidden={model.hidden}"
    return text


def from_link(text: str) -> PixelModel:
    """Read what `to_link` wrote, with or without `#`. ValueError, one sentence, for all else."""
    if len(text) > LONGEST:
        raise ValueError("the address is longer than that of any model")
    joined, *options = unquote(text).strip().removeprefix("#").split(";")
    colours = joined.split("-")
    given = dict(_option(option) for option in options)
    n_inputs = given.get("inputs", _usual_inputs(colours))
    hidden = given.get("hidden", _usual_hidden(colours, n_inputs))
    return PixelModel.from_hex(joined, n_inputs, hidden)


def _option(text: str) -> tuple[str, int]:
    found = re.fullmatch(r"(inputs|hidden)=(\d{1,2})", text, re.ASCII)
    least, most = (1, MOST_INPUTS) if text.startswith("inputs") else (0, MOST_HIDDEN)
    if not found or not least <= int(found[2]) <= most:
        raise ValueError(
            f"{text[:20]!r} is no part of a model’s address: after the colours may come "
            f";inputs=1 to {MOST_INPUTS} and ;hidden=0 to {MOST_HIDDEN}"
        )
    return found[1], int(found[2])


def _usual_inputs(colours: list[str]) -> int:
    return 3 if len(colours) == 1 and len(colours[0]) == 8 else 2


def _usual_hidden(colours: list[str], n_inputs: int) -> int:
    """0 for one colour, else the hidden neurons that these colours have place for."""
    if len(colours) == 1:
        return 0
    shape = (len(colours), len(colours[0]) / 2)
    layouts = [Layout(n_inputs, hidden) for hidden in range(1, MOST_HIDDEN + 1)]
    fitting = [one.hidden for one in layouts if (one.width, one.channels) == shape]
    return fitting[0] if fitting else 1
