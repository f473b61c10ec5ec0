"""Where the dream runs: servers, frames and backends, and a room tried at each of their meetings.

A cell is a real browser that opens the room as that server and that frame let it, trains ten
steps (one on WebGPU) and says on what; or the sentence that the page says where it can't.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Page
from sitebuild.server import running_server

from tests.dream_page import FEW_TILES
from tests.hosts import HOSTS, running_host

STEPS = 10
SOFTWARE_STEPS = 1  # on WebGPU, which machines without a graphics processor have as software
PATIENCE = 300  # seconds; such a step takes half a minute beside other work
ISOLATED = "isolated"  # the server of build.py, whose headers allow threads
SERVERS = (ISOLATED, *HOSTS)
FRAMES = {
    "page": None,
    "frame": "",
    "fxhash": 'sandbox="allow-scripts allow-same-origin allow-modals"',
    "opaque": 'sandbox="allow-scripts"',
}
BACKENDS = ("auto", "wasm", "webgpu")
ROOM = f"dream/?config=tiny&seed=7{FEW_TILES}&backend="
OUTER = '<!doctype html><iframe {} width="1200" height="800" src="{}"></iframe>'
LOOK = """(() => {
  const { dataset } = document.documentElement;
  const alerts = [...document.querySelectorAll('[role=alert]')].filter((each) => !each.hidden);
  const said = alerts.map((each) => (each.querySelector('p') ?? each).textContent).join(' ');
  const rung = document.getElementById('rung')?.textContent;
  const silent = Boolean(document.querySelector('#loading:not([hidden]) > .notice:not([hidden])'));
  return JSON.stringify({ ...dataset, said, rung, silent });
})()"""
START = "document.getElementById('run').click()"


Seen = dict[str, Any]  # what LOOK gives


class Browsing(Protocol):
    """A browser as the matrix needs it: one page, or the first frame of one."""

    def open(self, address: str) -> None: ...

    def evaluate(self, script: str, framed: bool) -> str | None:
        """Return what the script gives, None where there is no document to run it in yet."""


class InChromium:
    """A Playwright page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, address: str) -> None:
        self.page.goto(address)

    def evaluate(self, script: str, framed: bool) -> str | None:
        frames = self.page.frames
        if framed and len(frames) < 2:
            return None
        found: str | None = frames[1 if framed else 0].evaluate(script)
        return found


@dataclass(frozen=True)
class Cell:
    """One meeting of a server, a frame and a backend that is asked for."""

    server: str
    frame: str
    backend: str

    @property
    def expected(self) -> str:
        """Return the backend that it must run on; empty where the page can only say why not."""
        if self.frame == "opaque" and self.server != "gateway":
            return ""  # nobody but its own origin may read what such a host serves
        if self.frame == "opaque" and self.backend == "webgpu":
            return ""  # a worker without an origin is given none
        if self.backend == "auto":
            alone = self.server == ISOLATED and self.frame == "page"
            return "wasm-threads" if alone else "wasm"
        return self.backend


@dataclass(frozen=True)
class Outcome:
    """What a cell came to; `backend` is empty where the room did not train."""

    backend: str
    thread: str
    said: str


@contextmanager
def running_site(server: str, folder: Path) -> Iterator[str]:
    """Serve the built site as that server does; gives its address."""
    if server == ISOLATED:
        with running_server(folder) as running:
            yield running.address
    else:
        with running_host(server, folder) as address:
            yield address


def try_cell(browsing: Browsing, cell: Cell, site: str, outer: Path, outer_address: str) -> Outcome:
    """Train ten steps in a cell.

    `outer` is a folder that is served at `outer_address`, an origin other than the site's.
    """
    attributes, address = FRAMES[cell.frame], f"{site}{ROOM}{cell.backend}"
    framed = attributes is not None
    if framed:
        (outer / "outer.html").write_text(OUTER.format(attributes, escape(address)))
        address = f"{outer_address}outer.html"
    browsing.open(address)
    steps = SOFTWARE_STEPS if cell.backend == "webgpu" else STEPS
    found = _wait(browsing, framed, lambda seen: seen.get("state") == "ready" or seen["silent"])
    if found["silent"]:  # a browser that is stuck: what the page then tells people to do, once
        browsing.open(address)
        found = _wait(browsing, framed, lambda seen: seen.get("state") == "ready")
    if found.get("state") == "ready":
        browsing.evaluate(START, framed)
        found = _wait(browsing, framed, lambda seen: int(seen.get("step", 0)) >= steps)
    backend = "" if found.get("state") == "error" else found["backend"]
    return Outcome(backend, found.get("thread", ""), found.get("said", ""))


def _wait(browsing: Browsing, framed: bool, enough: Callable[[Seen], bool]) -> Seen:
    until = time.monotonic() + PATIENCE
    seen: Seen = {"silent": False}
    while time.monotonic() < until:
        seen = {"silent": False, **json.loads(browsing.evaluate(LOOK, framed) or "{}")}
        if enough(seen) or seen.get("state") == "error":
            return seen
        time.sleep(0.2)
    return {**seen, "state": "error", "said": f"nothing more for {PATIENCE} s, at {seen}"}
