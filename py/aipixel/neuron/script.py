"""The few lines of Python that make a model again, from the library's public names alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from aipixel import datasets
from aipixel.neuron.encoding import Floats
from aipixel.neuron.model import PixelModel

EXAMPLES = {
    "umbrella": datasets.umbrella,
    "sunscreen": datasets.sunscreen,
    "escalate": datasets.escalate,
    "xor": datasets.xor,
}
DEFAULTS = {"epochs": 2000, "lr": 1.0, "seed": 0}  # of PixelModel.train
POINTS_A_LINE = 4


def script_of(model: PixelModel, options: Mapping[str, Any]) -> str:
    """The script for a model that was trained with `options`, or that was loaded.

    Where the points are an example's, the script names it.
    """
    if model.training_data is None:
        return _loaded(model)
    X, y = model.training_data
    name = example_of(X, y)
    labels, digits = ("0", "1"), 4
    features = model.features
    if features and features.seen_low:  # in their own units, so that training standardises them
        X, digits = features.unscale(X), 10
        labels = (_label(features.class_names[0]), _label(features.class_names[1]))
    imports = ["from aipixel import PixelModel"]
    if name:
        imports.append(f"from aipixel.datasets import {name}")
        data = [f"X, y, meta = {name}()"]
    else:
        rows = [", ".join(f"{value:.{digits}g}" for value in row) for row in X.tolist()]
        data = ["X = [", *_lines([f"[{row}]" for row in rows]), "]"]
        data += ["y = [", *_lines([labels[int(index)] for index in y.tolist()], 20), "]"]
    imports.append("from aipixel.viz import plot_decision_boundary")
    given = [f", {key}={value:g}" for key, value in options.items() if value != DEFAULTS[key]]
    use = [
        f"model = PixelModel({_shape(model)})",
        f"model.train(X, y{''.join(given)})",
        "model.summary()",
        "plot_decision_boundary(model, X, y)",
    ]
    return "\n".join([*imports, "", *data, "", *use, ""])


def example_of(X: Floats, y: Floats) -> str | None:
    """The name of the built-in set that these points (N, n), (N,) are, or None."""
    for name, make in EXAMPLES.items():
        points, classes, _ = make()
        if np.array_equal(points, X) and np.array_equal(classes, y):
            return name
    return None


def _loaded(model: PixelModel) -> str:
    shape = _shape(model)
    return "\n".join(
        [
            "from aipixel import PixelModel",
            "",
            f'model = PixelModel.from_hex("{model.hex}"{shape and ", " + shape})',
            "model.summary()",
            f"print(model.predict_proba([{[0.5] * model.n_inputs}]))",
            "",
        ]
    )


def _shape(model: PixelModel) -> str:
    parts = [f"n_inputs={model.n_inputs}"] if model.n_inputs != 2 else []
    parts += [f"hidden={model.hidden}"] if model.hidden else []
    return ", ".join(parts)


def _lines(items: list[str], each: int = POINTS_A_LINE) -> list[str]:
    starts = range(0, len(items), each)
    return [f"    {', '.join(items[start : start + each])}," for start in starts]


def _label(name: str) -> str:
    return name if re.fullmatch(r"-?\d+(\.\d+)?", name) else repr(name)
