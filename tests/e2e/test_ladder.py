"""What a host, a frame or a browser forbids costs a rung of the ladder, not the room."""

from __future__ import annotations

from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.conftest import ROOT, new_context
from tests.dream_page import wait_for_step, with_worker_that
from tests.hosts import running_host

PATIENCE = 60_000
DREAM = "dream/?backend=wasm&config=tiny&seed=7"
SPRITES = "sprites/?backend=wasm&count=1&seed=7"
OPAQUE = "allow-scripts"
NO_WORKERS = "window.Worker = class { constructor() { throw new Error('forbidden'); } };"
NO_STORAGE = """
for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
  Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });
navigator.storage.getDirectory = () => Promise.reject(new DOMException('no', 'SecurityError'));
navigator.serviceWorker.register = () => Promise.reject(new DOMException('no', 'SecurityError'));
"""


@pytest.fixture
def open_room(browser, site):
    """Opens a room where scripts have taken something away; fails for errors it does not catch."""
    contexts, complaints = [], []

    def open_one(path, taken):
        contexts.append(browser.new_context())
        contexts[-1].add_init_script(taken)
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(site + path)
        is_ready(page)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


# As in Firefox once in a while, on a busy machine: the worker of a thread never answers.
MUTE_THREADS = """
const { Worker } = globalThis;
globalThis.Worker = class extends Worker {
  constructor(address, options) {
    const silence = URL.createObjectURL(new Blob([''], { type: 'text/javascript' }));
    super(options?.name === 'em-pthread' ? silence : address, options);
  }
};
"""


def test_where_threads_do_not_start_the_room_goes_on_with_one(browser, site):
    with closing(new_context(browser)) as context:
        with_worker_that(context, MUTE_THREADS)
        page = context.new_page()
        page.goto(f"{site}dream/?backend=wasm-threads&config=tiny&seed=7")
        is_ready(page)
        assert page.evaluate("document.documentElement.dataset.backend") == "wasm"
        expect(page.locator("#backend-reason")).to_contain_text("did not start threads")
        page.get_by_role("button", name="Start", exact=True).click()
        wait_for_step(page, 3)


@pytest.fixture
def open_framed(browser, tmp_path):
    """Opens a room in a frame of another origin; its host lets everybody read it."""
    contexts, complaints = [], []

    def open_one(path, sandbox):
        contexts.append(browser.new_context())
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        attributes = f'sandbox="{sandbox}" src="{gateway}{path}" width="1200" height="900"'
        (tmp_path / "outer.html").write_text(f"<!doctype html><iframe {attributes}></iframe>")
        page.goto(f"{outer}outer.html")
        is_ready(page.frames[1])
        return page.frames[1]

    with (
        running_host("plain", tmp_path) as outer,
        running_host("gateway", ROOT / "dist") as gateway,
    ):
        yield open_one
        for context in contexts:
            context.close()
    assert complaints == []


def is_ready(page):
    page.wait_for_selector("html[data-state=ready]", timeout=PATIENCE, state="attached")


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def draws_a_sprite(page):
    press(page, "Generate")
    page.wait_for_selector("html[data-drawn='1']", timeout=PATIENCE, state="attached")


def test_without_workers_the_dream_trains_in_the_page_and_says_so(open_room):
    page = open_room(DREAM, NO_WORKERS)
    press(page, "Start")
    wait_for_step(page, 10)
    assert page.get_attribute("html", "data-thread") == "page"
    expect(page.locator("#rung")).to_contain_text("in the page itself, since no worker starts here")
    assert page.workers == []
    press(page, "Pause")
    page.wait_for_selector("html[data-state=paused]", timeout=PATIENCE, state="attached")


def test_without_workers_sprites_are_drawn_in_the_page(open_room):
    page = open_room(SPRITES.replace("backend=wasm&", ""), NO_WORKERS)
    draws_a_sprite(page)
    expect(page.locator("#rung")).to_contain_text("Computed by wasm in the page itself")


@pytest.mark.parametrize("path", [DREAM, SPRITES, "neuron/"], ids=["dream", "sprites", "neuron"])
def test_without_storage_the_room_works(open_room, path):
    page = open_room(path, NO_STORAGE)
    if path == DREAM:
        press(page, "Start")
        wait_for_step(page, 10)
    elif path == SPRITES:
        draws_a_sprite(page)
        press(page, "Favourite")
    else:
        press(page, "Train")
        page.wait_for_selector("html[data-state=running]", timeout=PATIENCE, state="attached")
    assert "Works without a network" not in page.locator("#rung").inner_text()


def test_in_an_opaque_origin_sprites_are_drawn_by_a_worker(open_framed):
    frame = open_framed(SPRITES, OPAQUE)
    draws_a_sprite(frame)
    assert frame.evaluate("self.origin") == "null"
    assert frame.locator("html").get_attribute("data-thread") == "worker"


@pytest.mark.parametrize("path", ["neuron/", "gallery/?backend=wasm"], ids=["neuron", "gallery"])
def test_the_other_rooms_open_in_an_opaque_origin(open_framed, path):
    frame = open_framed(path, OPAQUE)
    assert frame.locator("html").get_attribute("data-thread") == "worker"


def test_in_a_frame_without_storage_and_downloads_files_are_links(open_framed):
    frame = open_framed(SPRITES.replace("count=1", "count=9"), OPAQUE)
    press(frame, "Generate")
    frame.wait_for_selector("html[data-drawn='9']", timeout=PATIENCE, state="attached")
    press(frame, "Download PNG")
    files = frame.locator("#exported")
    expect(files.get_by_role("link")).to_have_count(1, timeout=PATIENCE)
    expect(files).to_contain_text("this frame forbids downloads")
    width = """async (link) => {
      const picture = Object.assign(new Image(), { src: link.href });
      await picture.decode();
      return picture.naturalWidth; }"""
    assert files.get_by_role("link").evaluate(width) == 32
    press(frame, "Send nine to the dream")  # by way of the storage
    expect(frame.locator("#notice")).to_contain_text("drop them there", timeout=PATIENCE)
