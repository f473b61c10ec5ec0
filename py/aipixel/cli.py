"""The command `ai-pixel`: train a pixel on a CSV file, look into one, predict with one.

Exit codes: 0 done; 2 it could not be done, and one line on standard error says why; 130 stopped
with Ctrl-C; 141 nobody reads the output any more. `--json` prints one document instead of text;
its keys are those of `model_document`, `train`, `inspect` and `predict`.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import math
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self

import numpy as np

from aipixel import __version__
from aipixel.arguments import names, number, numbers, png, whole, with_whole_inputs
from aipixel.commands import INTERRUPTED, Parser, run, say
from aipixel.files import read_file, try_out, write_atomically
from aipixel.neuron.encoding import MOST_HIDDEN, Floats
from aipixel.neuron.features import outside_notes
from aipixel.neuron.label import TooManyClasses
from aipixel.neuron.model import LARGEST_FILE, PixelModel
from aipixel.neuron.sheet import LARGEST_SHEET, Sheet
from aipixel.neuron.table import Table, read_inputs, read_table
from aipixel.stopping import Stop

Document = dict[str, Any]

MOST_EPOCHS = 100_000
MOST_SEED = 10**19 - 1
SECONDS_BETWEEN = 0.2  # two signs of progress


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code."""
    return run("ai-pixel", _run, arguments, stopped="stopped, nothing was saved")


def _run(arguments: Sequence[str]) -> int:
    options = _parse(arguments)
    try:
        print(options.command(options))
    except MemoryError:
        raise ValueError("there is not enough memory for this: use fewer rows or epochs") from None
    return int(options.code)


# Options


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = Parser(
        prog="ai-pixel", description="A neural network whose weights are the colour of a pixel."
    )
    parser.add_argument("--version", action="version", version=f"ai-pixel {__version__}")
    commands = parser.add_subparsers(metavar="train | inspect | predict", required=True)

    def add(name: str, function: Callable[..., str], about: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=about, description=about, allow_abbrev=False)
        command.set_defaults(command=function, code=0)
        command.add_argument("--json", action="store_true", help="print one JSON document")
        return command

    command = add("train", train, "learn from a CSV file and save the pixel")
    command.add_argument("data", metavar="DATA.csv")
    command.add_argument(
        "--features", type=names, metavar="A,B", help="1 to 3 columns (default: the best 3)"
    )
    command.add_argument(
        "--label", metavar="C", help="the column of the classes (default: the last)"
    )
    command.add_argument(
        "--classes", type=names, metavar="A,B", help="learn these two of its values"
    )
    command.add_argument("-o", "--output", type=png, default="model.png", metavar="MODEL.png")
    command.add_argument("--force", action="store_true", help="overwrite the output")
    hidden = whole("hidden is {} neurons", 0, MOST_HIDDEN)
    epochs = whole("epochs are {}", 1, MOST_EPOCHS)
    seed = whole("a seed is {}", 0, MOST_SEED)
    command.add_argument("--hidden", type=hidden, default=0, metavar="H", help="neurons with tanh")
    command.add_argument("--epochs", type=epochs, default=2000, metavar="N", help="at most")
    command.add_argument("--lr", type=number, default=1.0, metavar="R", help="learning rate")
    command.add_argument("--seed", type=seed, default=0, metavar="S", help="of hidden neurons")

    command = add("inspect", inspect, "say what a pixel holds")
    command.add_argument("model", metavar="MODEL.png")

    command = add("predict", predict, "predict one row, or every row of a CSV file")
    command.add_argument("model", metavar="MODEL.png")
    rows = command.add_mutually_exclusive_group(required=True)
    rows.add_argument(
        "-i",
        "--input",
        type=numbers,
        metavar='"0.8,0.6"',
        help='one row; with decimal commas "0,8 0,6"',
    )
    rows.add_argument("--csv", metavar="NEW.csv", help="columns by name, or in the inputs' order")
    return parser.parse_args(with_whole_inputs(arguments))


# Commands


def train(options: argparse.Namespace) -> str:
    """Document: `model`; `saved`, the path; `rows` and `epochs`, how many; `scores`, of `float`,
    `rounded` and `pixel`, each `loss` and `accuracy`; `notes`, sentences.
    """
    output = Path(options.output)
    if output.exists() and not options.force:
        raise ValueError(
            f"{output} exists: name another file with --output, or overwrite it with --force"
        )
    try_out({output: b""}, overwrite=options.force)
    data = read_file(Path(options.data), LARGEST_SHEET)
    with _named(options.data):
        table = read_table(
            data, features=options.features, label=options.label, classes=options.classes
        )
    model = PixelModel(table.X.shape[1], options.hidden)
    with Stop() as stop:
        with _Progress(stop) as progress:
            model.train(
                table.X,
                table.y,
                options.epochs,
                options.lr,
                features=table.features,
                fit_ranges=True,
                seed=options.seed,
                on_progress=progress.block,
                on_step=progress.step,
            )
        if stop.asked and not progress.is_worth_keeping:
            raise KeyboardInterrupt
        with stop.held():
            write_atomically(output, model.to_png(), overwrite=options.force)
    if stop.asked:
        say(f"ai-pixel: stopped; the best pixel so far is saved as {output}")
        options.code = INTERRUPTED
    report = model.quantization_report()
    document = {
        "model": model_document(model),
        "saved": str(output),
        "rows": len(table.y),
        "epochs": len(model.training_parameters) - 1,
        "scores": {name: report[name] for name in ("float", "rounded", "pixel")},
        "notes": table.notes,
    }
    return _json(document) if options.json else _trained(document, model, table, options.epochs)


def inspect(options: argparse.Namespace) -> str:
    """Document: `model`."""
    model = _load(options.model)
    return _json({"model": model_document(model)}) if options.json else model.describe()


def predict(options: argparse.Namespace) -> str:
    """Document: `predictions`, of each row `inputs`, `prediction` (0 or 1), `class` (its name) and
    `probability` (of class 1), all null where a value is missing; `notes`, sentences.
    """
    model = _load(options.model)
    sheet = None
    if options.csv is None:
        if len(options.input) != model.n_inputs:
            raise ValueError(
                f"{options.model} {_takes(model)}, not {len(options.input)}: "
                'with decimal commas put blanks between, such as "0,8 0,6"'
            )
        X = np.array([options.input])
    else:
        data = read_file(Path(options.csv), LARGEST_SHEET)
        with _named(options.csv):
            sheet, X = read_inputs(data, model.n_inputs, model.features)
    chances = np.full(len(X), np.nan)
    known = ~np.isnan(X).any(axis=1)
    chances[known] = model.predict_proba(X[known])
    notes = [*(sheet.notes if sheet else ()), *_notes(model, X)]
    if options.json:
        return _json({"predictions": _predictions(model, X, chances), "notes": notes})
    for note in notes:
        say(note)
    if sheet:
        return _csv(sheet, model, chances)
    chosen = _predictions(model, X, chances)[0]
    return f"{chosen['class']}\nprobability of {_class_names(model)[1]}: {chances[0]:.4f}"


# Documents and text


def model_document(model: PixelModel) -> Document:
    """`inputs` and `hidden`, how many; `pixels`, a list of 3 or 4 bytes each; `hex`; `parameters`,
    numbers by name; `features`, None or `names`, `low` and `high` (what becomes 0 and 1),
    `seen_low` and `seen_high` (what was learned from, empty where the same), `class_names` and
    `label`.
    """
    names = model.layout.parameter_names
    return {
        "inputs": model.n_inputs,
        "hidden": model.hidden,
        "pixels": [list(pixel) for pixel in model.to_pixels()],
        "hex": model.hex,
        "parameters": dict(zip(names, model.parameters.tolist(), strict=True)),
        "features": asdict(model.features) if model.features else None,
    }


def _json(document: Document) -> str:
    """Letters as they are where the output is in UTF-8, else as JSON writes them in ASCII."""
    escaped = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    return json.dumps(document, ensure_ascii=escaped, allow_nan=False, indent=1)


def _trained(document: Document, model: PixelModel, table: Table, epochs: int) -> str:
    low, high = table.features.class_names
    colour = "RGBA" if model.layout.channels == 4 else "RGB"
    settled = f" of {epochs}" if document["epochs"] < epochs else ""
    ones = int(table.y.sum())
    lines = [
        *table.notes,
        f"Learned   {table.features.label} from {', '.join(table.features.names)}",
        f"Rows      {len(table.y)}: {len(table.y) - ones} {low}, {ones} {high}",
        f"Epochs    {document['epochs']}{settled}",
        f"Pixel     {' '.join(f'{colour}{p}' for p in model.to_pixels())}  {model.hex}",
        "",
        "              loss  accuracy",
    ]
    for name, score in document["scores"].items():
        lines.append(f"{name:<9} {score['loss']:8.4f} {score['accuracy']:9.1%}")
    return "\n".join([*lines, "", f"Saved as {document['saved']}"])


def _takes(model: PixelModel) -> str:
    names = f" ({', '.join(model.features.names)})" if model.features else ""
    return f"takes {model.n_inputs} input{'s' * (model.n_inputs > 1)}{names}"


def _class_names(model: PixelModel) -> tuple[str, str]:
    return model.features.class_names if model.features else ("0", "1")


def _notes(model: PixelModel, X: Floats) -> list[str]:
    """What to know about rows (N, n_inputs) that are to be predicted."""
    notes = []
    missing = int(np.isnan(X).any(axis=1).sum())
    if missing:
        notes.append(f"{missing} of {len(X)} rows lack a number and have no prediction.")
    inputs = range(1, model.n_inputs + 1)
    names = model.features.names if model.features else [f"input {number}" for number in inputs]
    seen = model.features.seen if model.features else [(0.0, 1.0)] * model.n_inputs
    return [*notes, *outside_notes(X, names, seen)]


def _predictions(model: PixelModel, X: Floats, chances: Floats) -> list[Document]:
    result = []
    for row, chance in zip(X.tolist(), chances.tolist(), strict=True):
        known = not math.isnan(chance)
        chosen = int(chance >= 0.5) if known else None
        result.append(
            {
                "inputs": [None if math.isnan(value) else value for value in row],
                "prediction": chosen,
                "class": None if chosen is None else _class_names(model)[chosen],
                "probability": chance if known else None,
            }
        )
    return result


def _csv(sheet: Sheet, model: PixelModel, chances: Floats) -> str:
    """The file's own columns, in its own dialect, then the class and the probability of class 1."""
    names = _class_names(model)
    marks = {mark for column in sheet.columns for mark in column.evidence.decimal}
    comma = "," in marks or (sheet.delimiter == ";" and "." not in marks)
    file = io.StringIO()
    writer = csv.writer(file, delimiter=sheet.delimiter, lineterminator="\n")
    if sheet.has_header:
        writer.writerow([*sheet.names, "prediction", f"probability of {names[1]}"])
    cells = zip(*(column.cells for column in sheet.columns), strict=True)
    for row, chance in zip(cells, chances.tolist(), strict=True):
        if math.isnan(chance):
            writer.writerow([*row, "", ""])
        else:
            told = f"{chance:.6f}"
            told = told.replace(".", ",") if comma else told
            writer.writerow([*row, names[int(chance >= 0.5)], told])
    return file.getvalue().removesuffix("\n")


# Files and progress


def _load(path: str) -> PixelModel:
    data = read_file(Path(path), LARGEST_FILE)
    with _named(path):
        if len(data) > LARGEST_FILE:
            raise ValueError("it is larger than any model: a model is one small PNG")
        return PixelModel.from_png(data)


@contextmanager
def _named(path: str) -> Iterator[None]:
    """A ValueError from within says which file is meant."""
    try:
        yield
    except TooManyClasses as error:
        raise ValueError(f"{path}: {error} (with --classes A,B)") from None
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


class _Progress:
    """A line on standard error that says how far a training is, where that is a terminal.

    In its block the first Ctrl-C asks the training to end with what it has.
    """

    def __init__(self, stop: Stop) -> None:
        self._stop = stop
        self._shown = sys.stderr.isatty()
        self._told = 0.0
        self.is_worth_keeping = False

    def __enter__(self) -> Self:
        self._say("learning ...")
        self._stop.gently()
        return self

    def __exit__(self, *_: object) -> None:
        self._say("")

    def block(self, epoch: int, loss: float) -> None:
        """After a hundred epochs."""
        self.is_worth_keeping |= not self._stop.asked
        self._say(f"epoch {epoch:6d}  loss {loss:.4f}")

    def step(self, what: str, count: int) -> bool:
        """After each epoch, or some more pixels; whether to stop."""
        self.is_worth_keeping |= what == "pixel" and not self._stop.asked
        now = time.monotonic()
        if now - self._told > SECONDS_BETWEEN:
            self._told = now
            self._say(f"epoch {count:6d}" if what == "epoch" else f"searched {count:6d} pixels")
        return self._stop.asked

    def _say(self, text: str) -> None:
        if self._shown:
            print(f"\r{text}\033[K", end="", file=sys.stderr, flush=True)
