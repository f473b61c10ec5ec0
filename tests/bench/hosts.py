"""Every server by every frame by every backend: the dream trained in each, or why not.

In Chromium, with a software WebGPU, half an hour and more; in Firefox without one, ten minutes. A
browser's name after the bench's runs that one alone.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from harness import ROOT, chromium_and_site, report
from playwright.sync_api import Browser

from tests.firefox import find_firefox, running_firefox
from tests.host_matrix import (
    BACKENDS,
    FRAMES,
    SERVERS,
    Browsing,
    Cell,
    InChromium,
    running_site,
    try_cell,
)
from tests.hosts import running_host

HEADER = ("browser", "server", "frame", "asked", "ran on", "in a", "seconds", "expected", "said")
LONGEST = 60  # characters of what a page said
WITHOUT_GPU = ("auto", "wasm")

Row = tuple[object, ...]
Tab = Callable[[], AbstractContextManager[Browsing]]


def rows(name: str, tab: Tab, backends: Sequence[str]) -> Iterator[Row]:
    """Try every cell in a browser; gives a row as each is done."""
    with tempfile.TemporaryDirectory() as outer, running_host("plain", Path(outer)) as address:
        for server in SERVERS:
            with running_site(server, ROOT / "dist") as site:
                for cell in (Cell(server, frame, each) for frame in FRAMES for each in backends):
                    began = time.perf_counter()
                    with tab() as browsing:
                        found = try_cell(browsing, cell, site, Path(outer), address)
                    seconds = time.perf_counter() - began
                    ran = (found.backend or "–", found.thread or "–", seconds)
                    fits = "yes" if found.backend == cell.expected else "NO"
                    where = (name, server, cell.frame, cell.backend)
                    yield (*where, *ran, fits, found.said[:LONGEST])


def tabs_of(browser: Browser) -> Tab:
    """Give tabs that know nothing of each other."""

    @contextmanager
    def tab() -> Iterator[Browsing]:
        context = browser.new_context()
        yield InChromium(context.new_page())
        context.close()

    return tab


def chromium_rows() -> Iterator[Row]:
    with chromium_and_site() as (browser, _):
        yield from rows(f"Chromium {browser.version}", tabs_of(browser), BACKENDS)


def firefox_rows() -> Iterator[Row]:
    path = find_firefox()
    if path is None:
        print("No Firefox here: its rows are left out.")
        return
    with running_firefox(path) as firefox:
        yield from rows(f"Firefox {firefox.version}", lambda: nullcontext(firefox), WITHOUT_GPU)


ROWS = {"chromium": chromium_rows, "firefox": firefox_rows}


def main() -> None:
    parser = argparse.ArgumentParser(prog="build.py bench hosts")
    parser.add_argument("browser", nargs="?", choices=ROWS)
    wanted = parser.parse_args().browser
    found: list[Row] = []
    for name in [wanted] if wanted else ROWS:
        for row in ROWS[name]():
            print(*row, flush=True)  # the whole takes a while
            found.append(row)
    report("hosts", HEADER, found)


if __name__ == "__main__":
    main()
