"""What goes wrong is told in the page, in a sentence, and the page stays usable."""

import re

import pytest
from playwright.sync_api import expect
from sitebuild.server import running_server

from tests.conftest import ROOT, new_context

READY = 60_000


def alert(page):
    return page.get_by_role("alert").filter(visible=True)


def wait_for_error(page):
    page.wait_for_selector("html[data-state=error]", timeout=READY, state="attached")


@pytest.fixture
def faulty(browser, site):
    """A page whose requests can be spoilt before it opens the dream."""
    context = new_context(browser)
    page = context.new_page()

    def open_with(pattern, handler, query="backend=wasm&config=tiny&seed=1"):
        context.route(re.compile(pattern), handler)
        page.goto(f"{site}dream/?{query}")
        return page

    yield open_with
    context.close()


@pytest.mark.parametrize(
    "file",
    [r"/pyodide\.asm\.wasm$", r"/numpy-.*\.tar$", r"/training_step\.onnx$", r"/aipixel\.tar$"],
)
def test_a_download_that_fails_is_named_and_can_be_tried_again(faulty, file):
    broken = [True]
    page = faulty(file, lambda route: route.abort() if broken[0] else route.continue_())
    wait_for_error(page)
    expect(alert(page)).to_contain_text("could not be downloaded")
    broken[0] = False
    page.get_by_role("button", name="Try again").click()
    page.wait_for_selector("html[data-state=ready]", timeout=READY, state="attached")


def test_a_graph_that_was_cut_short_is_named(faulty):
    page = faulty(r"/decoder\.onnx$", lambda route: route.fulfill(body=b"half a graph"))
    wait_for_error(page)
    expect(alert(page)).to_contain_text("decoder.onnx is not the file its manifest names")


def test_files_of_another_build_ask_for_a_reload(faulty):
    page = faulty(
        r"/build\.json$", lambda route: route.fulfill(json={"id": "another", "files": {}})
    )
    wait_for_error(page)
    expect(alert(page)).to_contain_text("reload the page")


def test_a_wasm_type_that_the_host_gets_wrong_does_no_harm(faulty):
    def as_text(route):
        response = route.fetch()
        headers = {**response.headers, "content-type": "text/plain"}
        route.fulfill(response=response, headers=headers)

    page = faulty(r"\.wasm$", as_text)
    page.wait_for_selector("html[data-state=ready]", timeout=READY, state="attached")


@pytest.mark.parametrize("path", ["dream/?backend=wasm&config=tiny&seed=1", "sprites/?seed=1"])
def test_a_start_that_hangs_is_told_until_it_goes_on(browser, site, path):
    context = new_context(browser)
    held = []

    def hold(route):
        held.append(route)

    context.route(re.compile(r"/build\.json$"), hold)
    page = context.new_page()
    page.clock.install()
    page.goto(site + path)
    silence = page.get_by_role("status").filter(has_text="Nothing has come for 45 seconds")
    while not held:
        page.wait_for_timeout(100)
    expect(silence).to_have_count(0)  # none that anybody can see or hear
    page.clock.fast_forward("00:50")
    expect(silence.get_by_role("button", name="Reload")).to_be_visible()
    held[0].continue_()
    page.wait_for_selector("html[data-state=ready]", timeout=READY, state="attached")
    expect(silence).to_have_count(0)
    context.close()


def test_a_worker_that_does_not_load_is_told(faulty):
    page = faulty(r"/worker/dream-worker\.js$", lambda route: route.abort())
    wait_for_error(page)
    expect(alert(page)).to_contain_text("worker")


def test_a_seed_that_is_no_number_is_told_and_another_is_used(faulty):
    page = faulty("nothing", lambda route: route.continue_(), "backend=wasm&config=tiny&seed=abc")
    page.wait_for_selector("html[data-state=ready]", timeout=READY, state="attached")
    expect(page.locator("#notice")).to_contain_text("seed")
    assert re.fullmatch(r"\d+", page.get_attribute("html", "data-seed"))


def test_without_isolation_wasm_runs_on_one_thread_and_says_why(browser):
    with running_server(ROOT / "dist", isolated=False) as server:
        page = new_context(browser).new_page()
        page.goto(f"{server.address}dream/?config=tiny&seed=1")
        page.wait_for_selector("html[data-state=ready]", timeout=READY, state="attached")
        assert page.get_attribute("html", "data-backend") == "wasm"
        expect(page.locator("#backend-reason")).to_contain_text("not cross-origin isolated")
        page.goto(f"{server.address}dream/?backend=wasm-threads&config=tiny&seed=1")
        wait_for_error(page)
        expect(alert(page)).to_contain_text("try ?backend=wasm")
        page.context.close()


def test_a_training_that_always_fails_stops_and_says_so(faulty):
    page = faulty("nothing", lambda route: route.continue_())
    page.wait_for_selector("html[data-state=ready]", timeout=READY, state="attached")
    page.workers[0].evaluate(
        """() => globalThis.pyodide.runPython(`
import gc
from aipixel.vaegan.training.trainer import Trainer
trainer = next(o for o in gc.get_objects() if isinstance(o, Trainer))
trainer.learning_rates = lambda step: (float("nan"), float("nan"))
`)"""
    )
    page.get_by_role("button", name="Start", exact=True).click()
    wait_for_error(page)
    expect(alert(page)).to_contain_text("no longer a finite number")
