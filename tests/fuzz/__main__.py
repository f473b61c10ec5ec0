"""Fuzz the readers of files: `python3 build.py fuzz [READER] [--minutes N] [--seed N]`.

Each case is a damaged copy of a real file, made from the seed, the reader's name and the case's
number alone. A reader may read it or refuse it in one sentence, within bounds of time and memory;
all else is told, with the file that shows it, and is the exit code 1.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from aipixel.commands import Parser, run, say

from tests.fuzz.cases import Counts, bounded_memory, run_case
from tests.fuzz.readers import READERS

MOST_TOLD = 20  # of a reader's findings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    return run("build.py fuzz", _run, arguments)


def _run(arguments: Sequence[str]) -> int:
    parser = Parser(prog="build.py fuzz", description="Feed damaged files to the readers.")
    parser.add_argument("reader", nargs="?", choices=READERS, help="one of them (all, in turn)")
    parser.add_argument("--minutes", type=_minutes, default=1.0, metavar="N", help="in all (1)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the damage (0)")
    options = parser.parse_args(arguments)
    names = [options.reader] if options.reader else list(READERS)
    seconds = options.minutes * 60 / len(names)
    print(f"{'reader':<16}{'cases':>10}{'read':>10}{'refused':>10}{'wrong':>7}  largest growth")
    everything = Counts()
    bounded_memory()
    try:
        for name in names:
            counts = _fuzz(name, options.seed, seconds)
            everything.add(counts)
            print(counts.row(name), flush=True)
    finally:
        print(everything.row("all"), flush=True)
    return 1 if everything.wrong else 0


def _fuzz(name: str, seed: int, seconds: float) -> Counts:
    counts = Counts()
    files = READERS[name].files()
    for whole in files:  # what is loaded once is no case's time
        with suppress(Exception):
            READERS[name].read(whole)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        case = run_case(name, READERS[name], files, seed, counts.cases)
        counts.count(case)
        if case.wrong and counts.wrong <= MOST_TOLD:
            path = Path(tempfile.gettempdir()) / f"aipixel-fuzz-{name}-{seed}-{case.number}"
            path.write_bytes(case.data)
            say(f"{name}, case {case.number} of seed {seed}: {case.wrong}; it is in {path}")
    return counts


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes <= 10_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of minutes")
    return minutes


if __name__ == "__main__":
    sys.exit(main())
