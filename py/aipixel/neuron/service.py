"""The neuron as a page asks for it: calls in, answers that JSON can hold, and bytes.

`web/worker/protocol.js` says what each answer holds. Points lie in the unit square, or on the
unit line or in the unit cube; only typed inputs and what is told are in the features' own units.
The square spans what was seen, which is not always what a model takes as 0 and 1.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from aipixel.neuron.encoding import UNUSED, Floats, Layout, to_bytes, to_channels
from aipixel.neuron.features import Features, outside_notes
from aipixel.neuron.label import MOST_CLASSES, classes_of
from aipixel.neuron.link import from_link, to_link
from aipixel.neuron.model import PixelModel
from aipixel.neuron.network import logits, rescaled, sigmoid
from aipixel.neuron.plane import probability_bytes, ticks, zero_lines
from aipixel.neuron.script import EXAMPLES, example_of, script_of
from aipixel.neuron.sheet import read_sheet
from aipixel.neuron.suggestion import suggested_classes, suggested_label
from aipixel.neuron.table import read_table

Answer = dict[str, Any]
Rows = Sequence[Sequence[float]]

TOLD = ("frames", "cost", "tooHard", "script")
MOST_FRAMES = 200
MOST_POINTS = 20_000  # of a table, that a page shows and learns from
MOST_EPOCHS = 20_000
POOR = 0.8  # below this accuracy a straight line is not what parts the points


class NeuronService:
    """One model, and what is told of it. Every public method is one of the page's calls."""

    _model: PixelModel
    _features: Features
    _frames: Floats  # (F, P)
    _told: Answer  # what of the answer no change of names changes

    def __init__(self, model: PixelModel | None = None, features: Features | None = None) -> None:
        self._become(model or PixelModel(), features)

    def call(
        self, method: str, arguments: str, data: bytes | None = None
    ) -> tuple[str, bytes | None]:
        """A call with JSON in and out; `data` and the bytes of the answer go beside it."""
        keywords = json.loads(arguments)
        if data is not None:
            keywords["data"] = bytes(data)
        result = getattr(self, method)(**keywords)
        answer, data = result if isinstance(result, tuple) else (result, None)
        return json.dumps(answer, allow_nan=False), data

    # Points

    def example(self, name: str) -> Answer:
        """The points of a built-in set, and what they are about."""
        X, y, meta = EXAMPLES[name]()
        return {
            "points": X.tolist(),
            "classes": y.tolist(),
            "features": _told(_example_features(name)),
            "notes": [meta["description"]],
        }

    def open_csv(
        self,
        data: bytes,
        features: Sequence[str] | None = None,
        label: str | None = None,
        classes: Sequence[str] | None = None,
    ) -> Answer:
        """The rows of a CSV file as points; the columns and classes as `read_table` takes them."""
        table = read_table(data, features=features, label=label, classes=classes).drawn(MOST_POINTS)
        return {
            "points": table.features.scale(table.X).tolist(),
            "classes": table.y.tolist(),
            "features": _told(table.features),
            "notes": table.notes,
        }

    def csv_columns(self, data: bytes, label: str | None = None) -> Answer:
        """What can be chosen in a CSV file, and what is chosen until somebody does.

        Without a label that is the last column which holds two classes, or else a few.
        """
        sheet = read_sheet(data)
        column = sheet.find(label) if label is not None else suggested_label(sheet)
        counts = classes_of(column).counts
        return {
            "columns": sheet.names,
            "label": column.name,
            "classes": sorted(counts) if len(counts) <= MOST_CLASSES else [],
            "chosen": suggested_classes(counts),
        }

    # Models

    def begin(self, features: Answer, hidden: int) -> Answer:
        """A model that has learned nothing: every weight near 0, every channel in the middle."""
        described = _features(features).over_seen()
        return self._become(PixelModel(len(described.names), hidden), described)

    def describe(self, features: Answer) -> Answer:
        """Give the model's inputs and classes other names; the pixel stays."""
        self._features = _features(features)
        self._name_features()
        return self.answer()

    def train(
        self,
        points: Rows,
        classes: Sequence[int],
        features: Answer,
        hidden: int,
        epochs: int,
        rate: float,
        seed: int,
    ) -> Answer:
        """Learn from the points; the answer has the whole run, the found pixel last."""
        described = _features(features).over_seen()
        if not points:
            raise ValueError("There are no points to learn from: place some on the square first.")
        if len(set(classes)) < 2:
            raise ValueError("All points are of one class: place some of the other one too.")
        if epochs > MOST_EPOCHS:
            raise ValueError(f"epochs must be at most {MOST_EPOCHS}, not {epochs}")
        X, y = np.array(points, dtype=np.float64), np.array(classes)
        model = PixelModel(len(described.names), hidden)
        model.train(X, y, epochs, rate, seed=seed)
        return self._become(model, described, {"epochs": epochs, "lr": rate, "seed": seed})

    def open_png(self, data: bytes) -> Answer:
        """Become the model that a PNG holds."""
        model = PixelModel.from_png(data)
        return self._become(model, model.features)

    def open_link(self, link: str) -> Answer:
        """Become the model that the end of an address names."""
        return self._become(from_link(link))

    def restore(self, model: Answer) -> Answer:
        """Become the model of an answer, which another Python gave."""
        self._model = from_link(model["link"])
        self._features = _features(model["features"])
        self._frames = np.array([frame["values"] for frame in model["frames"]])
        self._told = {key: model[key] for key in TOLD}
        self._name_features()
        return self.answer()

    def left_by(self, names: Mapping[str, Any]) -> Answer | None:
        """What a script leaves: its `model` or else its last one, and what that learned from.

        The model here stays as it is. None where the script's names hold no model.
        """
        model = names.get("model")
        if not isinstance(model, PixelModel):
            models = [value for value in names.values() if isinstance(value, PixelModel)]
            if not models:
                return None
            model = models[-1]
        X, y = model.training_data or (np.empty((0, model.n_inputs)), [])
        features = self._features_of(model)
        if features:
            X = features.over_seen().scale(features.unscale(X))
        return {
            "model": NeuronService(model, features).answer(),
            "points": X.tolist(),
            "classes": np.array(y, dtype=np.int64).tolist(),
        }

    def _features_of(self, model: PixelModel) -> Features | None:
        """A script's model that has no names keeps those of its points, or else those in use."""
        if model.features:
            return model.features
        example = example_of(*model.training_data) if model.training_data else None
        if example:
            return _example_features(example)
        return self._features if len(self._features.names) == model.n_inputs else None

    # What the model says

    def shade(self, frame: int, width: int, height: int, third: float) -> tuple[Answer, bytes]:
        """How sure the model of a frame is, a byte for each place, and its neurons' lines."""
        layout = self._model.layout
        low, high = self._features.scale(np.array(self._features.seen).T)
        parameters = rescaled(layout, self._frames[frame][None], low, high)[0]
        shades = probability_bytes(layout, parameters, width, height, third)
        lines = zero_lines(layout, parameters, third)
        return {"width": width, "height": height, "lines": lines}, shades.tobytes()

    def predict(self, inputs: Sequence[float], frame: int, raw: bool) -> Answer:
        """One prediction of a frame's model, for a place of the square or for raw inputs."""
        features = self._features
        row = np.array([inputs], dtype=np.float64)
        values = row if raw else features.over_seen().unscale(row)
        scaled = features.scale(values)
        chance = float(sigmoid(logits(self._model.layout, self._frames[frame][None], scaled)[0])[0])
        chosen = int(chance >= 0.5)
        return {
            "told": [
                f"{name} {_written(value, high - low)}"
                for name, value, (low, high) in zip(
                    features.names, values[0], features.seen, strict=True
                )
            ],
            "probability": chance,
            "class": chosen,
            "name": features.class_names[chosen],
            "certainty": chance if chosen else 1 - chance,
            "outside": outside_notes(values, features.names, features.seen) if raw else [],
        }

    def evaluate(self, points: Rows, classes: Sequence[int]) -> Answer:
        """How many of these points the pixel gets right."""
        places = np.array(points, dtype=np.float64).reshape(-1, self._model.n_inputs)
        X = self._features.scale(self._features.over_seen().unscale(places))
        z = logits(self._model.layout, self._model.parameters[None], X)[0]
        return {"right": int(((z >= 0) == np.array(classes)).sum()), "count": len(X)}

    # Answers

    def _become(
        self,
        model: PixelModel,
        features: Features | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> Answer:
        """`options` are what was given to the model's `train`."""
        self._model = model
        self._features = features or _unit_features(model.n_inputs)
        self._frames, frames = _frames(model)
        self._told = {
            "frames": frames,
            "cost": _cost(model),
            "tooHard": _too_hard(model),
            "script": script_of(model, options or {}),
        }
        self._name_features()
        return self.answer()

    def _name_features(self) -> None:
        usual = self._features == _unit_features(self._model.n_inputs)
        self._model.features = None if usual else self._features

    def answer(self) -> Answer:
        """The model as it is now."""
        model = self._model
        return {
            "inputs": model.n_inputs,
            "hidden": model.hidden,
            "features": _told(self._features),
            "parameters": _parameters(model.layout, self._features),
            "link": to_link(model),
            **self._told,
        }

    def png(self) -> tuple[Answer, bytes]:
        """The model's file, and a name for it."""
        colours = self._model.hex.removeprefix("#")
        return {"name": f"pixel-{colours[:40]}.png"}, self._model.to_png()


def _features(told: Answer) -> Features:
    """The inverse of `_told`."""
    features = Features.from_json(json.dumps(told))
    zero, one = tuple(told.get("zero", features.low)), tuple(told.get("one", features.high))
    if (zero, one) == (features.low, features.high):
        return features
    return replace(features, low=zero, high=one, seen_low=features.low, seen_high=features.high)


def _example_features(name: str) -> Features:
    meta = EXAMPLES[name]()[2]
    return _unit_features(2, meta["feature_names"], meta["class_names"], meta["name"])


def _unit_features(
    n_inputs: int,
    names: Sequence[str] | None = None,
    class_names: Sequence[str] = ("0", "1"),
    label: str = "class",
) -> Features:
    """Inputs from 0 to 1."""
    return Features.of([[0.0] * n_inputs, [1.0] * n_inputs], names, class_names, label)


def _told(features: Features) -> Answer:
    """With `low` and `high` of the square; `zero` and `one` are what the model takes as such."""
    square = features.over_seen()
    return {
        "names": square.names,
        "low": square.low,
        "high": square.high,
        "class_names": square.class_names,
        "label": square.label,
        "zero": features.low,
        "one": features.high,
        "ticks": [ticks(low, high) for low, high in square.seen],
    }


def _written(value: float, span: float) -> str:
    """With as many decimals as a hundredth of the span needs."""
    decimals = 2 - math.floor(math.log10(span)) if span > 0 else 2
    return f"{value:.{min(max(decimals, 0), 9)}f}"


def _parameters(layout: Layout, features: Features) -> list[Answer]:
    """For each parameter: its pixel, its channel there, its neuron's name and its own."""
    inputs = [f"weight of {name}" for name in features.names]
    units = [f"hidden neuron {unit}" for unit in range(1, layout.hidden + 1)]
    neurons = [(unit, name) for unit in units for name in (*inputs, "bias")]
    last = [f"weight of {unit}" for unit in units] or inputs
    neurons += [("output neuron" if layout.hidden else "neuron", name) for name in (*last, "bias")]
    return [
        {
            "pixel": index // layout.channels,
            "channel": "RGBA"[index % layout.channels],
            "neuron": neuron,
            "name": name,
        }
        for index, (neuron, name) in enumerate(neurons)
    ]


def _strip(layout: Layout, values: Floats) -> list[list[float]]:
    """Channels (P,), 0 to 255, as pixels; they need not be whole."""
    strip = np.full(layout.width * layout.channels, float(UNUSED))
    strip[: layout.parameter_count] = values
    pixels: list[list[float]] = strip.reshape(layout.width, layout.channels).tolist()
    return pixels


def _frame(layout: Layout, parameters: Floats, epoch: int) -> Answer:
    pixels = layout.to_pixels(to_bytes(parameters))[0].tolist()
    return {"epoch": epoch, "values": parameters.tolist(), "pixels": pixels}


def _frames(model: PixelModel) -> tuple[Floats, list[Answer]]:
    """A run to be seen: parameters (F, P), and what each frame shows. The last is the pixel.

    Of a model that was not trained, only the pixel.
    """
    if model.training_data is None:
        return model.parameters[None], [_frame(model.layout, model.parameters, 0)]
    X, y = model.training_data
    run, losses = model.training_parameters, model.training_losses.tolist()
    epochs = key_epochs(len(run), MOST_FRAMES - 1)
    parameters = np.vstack([run[epochs], model.parameters])
    right = ((logits(model.layout, parameters, X) >= 0) == y).mean(axis=1)
    found = model.quantization_report()["pixel"]["loss"]
    told = [
        {**_frame(model.layout, row, epoch), "loss": loss, "accuracy": float(accuracy)}
        for row, epoch, loss, accuracy in zip(
            parameters,
            [*epochs, epochs[-1]],
            [*(losses[epoch] for epoch in epochs), found],
            right,
            strict=True,
        )
    ]
    return parameters, told


def key_epochs(count: int, most: int) -> list[int]:
    """At most `most` of the numbers below `count`: first, last, and more early than late."""
    places = np.rint(np.linspace(0, 1, most) ** 2 * (count - 1)).astype(int)
    epochs: list[int] = np.unique(places).tolist()
    return epochs


def _too_hard(model: PixelModel) -> bool:
    scores = model.quantization_report()
    return not model.hidden and "pixel" in scores and scores["pixel"]["accuracy"] < POOR


def _cost(model: PixelModel) -> list[Answer]:
    """The float model, the rounded one and the pixel; nothing where the model was loaded."""
    report = model.quantization_report()
    if "pixel" not in report:
        return []
    floats = model.float_parameters
    channels = {
        "float": to_channels(floats),
        "rounded": to_bytes(floats).astype(np.float64),
        "pixel": to_bytes(model.parameters).astype(np.float64),
    }
    return [
        {"name": name, **report[name], "pixels": _strip(model.layout, values)}
        for name, values in channels.items()
    ]
