"""Judge a checkpoint: python -m pixelllm.evaluate CHECKPOINT

For each of the 36 cells: how often a classifier takes the sprites for what was asked, how many
are empty, isolated pixels and diversity against the generator's own sprites, and exact copies of
training sprites. Then totals, a two-sample test, and the likelihood of held-out sprites. It is a
judge of models trained with --synthetic.

Writes to --out: judge.json, grid.png, with --sweep also sweep.png; and the sprites drawn, so that
a second run, or one that was stopped, doesn't draw them again.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aipixel.commands import Parser, run
from aipixel.files import write_atomically

from pixelllm.contact_sheet import contact_sheet, labelled_sheet, save_sheet
from pixelllm.data.progress import Progress
from pixelllm.judge import CONVERGED, SWEEP, CellScore, Verdict, converged, judge_checkpoint
from pixelllm.options import SHIPPED, add_choice, chosen
from pixelllm.vocabulary import CATEGORIES, ZONES

SHOWN = 4  # sprites of a cell in the picture


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is 0, or 2 with one line on standard error."""
    return run("error", _run, arguments, stopped="stopped, the sprites drawn so far are kept")


def _run(arguments: Sequence[str]) -> int:
    print(_evaluate(_parser().parse_args(arguments)))
    return 0


def _evaluate(options: argparse.Namespace) -> str:
    choice = chosen(options)
    for name in ("samples", "training_sprites"):
        value = getattr(options, name)
        if value is not None and value < 1:
            raise ValueError(f"--{name.replace('_', '-')} must be 1 or more, not {value}")
    verdict = judge_checkpoint(
        options.checkpoint,
        choice,
        options.samples,
        options.out,
        lambda what: Progress(what).step,
        graphs=options.graphs,
        with_sweep=options.sweep,
        most_training=options.training_sprites,
    )
    content = as_json(verdict)
    write_atomically(options.out / "judge.json", f"{content}\n".encode(), overwrite=True)
    _draw_pictures(verdict, options.out)
    return content if options.json else as_table(verdict)


def as_json(verdict: Verdict) -> str:
    """The cells, the totals, and the sweep if there was one."""
    content: dict[str, Any] = {
        "cells": [cell._asdict() for cell in verdict.cells],
        "totals": verdict.totals,
    }
    if verdict.sweep:
        content["sweep"] = verdict.sweep
    return json.dumps(content, indent=1, allow_nan=False)


def as_table(verdict: Verdict) -> str:
    """The same for a person: of the cells only those that fall short."""
    short = [cell for cell in verdict.cells if not converged(cell)]
    lines = [f"{len(verdict.cells) - len(short)} of {len(verdict.cells)} cells reach {CONVERGED}"]
    if short:
        lines += [_row(CellScore._fields), *(_row(cell) for cell in short)]
    lines.append("")
    lines += [f"{name:32}{_short(value)}" for name, value in verdict.totals.items()]
    if verdict.sweep:
        lines += ["", _row(verdict.sweep[0]), *(_row(row.values()) for row in verdict.sweep)]
    return "\n".join(lines)


def _row(values: Any) -> str:
    return " ".join(f"{_short(value):>15}" for value in values)


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _draw_pictures(verdict: Verdict, out: Path) -> None:
    """Raises OSError."""
    save_sheet(labelled_sheet(*verdict.drawn, most=SHOWN), out / "grid.png")
    if verdict.swept:
        rows = [
            [
                sprites.pixels[sprites.labels[:, 1] == c][: len(ZONES)]
                for c in range(len(CATEGORIES))
            ]
            for sprites in verdict.swept
        ]
        names = [f"at {temperature}" for temperature in SWEEP]
        save_sheet(contact_sheet(rows, rows=names, columns=CATEGORIES, across=3), out / "sweep.png")


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m pixelllm.evaluate",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("checkpoint", nargs="?", type=Path, default=SHIPPED, metavar="CHECKPOINT")
    parser.add_argument(
        "--graphs",
        type=Path,
        metavar="FOLDER",
        help="draw with the graphs that were exported from it, which browsers use",
    )
    parser.add_argument("--samples", type=int, default=64, metavar="N", help="of a cell (64)")
    parser.add_argument(
        "--sweep", action="store_true", help=f"also at temperatures {', '.join(map(str, SWEEP))}"
    )
    parser.add_argument(
        "--training-sprites",
        type=int,
        metavar="N",
        help="among which copies are looked for (as many as it was trained on, 40000 at most)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--out", type=Path, default=Path("runs/judge"), metavar="FOLDER")
    add_choice(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
