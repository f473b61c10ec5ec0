"""Rooms that were visited once open without a network, and builds never mix."""

from __future__ import annotations

import json
import re
import shutil
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from sitebuild.server import SiteServer

from tests.conftest import ROOT
from tests.dream_page import press, wait_for_state, wait_for_step
from tests.hosts import running_host

KEPT = "Works without a network now."
PATIENCE = 60_000
# What every room must do again: open, and use what it opened.
ROOMS = {
    "": "hall",
    "neuron/": "neuron",
    "dream/?backend=wasm&config=tiny&seed=7": "dream",
    "sprites/?backend=wasm&count=1&seed=7": "sprites",
    "gallery/?backend=wasm": "gallery",
}


class StoppableSite:
    """A folder, served at one address, which can be taken off the network and put back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self.start()

    def start(self) -> None:
        self.server = SiteServer(self.folder, self.port)
        self.port = int(self.server.server_address[1])
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def address(self) -> str:
        return self.server.address


@pytest.fixture
def stoppable():
    sites: list[StoppableSite] = []

    def serve(folder=ROOT / "dist"):
        sites.append(StoppableSite(folder))
        return sites[-1]

    yield serve
    for site in sites:
        site.stop()


@pytest.fixture
def context(browser):
    context = browser.new_context()
    yield context
    context.close()


def visit(context, address):
    page = context.new_page()
    page.goto(address)
    return page


def is_kept(page):
    expect(page.locator("#rung")).to_contain_text(KEPT, timeout=PATIENCE)


def is_open(page, room):
    if room != "hall":
        wait_for_state(page, "ready")


def opens_the_editor(page):
    press(page, "Show the Python")
    expect(page.get_by_role("textbox", name="Python script")).to_be_editable(timeout=PATIENCE)
    page.locator(".cm-editor").wait_for(timeout=PATIENCE)


def use(page, room):
    """What the room shows, with what it loads only then: own pictures, files, light, the editor."""
    if room == "neuron":
        press(page, "Train")
        page.wait_for_selector("html[data-state=running]", timeout=PATIENCE, state="attached")
        opens_the_editor(page)
    elif room == "dream":
        press(page, "Start")
        wait_for_step(page, 10)
        page.locator("#own-picture-files").set_input_files(ROOT / "web/images/dream-mosaic.png")
        expect(page.locator("#picture-notice")).to_contain_text("among the nine", timeout=PATIENCE)
        opens_the_editor(page)
    elif room == "sprites":
        press(page, "Generate")
        page.wait_for_selector("html[data-drawn='1']", timeout=PATIENCE, state="attached")
        page.get_by_role("checkbox", name="Shade every sprite").check()
        press(page, "Download PNG")
        expect(page.locator("#files-status")).to_contain_text("Saved", timeout=PATIENCE)
        assert page.get_by_role("alert").filter(visible=True).count() == 0
    elif room == "hall":
        assert page.locator("img").first.evaluate("async (i) => (await i.decode(), i.naturalWidth)")
    else:
        assert page.get_by_text("The walls are bare").is_visible()


@pytest.mark.parametrize(("path", "room"), ROOMS.items(), ids=ROOMS.values())
def test_a_room_that_was_visited_once_works_when_its_server_is_gone(context, stoppable, path, room):
    site = stoppable()
    page = visit(context, site.address + path)
    is_open(page, room)
    is_kept(page)
    page.close()
    site.stop()
    context.set_offline(True)
    page = visit(context, site.address + path)
    is_open(page, room)
    use(page, room)
    assert page.evaluate("crossOriginIsolated")  # the headers are kept too
    is_kept(page)
    site.start()


def test_a_site_below_the_root_keeps_its_own_files_alone(context):
    with running_host("sub-path", ROOT / "dist") as address:
        page = visit(context, address)
        is_kept(page)
        assert all(f" {urlsplit(address).path}" in name for name in page.evaluate("caches.keys()"))
    page = visit(context, address)
    use(page, "hall")
    is_kept(page)


def another_build(folder):
    """Turn a copy of the site into the next build of it; returns the old and the new name.

    What has another content has another name, as in every build: browsers keep it by its name.
    """
    manifest = json.loads((folder / "build.json").read_bytes())
    old, new = manifest["id"], manifest["id"][::-1]
    chunks = sorted((folder / "chunks").glob("*.js"))
    for path in [folder / "build.json", *folder.rglob("*.js"), *folder.rglob("*.html")]:
        text = path.read_bytes().replace(old.encode(), new.encode())
        for chunk in chunks:
            text = text.replace(chunk.name.encode(), f"new-{chunk.name}".encode())
        path.write_bytes(text)
    for chunk in chunks:
        chunk.rename(chunk.with_name(f"new-{chunk.name}"))
    return old, new


def kept_builds(page):
    names = page.evaluate("caches.keys()")
    return {name.split()[-1] for name in names if name.startswith("aipixel-build")}


@pytest.fixture
def copied(tmp_path):
    return Path(shutil.copytree(ROOT / "dist", tmp_path / "site"))


def test_a_new_build_is_told_and_takes_the_place_of_the_old(context, stoppable, copied):
    site = stoppable(copied)
    path = "sprites/?backend=wasm&count=1&seed=7"
    page = visit(context, site.address + path)
    is_kept(page)
    old, new = another_build(copied)
    assert kept_builds(page) == {old}
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    notice = page.locator("#new-version")
    expect(notice).to_contain_text("A new version of this site is there.", timeout=PATIENCE)
    page.wait_for_timeout(200)
    assert kept_builds(page) == {old}  # until the new page has loaded
    notice.get_by_role("button", name="Reload").click()
    page.wait_for_function(f"() => document.querySelector('#rung')?.textContent.includes('{KEPT}')")
    assert kept_builds(page) == {new}
    use(page, "sprites")
    assert notice.count() == 0


SCRIPTS = """() => Promise.all(
  performance.getEntriesByType('resource')
    .map(({ name }) => name)
    .filter((name) => /\\.js$/.test(name))
    .map(async (name) => [name, await (await fetch(name)).text()]))"""


def test_no_page_gets_files_of_two_builds(context, stoppable, copied):
    """The site moves on while one room of the old build is kept, then the network goes."""
    site = stoppable(copied)
    page = visit(context, site.address + "sprites/?backend=wasm&seed=7")
    is_kept(page)
    another_build(copied)
    page.goto(site.address + "neuron/")  # of the new build; scripts are shared with the sprites
    wait_for_state(page, "ready")
    scripts = page.evaluate(SCRIPTS)
    assert len(scripts) > 2
    for address, text in scripts:
        assert text == (copied / address.removeprefix(site.address)).read_text(), address
    is_kept(page)
    site.stop()
    page.goto(site.address + "neuron/")
    wait_for_state(page, "ready")
    site.start()


@pytest.mark.parametrize("sandbox", ["", "allow-scripts allow-same-origin allow-modals"])
def test_nothing_is_kept_from_within_a_frame(context, site, sandbox):
    attribute = f'sandbox="{sandbox}"' if sandbox else ""
    page = context.new_page()
    page.route(
        re.compile("/outer$"),
        lambda route: route.fulfill(
            body=f'<iframe {attribute} src="{site}neuron/" width=600 height=600></iframe>',
            content_type="text/html",
        ),
    )
    page.goto(site + "outer")
    frame = page.frames[1]
    frame.wait_for_selector("html[data-state=ready]", timeout=PATIENCE, state="attached")
    page.wait_for_timeout(1500)
    assert (
        page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    )
    assert KEPT not in frame.locator("#rung").inner_text()


QUOTA = "Cache.prototype.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'))"
REFUSED = "navigator.serviceWorker.register = () => Promise.reject(new DOMException('no'))"
THROWS = "Object.defineProperty(navigator, 'serviceWorker', { get() { throw new Error('no'); } })"


@pytest.mark.parametrize("trouble", [QUOTA, REFUSED, THROWS], ids=["quota", "refused", "throws"])
def test_where_nothing_can_be_kept_the_room_works(context, stoppable, copied, trouble):
    site = stoppable(copied)
    if trouble == QUOTA:
        script = copied / "service-worker.js"
        script.write_text(f"{trouble};{script.read_text()}")
    else:
        context.add_init_script(trouble)
    complaints = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda each: each.type == "error" and complaints.append(each.text))
    page.goto(site.address + "sprites/?backend=wasm&count=1&seed=7")
    wait_for_state(page, "ready")
    use(page, "sprites")
    if trouble == QUOTA:
        said = "This browser has no room to keep it for use without a network."
        expect(page.locator("#rung")).to_contain_text(said, timeout=PATIENCE)
    page.wait_for_timeout(1500)
    assert complaints == []
    assert KEPT not in page.locator("#rung").inner_text()


REJECTS = """for (const { prototype } of [Cache, CacheStorage])
  for (const name of Object.getOwnPropertyNames(prototype))
    if (typeof prototype[name] === 'function')
      prototype[name] = () => Promise.reject(new DOMException('damaged', 'UnknownError'))"""
HANGS = REJECTS.replace(
    "Promise.reject(new DOMException('damaged', 'UnknownError'))", "new Promise(() => {})"
)
BREAKS_OFF = """CacheStorage.prototype.match = async () => new Response(new ReadableStream({
  pull(stream) { stream.error(new Error('damaged')) }
}))"""


@pytest.mark.parametrize("trouble", [QUOTA, REJECTS, HANGS, BREAKS_OFF])
def test_a_storage_in_trouble_never_stands_before_the_network(context, stoppable, copied, trouble):
    script = copied / "service-worker.js"
    script.write_text(f"{trouble};{script.read_text()}")
    site = stoppable(copied)
    page = visit(context, site.address)
    page.wait_for_function("() => navigator.serviceWorker.controller", timeout=PATIENCE)
    for _ in range(2):
        page.goto(f"{site.address}dream/?backend=wasm&config=tiny&seed=7", wait_until="commit")
        expect(page.get_by_role("heading", name="The dream")).to_be_attached(timeout=PATIENCE)
    wait_for_state(page, "ready")
