"""Seconds and megabytes until each room is ready: the first visit, and the next.

Megabytes are those over the wire: the server sends what is compressed beside its files.
"""

from __future__ import annotations

import time

from harness import ROOT, chromium_and_site, report, summary
from playwright.sync_api import Browser, BrowserContext, Request
from sitebuild.compression import add_compressed
from sitebuild.project import Project, cache_folder

VISITS = 3
ROOMS = {
    "hall": "",
    "neuron": "neuron/",
    "sprites": "sprites/?count=1",
    "gallery": "gallery/?backend=wasm",
    "dream, wasm": "dream/?backend=wasm&seed=7",
    "dream, wasm-threads": "dream/?backend=wasm-threads&seed=7",
    "dream, webgpu": "dream/?backend=webgpu&config=tiny&seed=7",
}


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
    page.close()
    return seconds, sum(sizes) / 1e6


def measure(browser: Browser, site: str, room: str, path: str) -> list[tuple[object, ...]]:
    cold, warm = [], []
    for _ in range(VISITS):
        context = browser.new_context()
        cold.append(visit(context, site + path, room))
        warm.append(visit(context, site + path, room))
        context.close()
    rows: list[tuple[object, ...]] = []
    for name, visits in (("first", cold), ("next", warm)):
        seconds, megabytes = zip(*visits, strict=True)
        found = summary(seconds)
        first = summary([s for s, _ in cold])["median"]
        row = (room, name, found["median"], found["min"], found["max"], found["median"] / first)
        rows.append((*row, summary(megabytes)["median"]))
    return rows


def main() -> None:
    project = Project(ROOT)
    add_compressed(project, project.dist, cache_folder())
    with chromium_and_site() as (browser, site):
        rows = [row for room, path in ROOMS.items() for row in measure(browser, site, room, path)]
    report("load", ("room", "visit", "seconds", "least", "most", "ratio", "MB"), rows)


if __name__ == "__main__":
    main()
