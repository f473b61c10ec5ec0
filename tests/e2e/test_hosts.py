"""The dream trains on every server, in every frame and on every backend, or says why it can't.

Each of them once here; `python3 build.py bench hosts` runs every meeting of them.
"""

from __future__ import annotations

import pytest

from tests.conftest import ROOT
from tests.firefox import find_firefox, running_firefox
from tests.host_matrix import BACKENDS, FRAMES, SERVERS, Cell, InChromium, running_site, try_cell
from tests.hosts import running_host

CHROMIUM_CELLS = (
    Cell("isolated", "page", "auto"),
    Cell("plain", "page", "auto"),
    Cell("sub-path", "fxhash", "wasm"),
    Cell("gateway", "opaque", "auto"),
    Cell("octet-stream", "page", "auto"),
    Cell("text-plain", "frame", "auto"),
    Cell("nosniff", "page", "wasm"),
    Cell("gzip", "fxhash", "auto"),
    Cell("no-range", "page", "wasm"),
    Cell("nginx", "frame", "webgpu"),
    Cell("plain", "opaque", "auto"),
    Cell("fallback", "page", "auto"),
)
FIREFOX_CELLS = (
    Cell("isolated", "page", "auto"),
    Cell("plain", "fxhash", "wasm"),
    Cell("gateway", "opaque", "auto"),
)


def name(cell):
    return f"{cell.server}-{cell.frame}-{cell.backend}"


@pytest.fixture
def outer(tmp_path):
    """Another origin, whose page holds the frame."""
    with running_host("plain", tmp_path) as address:
        yield tmp_path, address


def check(browsing, cell, outer, visits=1):
    with running_site(cell.server, ROOT / "dist") as site:
        outcomes = [try_cell(browsing, cell, site, *outer) for _ in range(visits)]
    for outcome in outcomes:
        assert outcome.backend == cell.expected, outcomes
        if cell.expected:
            assert outcome.thread == "worker"
            assert outcome.said == ""
        else:
            assert "Access-Control-Allow-Origin: *" in outcome.said


def test_every_server_frame_and_backend_is_among_the_cells():
    for position, all_of_it in enumerate((SERVERS, FRAMES, BACKENDS)):
        tried = {(cell.server, cell.frame, cell.backend)[position] for cell in CHROMIUM_CELLS}
        assert tried == set(all_of_it)


@pytest.mark.parametrize("cell", CHROMIUM_CELLS, ids=name)
def test_the_dream_trains_or_says_why_not(browser, outer, cell):
    context = browser.new_context()
    check(InChromium(context.new_page()), cell, outer)
    context.close()


@pytest.fixture(scope="module")
def firefox():
    path = find_firefox()
    if path is None:
        pytest.skip("there is no Firefox here: apt-get install firefox-esr")
    with running_firefox(path) as running:
        yield running


@pytest.mark.parametrize("cell", FIREFOX_CELLS, ids=name)
def test_firefox_trains_too_and_when_it_comes_back(firefox, outer, cell):
    check(firefox, cell, outer, visits=2)
