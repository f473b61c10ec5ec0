"""What the benches share: a Chromium on the served site, medians, a table, a JSON file."""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
# A bench has the name of what it measures: its folder must not hide the package of that name.
sys.path.remove(str(Path(__file__).parent))
sys.path[:0] = [str(ROOT), str(ROOT / "web")]

from playwright.sync_api import Browser, sync_playwright  # noqa: E402
from sitebuild.server import running_server  # noqa: E402

from tests.conftest import launch_options  # noqa: E402

RESULTS = Path(__file__).parent / "results"


def smoke() -> bool:
    """Whether the bench is only to show that it runs: once, over the least."""
    return "--smoke" in sys.argv


@contextmanager
def chromium_and_site() -> Iterator[tuple[Browser, str]]:
    """A headless Chromium and the address of dist/."""
    with running_server(ROOT / "dist") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        yield browser, server.address
        browser.close()


def summary(samples: Sequence[float]) -> dict[str, float]:
    """Median, least and most of some measurements."""
    return {"median": statistics.median(samples), "min": min(samples), "max": max(samples)}


def report(name: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table and write it to results/NAME.json, through a temporary file."""
    cells = [[_text(cell) for cell in row] for row in (header, *rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
    RESULTS.mkdir(exist_ok=True)
    machine = {"processor": platform.processor() or platform.machine(), "cores": os.cpu_count()}
    found = {"machine": machine, "rows": [dict(zip(header, row, strict=True)) for row in rows]}
    temporary = RESULTS / f".{name}.part"
    temporary.write_text(json.dumps(found, indent=1) + "\n")
    os.replace(temporary, RESULTS / f"{name}.json")


def _text(cell: object) -> str:
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)
