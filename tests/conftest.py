"""What every test may ask for: the site served, a real Chromium, a page that must stay clean."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sitebuild.server import running_server

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # where a test imports onnxruntime itself

ROOT = Path(__file__).parents[1]
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-webgpu",
    "--use-webgpu-adapter=swiftshader",
)

# V8 compiles once more, and better, what has run for a while. Of Python's start that is as much
# work as the start itself, and a test is over before it pays. Loops that compute still get there.
LATE_OPTIMISING = "--js-flags=--wasm-tiering-budget=400000000"


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C and its kind are taken, here and by children, even in the background or by nohup."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.default_int_handler) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of dist/, served as `build.py serve` does."""
    dist = ROOT / "dist"
    assert (dist / "build.json").exists(), "build the site first: python3 build.py"
    with running_server(dist) as server:
        yield server.address


def launch_options(*flags: str) -> dict[str, Any]:
    """Which Chromium, and how it is started."""
    path = os.environ.get("AIPIXEL_CHROMIUM") or shutil.which("chromium")
    return {"executable_path": path, "args": [*CHROMIUM_FLAGS, *flags]}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**launch_options(LATE_OPTIMISING))
        yield chromium
        chromium.close()


def new_context(browser: Browser, **options: object) -> BrowserContext:
    """A fresh context without a service worker: routes see every request, nothing is kept."""
    return browser.new_context(service_workers="block", **options)  # type: ignore[arg-type]


@dataclass
class Watched:
    """What a page did that it should not have: console errors, requests off its origin."""

    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def requests_off(self, site: str) -> list[str]:
        hosts = {urlsplit(site).netloc, ""}  # blob: and data: have no host
        return [url for url in self.requests if urlsplit(url).netloc not in hosts]


OpenPage = Callable[..., tuple[Page, Watched]]


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[OpenPage]:
    """Opens a path of the site in a fresh context; fails the test for errors in the console."""
    opened: list[Watched] = []
    contexts: list[BrowserContext] = []

    def open_one(path: str, allow_errors: bool = False, **options: object) -> tuple[Page, Watched]:
        contexts.append(new_context(browser, **options))
        page, watched = contexts[-1].new_page(), Watched()
        page.on("pageerror", lambda error: watched.console.append(str(error)))
        page.on(
            "console",
            lambda message: message.type == "error" and watched.console.append(message.text),
        )
        page.on("request", lambda request: watched.requests.append(request.url))
        page.goto(site + path)
        if not allow_errors:
            opened.append(watched)
        return page, watched

    yield open_one
    complaints = [(each.console, each.requests_off(site)) for each in opened]
    for context in contexts:  # a page left open would train on beside the next tests
        context.close()
    assert complaints == [([], [])] * len(opened)
