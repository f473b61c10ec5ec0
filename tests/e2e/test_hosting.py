"""The built site as hosts serve it: its policy, its Python, its caching, and no host at all."""

import json
import re
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from aipixel.archives import write_zip
from playwright.sync_api import expect
from sitebuild.folders import is_immutable
from sitebuild.policy import POLICY
from sitebuild.server import SiteHandler

from tests.conftest import ROOT, launch_options, new_context
from tests.dream_page import FEW_TILES, press, wait_for_state, wait_for_step, with_worker_that
from tests.e2e.test_gallery import run, saved
from tests.hosts import running_host
from tests.in_worker import run_python

DIST = ROOT / "dist"
PAGES = ("", "neuron/", "dream/", "gallery/", "sprites/")
SLOW = 120_000
MOST_IN_MEMORY = 3_000_000  # bytes of a file; what a context without a disk surely keeps
LISTEN = """
globalThis.violations = [];
addEventListener('securitypolicyviolation', (event) =>
  violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
# What a script in the Python panel may import, besides aipixel, NumPy and Pillow.
MODULES = """
abc argparse array ast asyncio base64 bisect bz2 calendar cmath codecs collections.abc colorsys
concurrent.futures configparser contextlib copy csv ctypes dataclasses datetime decimal difflib dis
enum fileinput fnmatch fractions functools gc getopt gettext glob graphlib gzip hashlib heapq
html.parser importlib.resources inspect io ipaddress itertools json keyword linecache locale logging
lzma math mimetypes numbers operator os.path pathlib pickle pkgutil platform pprint pydoc queue
random re reprlib secrets shelve shlex shutil statistics string struct subprocess sys tarfile
tempfile textwrap this threading time timeit tokenize tomllib traceback types typing unicodedata
urllib.parse uuid warnings wave weakref xml.etree.ElementTree zipfile zlib zoneinfo
numpy.fft numpy.linalg numpy.random numpy.ma numpy.polynomial numpy.ctypeslib numpy.typing
PIL.Image PIL.ImageDraw PIL.ImageFilter PIL.ImageFont PIL.ImageOps PIL.PngImagePlugin
PIL.GifImagePlugin PIL.JpegImagePlugin PIL.WebPImagePlugin
"""
USE = """
import contextlib, importlib, io
import pyodide_js
await pyodide_js.loadPackage("pillow")
missing = []
with contextlib.redirect_stdout(io.StringIO()) as said:
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError as error:
            missing.append(f"{name}: {error}")
    help(len)
    help(np.add)
a = np.random.default_rng(7).normal(size=(4, 4))
np.linalg.svd(a), np.linalg.eig(a), np.linalg.inv(a), np.linalg.qr(a), np.fft.fft2(a)
np.linalg.lstsq(a, a[0], rcond=None), np.polyfit([1, 2, 3], [1, 4, 9], 2), np.median(a), np.cov(a)
np.genfromtxt(["1 2", "3 4"]), np.einsum("ij,jk", a, a), np.histogram(a), np.unique(a), np.pad(a, 1)
for encoding in ("utf-8-sig", "utf-16", "cp1252", "cp1251", "latin-1", "iso8859-15", "cp437"):
    "a".encode(encoding).decode(encoding)
json.dumps([missing, len(said.getvalue()) > 1000])
"""


@pytest.fixture
def open_at(browser):
    """Opens an address and watches the page: what its policy refused, and what left its origin."""
    contexts, pages = [], []

    def open_one(address):
        contexts.append(browser.new_context())
        contexts[-1].add_init_script(LISTEN)
        page = contexts[-1].new_page()
        requests, errors = [], []
        page.on("request", lambda request: requests.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        pages.append((page, requests, errors))
        return page

    yield open_one
    for page, requests, errors in pages:
        origin = re.match(r"\w+://[^/]*/", page.url)[0]
        assert not [url for url in requests if not url.startswith((origin, "blob:", "data:"))]
        assert page.evaluate("violations") == []
        assert errors == []
    for context in contexts:
        context.close()


def run_script(page, script, shown):
    """Run a script in the room's Python panel until it has shown a text."""
    press(page, "Show the Python")
    page.get_by_role("textbox", name="Python script").fill(script)
    press(page, "Run")
    expect(page.get_by_role("log", name="Output")).to_contain_text(shown, timeout=SLOW)


def work_in_the_hall(page):
    expect(page.get_by_role("heading", name="Nothing leaves this page")).to_be_visible()


def work_with_the_neuron(page):
    wait_for_state(page, "ready", timeout=SLOW)
    press(page, "Umbrella")
    press(page, "Train")
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_enabled(timeout=SLOW)
    with page.expect_download():
        page.get_by_role("link", name="Download PNG").click()
    run_script(page, "print(6 * 7)", "42")


def work_with_the_dream(page):
    wait_for_state(page, "ready", timeout=SLOW)
    press(page, "Start")
    wait_for_step(page, 2)
    press(page, "Pause")
    run_script(page, "print(6 * 7)", "42")


def work_with_the_gallery(page):
    wait_for_state(page, "ready", timeout=SLOW)
    network = {"name": "a.zip", "mimeType": "application/zip", "buffer": write_zip(run(saved(1)))}
    page.locator("#files").set_input_files([network])
    expect(page.locator("#hall > li")).to_have_count(1, timeout=SLOW)


def work_with_the_sprites(page):
    wait_for_state(page, "ready", timeout=SLOW)
    page.locator("#sheet canvas").first.wait_for(timeout=SLOW)


WORK = {
    "": work_in_the_hall,
    "neuron/": work_with_the_neuron,
    "dream/?backend=wasm&config=tiny&seed=7": work_with_the_dream,
    "gallery/?backend=wasm": work_with_the_gallery,
    "sprites/?count=1": work_with_the_sprites,
}


@pytest.mark.parametrize("path", WORK)
def test_a_room_works_within_its_policy(open_at, site, path):
    page = open_at(site + path)
    WORK[path](page)
    policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
    assert dict(rule.split(" ", 1) for rule in policy.split("; ")) == POLICY
    assert "'unsafe-eval'" not in policy
    assert "http" not in policy


def test_the_policy_is_enforced(browser, site):
    context = browser.new_context()
    context.add_init_script(LISTEN)
    page = context.new_page()
    page.goto(site)
    page.evaluate(
        """() => {
          new Image().src = 'https://aipixel.invalid/a.png';
          fetch('https://aipixel.invalid/').catch(() => {});
          const script = Object.assign(document.createElement('script'), { text: 'ran = 1' });
          document.head.append(script);
        }"""
    )
    page.wait_for_function("() => violations.length === 3")
    refused = {one.split()[0] for one in page.evaluate("violations")}
    assert refused == {"img-src", "connect-src", "script-src-elem"}
    assert page.evaluate("typeof ran") == "undefined"
    context.close()


@pytest.mark.parametrize("kind", ["sub-path", "octet-stream", "nosniff", "gzip"])
def test_networks_train_on_hosts_as_they_are(open_at, kind):
    with running_host(kind, DIST) as address:
        page = open_at(f"{address}dream/?backend=wasm&config=tiny&seed=7")
        wait_for_state(page, "ready", timeout=SLOW)
        press(page, "Step")
        wait_for_step(page, 1)


def test_what_a_host_lacks_is_missing_though_it_answers_with_a_page(open_at, tmp_path):
    site = Path(shutil.copytree(DIST, tmp_path / "site"))
    (site / "gallery.json").unlink()
    with running_host("fallback", site) as address:
        page = open_at(f"{address}gallery?backend=wasm")
        wait_for_state(page, "ready", timeout=SLOW)
        expect(page.get_by_role("heading", name="The walls are bare")).to_be_visible()
        assert page.get_by_role("alert").filter(visible=True).count() == 0
        page.goto(f"{address}gallery?backend=wasm&model=night.zip")
        alert = page.get_by_role("alert").filter(visible=True)
        expect(alert).to_have_text("There is nothing at /night.zip.", timeout=SLOW)
        next(site.glob("vendor/pyodide-*/numpy-*.tar")).unlink()
        page = open_at(f"{address}neuron")
        alert = page.get_by_role("alert").filter(visible=True)
        expect(alert).to_contain_text(re.compile(r"numpy-.*tar could not be.*not hand it out"))


def test_a_policy_without_webassembly_is_named(browser, tmp_path):
    with running_host("no-wasm", DIST) as address, closing(browser.new_context()) as context:
        page = context.new_page()
        for room in ("dream/?config=tiny", "neuron/", "sprites/"):
            page.goto(f"{address}{room}")
            alert = page.get_by_role("alert").filter(visible=True)
            expect(alert).to_contain_text("must allow 'wasm-unsafe-eval'", timeout=SLOW)


def test_a_browser_without_webassembly_is_told(browser, site):
    without = browser.browser_type.launch(**launch_options("--js-flags=--jitless"))
    page = without.new_page()
    for room in ("dream/", "neuron/", "sprites/"):
        page.goto(f"{site}{room}")
        alert = page.get_by_role("alert").filter(visible=True)
        expect(alert).to_contain_text("This browser has no WebAssembly", timeout=SLOW)
    without.close()


def test_no_file_is_larger_than_hosts_take_and_what_lies_in_parts_runs(browser, site):
    sizes = json.loads((DIST / "build.json").read_text())["files"]
    assert max(sizes.values()) <= 25 << 20
    with closing(new_context(browser)) as context:
        with_worker_that(context, "delete WebAssembly.Suspending")  # as browsers without JSPI
        page = context.new_page()
        page.goto(f"{site}dream/?backend=webgpu&config=tiny&seed=7{FEW_TILES}")
        wait_for_state(page, "ready", timeout=SLOW)
        loaded = page.workers[0].evaluate(
            "performance.getEntriesByType('resource').map(({ name }) => name)"
        )
    assert sum(".asyncify.wasm.part" in name for name in loaded) == 2


def test_scripts_import_what_learners_use(open_at, site):
    page = open_at(f"{site}neuron/")
    wait_for_state(page, "ready", timeout=SLOW)
    answer = run_python(page, f"names = {MODULES.split()!r}\n{USE}")
    assert answer == "[[], true]"


def test_a_second_visit_asks_for_no_file_that_is_named_by_its_content(browser, site, monkeypatch):
    asked = []
    monkeypatch.setattr(SiteHandler, "log_request", lambda self, *_: asked.append(self.path[1:]))
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.goto(f"{site}sprites/?count=1")
    wait_for_state(page, "ready", timeout=SLOW)
    assert [name for name in asked if is_immutable(f"/{name}")]
    asked.clear()
    page.reload()
    wait_for_state(page, "ready", timeout=SLOW)
    context.close()
    assert "build.json" in asked
    sizes = json.loads((DIST / "build.json").read_text())["files"]
    again = [name for name in asked if is_immutable(f"/{name}")]
    assert [name for name in again if sizes[name] < MOST_IN_MEMORY] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opened_as_a_file_says_how_to_serve_it(browser, name):
    context = browser.new_context()
    page = context.new_page()
    page.goto(Path(DIST, name, "index.html").as_uri())
    notice = page.get_by_role("alert").filter(has_text="does not run from a file")
    expect(notice).to_contain_text("python3 -m http.server")
    expect(notice).to_be_visible()
    context.close()
