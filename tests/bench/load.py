"""Seconds and megabytes until each room is ready: the first visit, and the next.

On this machine's own loopback, and over a line as slow as many people's, which all answers share.
Megabytes are those over the wire: the server sends what is compressed beside its files.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from harness import ROOT, chromium_and_site, report, summary
from playwright.sync_api import BrowserContext, BrowserType, Request
from sitebuild.compression import add_compressed
from sitebuild.project import Project, cache_folder
from sitebuild.server import SiteHandler, running_server

from tests.conftest import launch_options

VISITS = 3
STAY_MS = 8000  # after ready, in which the browser keeps the room and what it has compiled
MEGABITS = 20  # a second, of the slow line
CHUNK = 16_384  # bytes
ROOMS = {
    "hall": "",
    "neuron": "neuron/",
    "sprites": "sprites/?count=1",
    "gallery": "gallery/?backend=wasm",
    "dream, wasm": "dream/?backend=wasm&seed=7",
    "dream, wasm-threads": "dream/?backend=wasm-threads&seed=7",
    "dream, webgpu": "dream/?backend=webgpu&config=tiny&seed=7",
}


class Line:
    """A line that carries so many megabits a second, whoever sends."""

    def __init__(self, megabits: float) -> None:
        self._seconds_per_byte = 8 / (megabits * 1e6)
        self._lock = threading.Lock()
        self._free_at = 0.0

    def carry(self, count: int) -> None:
        """Wait until so many bytes are through."""
        with self._lock:
            began = max(self._free_at, time.monotonic())
            self._free_at = began + count * self._seconds_per_byte
            until = self._free_at
        time.sleep(max(0.0, until - time.monotonic()))


@contextmanager
def behind_a_line(megabits: float) -> Iterator[str]:
    """The address of dist/ on a server whose files come over such a line."""
    line = Line(megabits)

    class Handler(SiteHandler):
        def copyfile(self, source: Any, outputfile: Any) -> None:
            while chunk := source.read(CHUNK):
                line.carry(len(chunk))
                outputfile.write(chunk)

    with running_server(ROOT / "dist") as server:
        server.RequestHandlerClass = Handler
        yield server.address


def visit(context: BrowserContext, address: str, room: str) -> tuple[float, float]:
    """Seconds until ready, and megabytes of all answers' bodies as they were sent."""
    page = context.new_page()
    sizes: list[int] = []

    def count(request: Request) -> None:
        sizes.append(max(0, request.sizes()["responseBodySize"]))  # below 0: from a cache

    page.on("requestfinished", count)
    began = time.perf_counter()
    page.goto(address)
    if room != "hall":
        page.wait_for_selector("html[data-state=ready]", timeout=120_000, state="attached")
    seconds = time.perf_counter() - began
    if room.startswith("dream"):
        page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_timeout(STAY_MS)
    page.close()
    return seconds, sum(sizes) / 1e6


def measure(chromium: BrowserType, line: str, site: str, room: str) -> list[tuple[object, ...]]:
    path = ROOMS[room]
    cold, warm = [], []
    for _ in range(VISITS):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            for visits in (cold, warm):  # the browser is closed between them
                with closing(chromium.launch_persistent_context(profile, **launch_options())) as c:
                    visits.append(visit(c, site + path, room))
    rows: list[tuple[object, ...]] = []
    for name, visits in (("first", cold), ("next", warm)):
        seconds, megabytes = zip(*visits, strict=True)
        found = summary(seconds)
        first = summary([s for s, _ in cold])["median"]
        row = (
            line,
            room,
            name,
            found["median"],
            found["min"],
            found["max"],
            found["median"] / first,
        )
        rows.append((*row, summary(megabytes)["median"]))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(prog="build.py bench load")
    parser.add_argument("room", nargs="*", help=f"all of them, or some of: {'; '.join(ROOMS)}")
    rooms = parser.parse_args().room or list(ROOMS)
    if unknown := set(rooms) - set(ROOMS):
        parser.error(f"there is no room {', '.join(unknown)}; rooms are {'; '.join(ROOMS)}")
    project = Project(ROOT)
    add_compressed(project, project.dist, cache_folder())
    rows: list[tuple[object, ...]] = []
    with chromium_and_site() as (browser, site), behind_a_line(MEGABITS) as far:
        for line, address in (("loopback", site), (f"{MEGABITS} Mbit/s", far)):
            for room in rooms:
                rows += measure(browser.browser_type, line, address, room)
    report("load", ("line", "room", "visit", "seconds", "least", "most", "ratio", "MB"), rows)


if __name__ == "__main__":
    main()
