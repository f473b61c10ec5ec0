"""The dream as a token, in Chromium: with a stand-in for fxhash's SDK, and as build.py makes it."""

import functools
import http.server
import json
import os
import threading
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from aipixel.pixels.png import decode_indexed
from aipixel.vaegan.token.hashes import seed_of_hash
from aipixel.vaegan.token.traits import token_features
from sitebuild.project import Project
from sitebuild.tokens.command import Token, Wish, make

from tests.dream_page import data, press, wait_for_state, wait_for_step
from tests.token_host import portrait_in, stand_in, wait_for_portrait

ROOT = Path(__file__).parents[2]
HASH = "ooDreamOfNinePictures1111111111111111111111111111111"
SEED = seed_of_hash(HASH)
TINY = "dream/?config=tiny"
SANDBOX = "allow-scripts allow-same-origin allow-modals"  # as fxhash frames a token


def calls_in(frame):
    return frame.evaluate("tokenCalls")


def names_of(calls):
    return [call["name"] for call in calls if call["name"] in ("features", "preview")]


@pytest.fixture
def open_token(browser, site, request):
    """Opens the room with the stand-in of a host in its page; its context closes after the test."""
    contexts = []

    def open_one(query="", **host):
        contexts.append(browser.new_context())
        request.addfinalizer(contexts[-1].close)
        page = contexts[-1].new_page()
        page.add_init_script(stand_in(**host))
        page.goto(f"{site}{TINY}{query}")
        wait_for_portrait(page)
        return page

    return open_one


def test_features_come_once_from_the_hash_and_before_the_one_preview(open_token):
    page = open_token("&seed=5&backend=wasm", token_hash=HASH)
    calls = calls_in(page)
    assert names_of(calls) == ["features", "preview"]
    features = next(call["value"] for call in calls if call["name"] == "features")
    assert features == token_features(SEED)
    assert data(page, "seed") == str(SEED)
    assert "seed=" not in page.url
    wait_for_state(page, "paused")
    press(page, "Start")
    wait_for_step(page, 201)
    assert page.locator("#portrait").is_hidden()
    press(page, "Pause")
    wait_for_state(page, "paused")
    press(page, "New seed")
    page.wait_for_selector("html[data-step='0']", state="attached", timeout=60_000)
    assert data(page, "seed") != str(SEED)
    assert f"seed={data(page, 'seed')}" in page.url
    calls = calls_in(page)
    assert names_of(calls) == ["features", "preview"]
    assert [call["name"] for call in calls].count("rand") == 1  # of the new seed
    assert page.evaluate("chanceCounts.getRandomValues") == 0


def test_a_hash_has_one_portrait_whatever_chance_there_is_beside_the_hosts(open_token):
    def portrait(token_hash, other):
        page = open_token("&backend=wasm&preview=1", token_hash=token_hash, other=other)
        assert page.evaluate("chanceCounts.getRandomValues") == 0
        assert "rand" not in [call["name"] for call in calls_in(page)]
        pixels = portrait_in(page)
        page.context.close()
        return pixels

    first = portrait(HASH, 0)
    assert np.array_equal(portrait(HASH, 123), first)
    assert not np.array_equal(portrait("0x5eed", 123), first)


def test_after_the_portrait_the_room_goes_on_with_the_best_there_is(open_token):
    page = open_token(token_hash=HASH)
    page.wait_for_selector("html[data-backend=wasm-threads]", state="attached", timeout=60_000)
    wait_for_state(page, "paused")
    assert (data(page, "step"), data(page, "seed")) == ("200", str(SEED))
    assert page.locator("#portrait").is_visible()
    press(page, "Start")
    wait_for_step(page, 201)
    assert page.locator("#portrait").is_hidden()


class Gateway(http.server.SimpleHTTPRequestHandler):
    """A path-style gateway of IPFS: one folder, below the address of its content."""

    def translate_path(self, path):
        below = path.removeprefix("/ipfs/bafyToken")
        return super().translate_path(below) if below != path else os.devnull + "/gone"

    def do_GET(self):
        if self.path.partition("?")[0] != "/frame.html":
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(
            f'<link rel="icon" href="data:,"><iframe sandbox="{SANDBOX}" '
            'src="/ipfs/bafyToken/" width="800" height="800">'.encode()
        )
        return None

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def token(tmp_path_factory):
    """A token's folder, as `build.py token --seed HASH --sdk FILE` makes it."""
    folder = tmp_path_factory.mktemp("token")
    sdk = folder / "fxhash.js"
    sdk.write_text(stand_in(HASH))
    order = Token(HASH, folder / "out", "ipfs://bafyToken")
    chromium = os.environ.get("AIPIXEL_CHROMIUM") or "/usr/bin/chromium"
    make(Project(ROOT), Wish((order,), None, "", sdk), lambda: chromium)
    return order


@pytest.fixture
def gateway(token):
    handler = functools.partial(Gateway, directory=str(token.folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_a_token_framed_on_a_gateway_shows_its_image_and_tells_its_features(
    token, gateway, browser
):
    page = browser.new_page()
    requests, console = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda said: said.type == "error" and console.append(said.text))
    page.goto(f"{gateway}/frame.html")
    frame = page.frames[1]
    wait_for_portrait(frame)
    pixels = portrait_in(frame)[..., :3]
    calls = calls_in(frame)
    page.context.close()
    beyond = [
        url for url in requests if not url.startswith((f"{gateway}/ipfs/bafyToken/", "blob:"))
    ]
    assert beyond == [f"{gateway}/frame.html"]
    assert console == []
    assert names_of(calls) == ["features", "preview"]

    image = decode_indexed((token.folder / "image.png").read_bytes(), largest=(3000, 3000))
    shown = image.palette[image.indices][..., :3][69:-60:18, 69:-60:18]
    assert np.array_equal(shown, pixels)

    metadata = json.loads((token.folder / "metadata.json").read_bytes())
    for dialect in ("erc", "tzip-21"):
        schema = json.loads((ROOT / "tests" / "data" / "schemas" / f"{dialect}.json").read_bytes())
        jsonschema.validate(metadata, schema)
    attributes = {one["trait_type"]: one["value"] for one in metadata["attributes"]}
    assert attributes == next(call["value"] for call in calls if call["name"] == "features")


def test_a_token_is_small_enough_for_any_host(token):
    assert token.zip.stat().st_size < 20_000_000
    files = [path for path in token.folder.rglob("*") if path.is_file()]
    described = {
        one["fileName"]: one
        for one in json.loads((token.folder / "metadata.json").read_bytes())["formats"]
    }
    assert {path.name: path.stat().st_size for path in files if path.name in described} == {
        name: one["fileSize"] for name, one in described.items()
    }


@pytest.fixture(scope="module")
def single_file(tmp_path_factory):
    """A page made by `build.py token --single`."""
    path = tmp_path_factory.mktemp("single") / "dream.html"
    make(Project(ROOT), Wish((), path, HASH, None), lambda: pytest.fail("nothing is drawn"))
    return path


@pytest.mark.parametrize("scheme", ["file", "http"])
def test_one_file_trains_ten_steps_by_itself(single_file, scheme, browser):
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=single_file.parent)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        address = (
            single_file.as_uri() if scheme == "file" else f"http://127.0.0.1:{port}/dream.html"
        )
        page = browser.new_page()
        requests = []
        page.on("request", lambda request: requests.append(request.url))
        page.goto(address)
        wait_for_step(page, 10)
        assert (data(page, "seed"), data(page, "backend")) == (str(SEED), "wasm")
        page.context.close()
        server.shutdown()
    assert [url for url in requests if not url.startswith(("blob:", "data:"))] == [address]
