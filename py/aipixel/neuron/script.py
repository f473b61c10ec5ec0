"""The few lines of Python that make a model again, from the library's public names alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from aipixel.datasets import Dataset
from aipixel.neuron.encoding import Floats
from aipixel.neuron.model import PixelModel

DEFAULTS = {"epochs": 2000, "lr": 1.0, "seed": 0}  # of PixelModel.train
POINTS_A_LINE = 4


def script_of(
    model: PixelModel,
    learned: tuple[Floats, Any] | None,
    options: Mapping[str, Any],
    examples: Mapping[str, Callable[[], Dataset]],
) -> str:
    """The script for a model that learned from (X, y), or that was loaded.

    X lies in [0, 1]. Where the points are an example's, the script names it; `options` are what
    was given to `train`.
    """
    if learned is None:
        return _loaded(model)
    X, y = learned
    name = next((key for key, make in examples.items() if _same(make(), X, y)), None)
    imports = ["from aipixel import PixelModel"]
    if name:
        imports.append(f"from aipixel.datasets import {name}")
        data = [f"X, y, meta = {name}()"]
    else:
        data = ["X = [", *_lines([f"[{', '.join(map(_number, row))}]" for row in X.tolist()]), "]"]
        data += ["y = [", *_lines([str(label) for label in y.tolist()], 20), "]"]
    imports.append("from aipixel.viz import plot_decision_boundary")
    given = [f", {key}={value:g}" for key, value in options.items() if value != DEFAULTS[key]]
    use = [
        f"model = PixelModel({_shape(model)})",
        f"model.train(X, y{''.join(given)})",
        "model.summary()",
        "plot_decision_boundary(model, X, y)",
    ]
    return "\n".join([*imports, "", *data, "", *use, ""])


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


def _same(example: Dataset, X: Floats, y: Any) -> bool:
    return np.array_equal(example[0], X) and np.array_equal(example[1], y)


def _lines(items: list[str], each: int = POINTS_A_LINE) -> list[str]:
    starts = range(0, len(items), each)
    return [f"    {', '.join(items[start : start + each])}," for start in starts]


def _number(value: float) -> str:
    return f"{value:.4g}"
