"""Training accuracy of one pixel beside scikit-learn's LogisticRegression.

The sets: every choice of one to three columns of the tables in tests/data, and twenty drawn at
random. scikit-learn is no part of the project: run this with a Python that has it, NumPy and
Pillow, and with `py` on its path; `--markdown` prints the table of docs/neuron-accuracy.md.

Fails where a pixel is more than three points below.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
from aipixel import PixelModel
from aipixel.neuron.encoding import Floats
from aipixel.neuron.table import read_table
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

TABLES = Path(__file__).parents[1] / "data" / "tables"
MOST_BELOW = 0.03
RANDOM_SETS = 20

MEASURES = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
# Group, table, label, classes, columns to choose from.
CHOICES = [
    ("penguins, species", "penguins", "species", ("Adelie", "Gentoo"), MEASURES),
    ("penguins, species", "penguins", "species", ("Adelie", "Chinstrap"), MEASURES),
    ("penguins, species", "penguins", "species", ("Chinstrap", "Gentoo"), MEASURES),
    ("penguins, sex", "penguins", "sex", None, MEASURES),
    ("irises", "iris", "species", ("setosa", "versicolor"), "1234"),
    ("irises", "iris", "species", ("setosa", "virginica"), "1234"),
    ("irises", "iris", "species", ("versicolor", "virginica"), "1234"),
    ("breast cancer", "breast_cancer", None, None, [str(number) for number in range(1, 11)]),
]


class Found(NamedTuple):
    """The share of rows right of one set, by each."""

    group: str
    name: str
    pixel: float
    logistic: float


def sets() -> Iterator[tuple[str, str, Floats, Floats]]:
    """Group, name, X (N, n) in own units and y (N,)."""
    for group, name, label, classes, columns in CHOICES:
        data = (TABLES / f"{name}.csv").read_bytes()
        for count in (1, 2, 3):
            for chosen in combinations(columns, count):
                found = read_table(data, features=chosen, label=label, classes=classes)
                told = (
                    f"{', '.join(found.features.names)}: {' or '.join(found.features.class_names)}"
                )
                yield group, told, found.X, found.y
    for seed in range(RANDOM_SETS):
        random = np.random.default_rng(seed)
        n_inputs, rows = int(random.integers(1, 4)), int(random.integers(40, 400))
        X = random.normal(random.normal(0, 50), random.exponential(20), (rows, n_inputs))
        if seed % 4 == 0:  # inside [0, 1], without filling it
            X = 0.4 + 0.2 * (X - X.min()) / (X.max() - X.min())
        z = (X - X.mean(axis=0)) / X.std(axis=0) @ random.normal(0, 2, n_inputs)
        y = (z + random.logistic(random.normal(0, 1), 1, rows) > 0).astype(int)
        yield "random", f"seed {seed}: {rows} x {n_inputs}", X, y


def compared() -> list[Found]:
    result = []
    for group, name, X, y in sets():
        pixel = PixelModel(X.shape[1]).train(X, y, fit_ranges=True)
        logistic = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y)
        result.append(Found(group, name, pixel.accuracy(X, y), float(logistic.score(X, y))))
    return result


def main() -> int:
    found = compared()
    rows = []
    for group in [*dict.fromkeys(each.group for each in found), "all"]:
        own = [each for each in found if group in (each.group, "all")]
        pixel, logistic = (np.mean([each[place] for each in own]) for place in (2, 3))
        least = min(each.pixel - each.logistic for each in own)
        most = max(each.pixel - each.logistic for each in own)
        cells = (
            group,
            len(own),
            f"{pixel:.1%}",
            f"{logistic:.1%}",
            f"{least:+.1%}",
            f"{most:+.1%}",
        )
        rows.append(cells)
    header = ("sets", "how many", "one pixel", "LogisticRegression", "worst", "best")
    if "--markdown" in sys.argv:
        for cells in (header, ["---"] * len(header), *rows):
            print("|", " | ".join(map(str, cells)), "|")
    else:
        for each in sorted(found, key=lambda each: each.pixel - each.logistic)[:15]:
            print(f"{each.pixel:.1%} {each.logistic:.1%}  {each.group}: {each.name}")
        for cells in (header, *rows):
            print("  ".join(str(cell).ljust(18) for cell in cells))
    return int(any(each.pixel < each.logistic - MOST_BELOW for each in found))


if __name__ == "__main__":
    raise SystemExit(main())
