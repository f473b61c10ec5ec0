"""PixelModel: a classifier whose parameters are the bytes of one pixel, or of a few."""

from __future__ import annotations

import re
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from aipixel.files import read_file, write_atomically
from aipixel.neuron.encoding import (
    MOST_INPUTS,
    UNUSED,
    Bytes,
    Floats,
    Layout,
    describe,
    to_bytes,
    to_weights,
)
from aipixel.neuron.features import Features, as_classes
from aipixel.neuron.image import ModelImage, from_png, to_png
from aipixel.neuron.learning import OnStep, Ranges, learn
from aipixel.neuron.network import layers_of, logits, sigmoid
from aipixel.neuron.training import PATIENCE, Run
from aipixel.texts import printable

LARGEST_FILE = 1 << 20  # bytes of a PNG that may hold a model

Path_ = str | PathLike[str]
OnProgress = Callable[[int, float], None]


class PixelModel:
    """A binary classifier of 1 to 3 inputs: one neuron in one pixel, or a small network in a strip.

    With `hidden` 0 it is a single neuron with a sigmoid; otherwise `hidden` neurons with tanh
    (up to 16) stand before it. Once trained or loaded, everything it says is what the pixel says.

    >>> model = PixelModel.from_pixel(142, 87, 201)
    >>> model.hex
    '#8e57c9'
    >>> model.predict([[0.9, 0.1]])
    array([1])
    """

    def __init__(self, n_inputs: int = 2, hidden: int = 0) -> None:
        self.layout = Layout(n_inputs, hidden)
        self.features: Features | None = None
        self._values: Bytes | None = None
        self._run: Run | None = None
        self._data: tuple[Floats, Floats] | None = None
        self._scores: dict[str, dict[str, float]] = {}

    @property
    def n_inputs(self) -> int:
        return self.layout.n_inputs

    @property
    def hidden(self) -> int:
        return self.layout.hidden

    @property
    def parameters(self) -> Floats:
        """(P,) in [-4, 4], in the order of the pixel's channels; zeros before any training."""
        if self._values is None:
            return np.zeros(self.layout.parameter_count)
        return to_weights(self._values)

    @property
    def float_parameters(self) -> Floats:
        """(P,) as gradient descent left them; the pixel's where the model was loaded."""
        return self._run.parameters[-1].copy() if self._run else self.parameters

    @property
    def weights(self) -> Floats:
        """(n_inputs,) of the neuron, or (hidden, n_inputs) of the hidden layer, in [-4, 4]."""
        return self._weights_and_bias(self.parameters)[0]

    @property
    def bias(self) -> Any:
        """Of the neuron, a float in [-4, 4]; or (hidden,) of the hidden layer."""
        return self._weights_and_bias(self.parameters)[1]

    @property
    def output_weights(self) -> Floats:
        """(hidden,) of the output neuron, in [-4, 4]: empty without a hidden layer."""
        return layers_of(self.layout, self.parameters[None]).output[0, :-1][: self.hidden]

    @property
    def output_bias(self) -> float:
        """Of the output neuron, in [-4, 4]: the same as `bias` without a hidden layer."""
        return float(self.parameters[-1])

    @property
    def training_history(self) -> list[float]:
        """The loss with which each epoch began; empty for a model that was loaded."""
        return [float(loss) for loss in self.training_losses[:-1]]

    @property
    def training_losses(self) -> Floats:
        """(epochs + 1,): the loss of each of `training_parameters`."""
        return self._run.losses.copy() if self._run else np.empty(0)

    @property
    def training_parameters(self) -> Floats:
        """(epochs + 1, P): the float parameters at the start and after each epoch."""
        count = self.layout.parameter_count
        return self._run.parameters.copy() if self._run else np.empty((0, count))

    @property
    def training_data(self) -> tuple[Floats, Floats] | None:
        """What it learned from: X (N, n_inputs) as the neuron takes it and y (N,) of 0 and 1.

        None for a model that was loaded or not yet trained.
        """
        return self._data

    # Training

    def train(
        self,
        X: ArrayLike,
        y: ArrayLike,
        epochs: int = 2000,
        lr: float = 1.0,
        verbose: bool = False,
        *,
        patience: int | None = PATIENCE,
        features: Features | None = None,
        fit_ranges: bool = False,
        seed: int = 0,
        stop_early: bool = True,
        on_progress: OnProgress | None = None,
        on_step: OnStep | None = None,
    ) -> PixelModel:
        """Learn from X (N, n_inputs) and y (N,), and become the best pixel; returns the model.

        y holds two different values, whatever they are: their names are kept where they are not
        0 and 1. X lies in [0, 1], or in the ranges of `features`. If it does not, or with
        `fit_ranges`, the ranges are chosen: inputs that fill [0, 1] are taken as they are, others
        are standardised, so that the pixel gets no fewer rows right than mere rounding would.

        At most `epochs` of gradient descent at the learning rate `lr`, fewer where the pixel has
        not changed for `patience` of them (0 or None, as `stop_early=False`: all of them); then the
        pixel's neighbours are searched. `on_progress` hears every hundredth epoch and the loss;
        what it raises stops the training and leaves the model as it was. `on_step` hears "epoch" or
        "pixel" and how many there were; where it returns true, the training ends with what it has.
        Raises ValueError where the data cannot be learned from.
        """
        inputs, classes, class_names = self._checked(X, y)
        counts = (epochs, patience or 0, seed)
        if not all(isinstance(count, int | np.integer) and count >= 0 for count in counts):
            raise ValueError("epochs, patience and seed are whole numbers, none below 0")
        if epochs < 1 or not (isinstance(lr, float | int | np.number) and 0 < lr < np.inf):
            raise ValueError("epochs must be 1 or more and lr above 0")
        learned = learn(
            self.layout,
            inputs,
            classes,
            Ranges.of(inputs, class_names, features, fit_ranges),
            epochs=epochs,
            learning_rate=lr,
            seed=seed,
            patience=(patience or 0) if stop_early else 0,
            on_block=on_progress or (_print_progress if verbose else None),
            on_step=on_step,
        )
        self._run, self._data = learned.run, (learned.run.X, learned.run.y)
        self._values, self.features, self._scores = learned.pixel, learned.features, learned.scores
        return self

    def _checked(self, X: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats, tuple[str, str]]:
        inputs = self._inputs(X)
        labels = np.asarray(y).reshape(-1)
        if len(inputs) != len(labels):
            raise ValueError(f"X has {len(inputs)} rows and y has {len(labels)} labels")
        if not len(inputs):
            raise ValueError("there is nothing to learn from: X has no rows")
        if labels.dtype.kind == "f" and not np.isfinite(labels).all():
            raise ValueError("y holds a label that is not a number (NaN) or infinite")
        names = np.unique(labels)
        if labels.dtype.kind in "biuf" and np.isin(names, (0, 1)).all():
            return inputs, labels.astype(np.float64), ("0", "1")
        if len(names) != 2:
            raise ValueError(f"y must hold two classes, not {len(names)}: {_listed(names)}")
        return inputs, (labels == names[1]).astype(np.float64), (str(names[0]), str(names[1]))

    # Predicting

    def predict_proba(self, X: ArrayLike) -> Floats:
        """(N,): how likely each row of X (N, n_inputs) is of class 1, from 0 to 1.

        X is in the units of `features` where the model has them. A flat X is N values of one
        input, or one row of several.
        """
        inputs = self._inputs(X)
        if self.features:
            inputs = self.features.scale(inputs)
        return sigmoid(logits(self.layout, self.parameters[None], inputs)[0])

    def predict(self, X: ArrayLike) -> NDArray[np.int64]:
        """(N,) of 0 and 1: class 1 from a probability of 0.5 on."""
        return (self.predict_proba(X) >= 0.5).astype(np.int64)

    def predict_names(self, X: ArrayLike) -> list[str]:
        """The names of the predicted classes, one a row; "0" and "1" without `features`."""
        names = self.features.class_names if self.features else ("0", "1")
        return [names[index] for index in self.predict(X)]

    def accuracy(self, X: ArrayLike, y: ArrayLike) -> float:
        """The share of rows predicted right, 0 to 1; y holds 0 and 1 or the classes' names."""
        if not np.size(y) and not np.size(X):
            return 0.0
        found = self.predict(X)
        names = self.features.class_names if self.features else ("0", "1")
        return float((found == as_classes(y, names, len(found))).mean())

    def _inputs(self, X: ArrayLike) -> Floats:
        if np.ma.is_masked(X):
            raise ValueError("X holds a value that is masked: leave its row out")
        try:
            given = np.asarray(X)
            if given.dtype.kind in "cmM":  # of which NumPy would make other numbers
                raise TypeError
            inputs = given.astype(np.float64)
        except (TypeError, ValueError):
            raise ValueError("X holds something that is not a number") from None
        if inputs.ndim < 2:
            inputs = inputs.reshape((-1, 1) if self.n_inputs == 1 else (1, -1))
        if inputs.ndim != 2 or inputs.shape[1] != self.n_inputs:
            raise ValueError(
                f"the model takes {self.n_inputs} input{'s' * (self.n_inputs > 1)}, "
                f"X has the shape {inputs.shape}"
            )
        if not np.isfinite(inputs).all():
            raise ValueError("X holds a value that is not a number (NaN) or infinite")
        return inputs

    # The pixel

    def to_pixel(self) -> tuple[int, ...]:
        """(R, G, B), or (R, G, B, A) with three inputs, each 0 to 255.

        Raises ValueError for a model of more pixels than one.
        """
        pixels = self.to_pixels()
        if len(pixels) > 1:
            raise ValueError(f"this model is {len(pixels)} pixels: ask for them with to_pixels()")
        return pixels[0]

    def to_pixels(self) -> list[tuple[int, ...]]:
        """All pixels of the strip, each (R, G, B) or (R, G, B, A)."""
        strip = self.layout.to_pixels(to_bytes(self.parameters))
        return [tuple(pixel) for pixel in strip[0].tolist()]

    @classmethod
    def from_pixel(cls, *pixel: int, n_inputs: int | None = None) -> PixelModel:
        """The single neuron that R, G, B (two inputs, or one) or R, G, B, A (three) stand for.

        What a neuron of `n_inputs` does not need is not looked at, and may be left out.
        """
        if n_inputs is None:
            n_inputs = 3 if len(pixel) == 4 else 2
        layout = Layout(n_inputs)
        if not layout.parameter_count <= len(pixel) <= MOST_INPUTS + 1:
            raise ValueError(
                f"a neuron of {n_inputs} inputs has {layout.parameter_count} values, "
                f"not {len(pixel)}"
            )
        needed = pixel[: layout.parameter_count]
        return cls.from_pixels(
            [(*needed, *[UNUSED] * (layout.channels - len(needed)))[: layout.channels]], n_inputs
        )

    @classmethod
    def from_pixels(cls, pixels: ArrayLike, n_inputs: int = 2, hidden: int = 0) -> PixelModel:
        """The model that a strip of pixels (width, 3 or 4) stands for. ValueError if none."""
        model = cls(n_inputs, hidden)
        values = np.asarray(pixels)
        if values.dtype.kind not in "iu" or values.min() < 0 or values.max() > 255:
            raise ValueError("a pixel's values are whole numbers from 0 to 255")
        model._values = model.layout.from_pixels(values.astype(np.uint8)[None])
        return model

    @property
    def hex(self) -> str:
        """The pixels as colours, such as "#8e57c9" or "#8e57c9-1f00ff-808080"."""
        return "#" + "-".join(bytes(pixel).hex() for pixel in self.to_pixels())

    @classmethod
    def from_hex(cls, text: str, n_inputs: int | None = None, hidden: int = 0) -> PixelModel:
        """The model that colours stand for: the inverse of `hex`. ValueError if they are none."""
        colours = text.strip().removeprefix("#").split("-")
        if not all(re.fullmatch("[0-9a-fA-F]{6}|[0-9a-fA-F]{8}", colour) for colour in colours):
            raise ValueError(f"{text[:80]!r} is no colour: write six digits such as #8e57c9")
        if len({len(colour) for colour in colours}) > 1:
            raise ValueError("the colours of one model have all six digits, or all eight")
        if n_inputs is None:
            n_inputs = 3 if len(colours[0]) == 8 and not hidden else 2
        return cls.from_pixels([list(bytes.fromhex(c)) for c in colours], n_inputs, hidden)

    # Files

    def to_png(self) -> bytes:
        """A PNG of the pixels, with what the inputs mean beside them."""
        return to_png(ModelImage(self.layout, to_bytes(self.parameters), self.features))

    @classmethod
    def from_png(cls, data: bytes) -> PixelModel:
        """Read `to_png`'s bytes. ValueError, one sentence, where they hold no model."""
        image = from_png(data)
        model = cls(image.layout.n_inputs, image.layout.hidden)
        model._values, model.features = image.values, image.features
        return model

    def to_image(self, path: Path_, *, overwrite: bool = True) -> Path_:
        """Save the PNG and return the path. OSError where it can't be written."""
        write_atomically(Path(path), self.to_png(), overwrite=overwrite)
        return path

    @classmethod
    def from_image(cls, path: Path_) -> PixelModel:
        """Load a saved PNG. OSError where it can't be read, ValueError where it holds no model."""
        data = read_file(Path(path), LARGEST_FILE)
        if len(data) > LARGEST_FILE:
            raise ValueError(f"{path} is larger than any model: a model is one small PNG")
        return cls.from_png(data)

    # Reports

    def quantization_report(self) -> dict[str, Any]:
        """What becoming a pixel cost: the float model, the rounded one and the pixel side by side.

        `float_weights`, `float_bias`, `quantized_weights`, `quantized_bias` as `weights` and
        `bias` are; `pixel_rgb` and `pixel_hex`; `max_param_error`, the most that rounding to a byte
        changed a parameter, half a step of 0.031 at most; `max_logit_error`, the most that this can
        change a logit (of a single neuron); `max_param_move`, the most that the search then moved
        one; and for a model just trained `float`, `rounded` and `pixel`, each with the training
        data's `loss` and `accuracy`.
        """
        rounded = to_weights(to_bytes(self.float_parameters))
        errors = np.abs(self.float_parameters - rounded)
        float_weights, float_bias = self._weights_and_bias(self.float_parameters)
        pixels = self.to_pixels()
        return {
            "float_weights": float_weights.tolist(),
            "float_bias": np.asarray(float_bias).tolist(),
            "pixel_rgb": pixels[0] if len(pixels) == 1 else tuple(pixels),
            "pixel_hex": self.hex,
            "quantized_weights": self.weights.tolist(),
            "quantized_bias": np.asarray(self.bias).tolist(),
            "max_param_error": float(errors.max()),
            "max_logit_error": float(errors.sum()) if not self.hidden else None,
            "max_param_move": float(np.abs(self.parameters - rounded).max()),
            **{name: dict(score) for name, score in self._scores.items()},
        }

    def summary(self) -> None:
        """Print the model: what it takes, its weights, its pixel, what rounding cost."""
        print(self.describe())

    def describe(self) -> str:
        """The text that `summary` prints."""
        lines = [f"PixelModel ({describe(self.layout)})"]
        for name, value in zip(self.layout.parameter_names, self.parameters, strict=True):
            lines.append(f"  {name:<8} {value: .4f}")
        colour = "RGBA" if self.layout.channels == 4 else "RGB"
        lines.append(f"  Pixel    {' '.join(f'{colour}{p}' for p in self.to_pixels())}  {self.hex}")
        if self.features:
            f = self.features
            for name, seen, low, high in zip(f.names, f.seen, f.low, f.high, strict=True):
                units = "" if seen == (low, high) else f" ({low:.4g} is 0 and {high:.4g} is 1)"
                lines.append(f"  Input    {name}, {seen[0]:g} to {seen[1]:g}{units}")
            lines.append(f"  Answers  {f.label}: {f.class_names[0]} or {f.class_names[1]}")
        for name, score in self._scores.items():
            numbers = f"loss {score['loss']:.4f}, accuracy {score['accuracy']:.1%}"
            lines.append(f"  {name.capitalize():<8} {numbers}")
        return "\n".join(map(printable, lines))

    def _weights_and_bias(self, parameters: Floats) -> tuple[Floats, Any]:
        if not self.hidden:
            return parameters[:-1].copy(), float(parameters[-1])
        hidden = layers_of(self.layout, parameters[None]).hidden[0]
        return hidden[:, :-1].copy(), hidden[:, -1].copy()


def _print_progress(epoch: int, loss: float) -> None:
    print(f"epoch {epoch:5d}  loss {loss:.4f}")


def _listed(names: NDArray[Any]) -> str:
    shown = ", ".join(str(name) for name in names[:4])
    return f"{shown}, …" if len(names) > 4 else shown
