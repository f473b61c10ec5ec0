"""The gallery as a visitor uses it, in Chromium, with networks of the tiny configuration."""

import re
import shutil
from base64 import b64encode
from pathlib import Path

import numpy as np
import pytest
from aipixel.archives import write_zip
from aipixel.vaegan.files.model_files import NAMES, save_model
from aipixel.vaegan.model import Model
from aipixel.vaegan.nine import Nine
from aipixel.vaegan.pictures import features
from aipixel.vaegan.training.trainer import Trainer
from PIL import Image
from playwright.sync_api import expect
from sitebuild.server import running_server

from tests.conftest import new_context
from tests.coroutines import run

ROOT = Path(__file__).parents[2]
READY = 60_000  # ms; a cold load takes a fraction
SEEDS = (1, 2, 3, 4, 5, 6)


async def saved(seed, nine=None):
    trainer = Trainer(await Model.open(str(ROOT / "web/models/vaegan/tiny")), seed, nine)
    await trainer.step()
    await trainer.losses()
    files = await save_model(trainer)
    trainer.close()
    return files


@pytest.fixture(scope="module")
def exports():
    """The four files of six networks, by seed."""
    return {seed: run(saved(seed)) for seed in SEEDS}


def zipped(exports, *seeds):
    return [
        {"name": f"dream-{seed}.zip", "mimeType": "application/zip", "buffer": write_zip(files)}
        for seed, files in exports.items()
        if seed in seeds
    ]


def file(name, content):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def state(page, *states):
    selector = ", ".join(f"html[data-state={each}]" for each in states)
    page.wait_for_selector(selector, timeout=READY, state="attached")


def enter(open_page, query="", **context):
    page, watched = open_page(f"gallery/?backend=wasm{query}", **context)
    state(page, "ready", "running", "paused")
    return page, watched


def drop(page, files):
    """Files dropped anywhere on the page."""
    page.evaluate(
        """(files) => {
          const data = new DataTransfer();
          for (const { name, bytes } of files)
            data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
          for (const type of ['dragover', 'drop'])
            document.body.dispatchEvent(
              new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        [{"name": each["name"], "bytes": b64encode(each["buffer"]).decode()} for each in files],
    )


def walls(page):
    return page.get_by_role("region", name="Walls").get_by_role("article")


def hang(page, files):
    """Files chosen by the button, as a person does; until as many walls more hang."""
    before = walls(page).count()
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Choose files").click()
    chosen.value.set_files(files)
    expect(walls(page)).to_have_count(before + len(files), timeout=READY)


def changes(page):
    return page.eval_on_selector_all(
        "#hall > li", "items => items.map((item) => Number(item.dataset.changes ?? 0))"
    )


def wait_for_changes(page, least):
    page.wait_for_function(
        """(least) => [...document.querySelectorAll('#hall > li')].every(
             (item) => Number(item.dataset.changes ?? 0) >= least)""",
        arg=least,
        timeout=READY,
    )


def test_bare_walls_say_what_to_do_and_take_what_comes(open_page, exports, tmp_path):
    page, _ = enter(open_page, reduced_motion="reduce")
    bare = page.get_by_role("region", name="The walls are bare")
    assert "Drop networks here" in bare.inner_text()
    assert page.get_attribute("html", "data-backend") == "wasm"
    assert page.get_by_role("button", name="Pause").count() == 0
    # The four files, loose
    drop(page, [file(name, content) for name, content in exports[1].items()])
    page.get_by_role("article", name="Seed 1").wait_for(timeout=READY)
    assert bare.count() == 0
    # A folder with two of them
    folder = tmp_path / "mine"
    folder.mkdir()
    for name in ("encoder.onnx", "decoder.onnx"):
        (folder / name).write_bytes(exports[2][name])
    (folder / "notes.txt").write_text("beside it")
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Choose a folder").click()
    chosen.value.set_files(folder)
    page.get_by_role("article", name="mine").wait_for(timeout=READY)
    # The training alone
    drop(page, [file("training.npz", exports[3]["training.npz"])])
    page.get_by_role("article", name="Seed 3").wait_for(timeout=READY)
    assert page.get_by_role("alert").filter(visible=True).count() == 0
    # Less motion means none until it is asked for
    state(page, "paused")
    page.wait_for_timeout(1500)
    assert changes(page) == [0, 0, 0]
    page.get_by_role("button", name="Play").click()
    wait_for_changes(page, 1)


def test_what_is_broken_is_named_and_the_others_hang(open_page, exports):
    own = [("a cat", np.full((32, 32, 3), 99, np.uint8))]
    files = run(saved(7, Nine.of_seed(7).replaced(own)))
    page, _ = enter(open_page)
    (whole,) = zipped(exports, 1)
    drop(
        page,
        [
            file("torn.zip", whole["buffer"][:1000]),
            file("letter.txt", b"Dear gallery"),
            file("decoder.onnx", b"no network"),
            *zipped({**exports, 7: files}, 1, 7),
        ],
    )
    expect(walls(page)).to_have_count(2, timeout=READY)
    alert = page.get_by_role("alert").filter(visible=True)
    expect(alert.get_by_role("paragraph")).to_have_count(3, timeout=READY)
    sentences = alert.get_by_role("paragraph").all_inner_texts()
    for name in ("torn.zip is cut short", "letter.txt is none of", "decoder.onnx can't be read"):
        assert any(name in sentence for sentence in sentences), (name, sentences)
    drop(page, zipped(exports, 2))
    expect(walls(page)).to_have_count(3, timeout=READY)
    expect(alert).to_have_count(0)  # it was of what came before
    # Pictures of one's own get no traits.
    assert "Seed 7, step 1 · own pictures" in walls(page).nth(1).inner_text()
    step_closer(page, 7)
    traits = page.get_by_role("region", name="Traits").inner_text()
    assert "1 of the nine pictures are its maker’s own." in traits
    assert "Rarity" not in traits
    assert page.get_by_role("img", name="a cat").count()


@pytest.fixture(scope="module")
def hall(browser, site, exports):
    """A page with six walls, dropped at once; tests leave it with all six, in their order."""
    page = new_context(browser, viewport={"width": 1280, "height": 1200}).new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: said.type == "error" and errors.append(said.text))
    page.goto(f"{site}gallery/?backend=wasm")
    state(page, "ready")
    drop(page, zipped(exports, *SEEDS))
    expect(walls(page)).to_have_count(6, timeout=READY)
    yield page
    assert errors == []
    page.context.close()


def test_six_networks_hang_and_live(hall):
    state(hall, "running")
    for seed in SEEDS:
        wall = hall.get_by_role("article", name=f"dream-{seed}")
        traits = features(seed)
        caption = f"Seed {seed}, step 1 · {traits['rarity']} · {traits['palette']}"
        assert caption in wall.inner_text()
        opener = wall.get_by_role("button", name=f"Step closer to dream-{seed}")
        expect(opener).to_have_attribute(
            "aria-label", re.compile(f"dreamed by the network of seed {seed} at step 1$")
        )
    wait_for_changes(hall, 2)


def test_pause_stops_them_and_play_goes_on(hall):
    hall.get_by_role("button", name="Pause").click()
    state(hall, "paused")
    hall.wait_for_timeout(500)  # what was on its way arrives
    stopped = changes(hall)
    hall.wait_for_timeout(1500)
    assert changes(hall) == stopped
    hall.get_by_role("button", name="Play").click()
    state(hall, "running")
    wait_for_changes(hall, max(stopped) + 1)


@pytest.mark.parametrize("width", [360, 390])
def test_on_narrow_screens_what_is_out_of_the_window_stands_still(hall, width):
    hall.set_viewport_size({"width": width, "height": 600})
    hall.evaluate("scrollTo(0, 0)")
    hall.wait_for_timeout(1000)
    before = changes(hall)
    assert hall.evaluate("document.documentElement.scrollWidth") <= width
    hall.wait_for_function(
        f"() => document.querySelector('#hall > li').dataset.changes > {before[0] + 1}",
        timeout=READY,
    )
    assert changes(hall)[5] == before[5]
    hall.set_viewport_size({"width": 1280, "height": 1200})
    wait_for_changes(hall, before[5] + 1)


def tile(page, number):
    return page.get_by_role("button", name=re.compile(f"^Tile {number}\\b"))


def step_closer(page, seed):
    page.get_by_role("button", name=f"Step closer to dream-{seed}").click()
    page.get_by_role("heading", name=f"dream-{seed}").wait_for()
    tile(page, 1).wait_for(timeout=READY)


def test_close_by_there_are_the_nine_the_traits_and_a_walk(hall):
    step_closer(hall, 2)
    for name in Nine.of_seed(2).names:
        assert hall.get_by_role("region", name="The nine").get_by_role("img", name=name).count()
    traits = hall.get_by_role("region", name="Traits").inner_text()
    assert all(str(value) in traits for value in features(2).values())
    tile(hall, 3).click()
    tile(hall, 12).click()
    walk = hall.get_by_role("region", name="A walk")
    walk.get_by_role("img", name=re.compile("^The walk from Tile 3, .* to Tile 12")).wait_for()
    assert walk.get_by_role("img", name=re.compile("of 9 on the way")).count() == 9
    place = walk.get_by_role("slider", name="Place on the walk")
    hall.wait_for_function("() => document.querySelector('input[type=range]').value > 3")
    walk.get_by_role("button", name="Pause the walk").click()
    stopped = place.input_value()
    hall.wait_for_timeout(300)
    assert place.input_value() == stopped
    with hall.expect_download() as download:
        walk.get_by_role("button", name="Walk as PNG").click()
    assert Image.open(download.value.path()).size == (9 * 32 * 8, 32 * 8)
    assert hall.get_by_role("heading", level=1).all_inner_texts() == ["dream-2"]
    hall.mouse.click(2, 2)  # the focus is nowhere then
    hall.keyboard.press("Escape")
    expect(walls(hall)).to_have_count(6)


def saved_wall(page):
    with page.expect_download() as download:
        page.get_by_role("button", name="Wall as PNG").click()
    return download.value.suggested_filename, Image.open(download.value.path())


def test_the_png_is_of_the_wall_and_the_depth_is_the_visitors(hall):
    step_closer(hall, 4)
    name, png = saved_wall(hall)
    assert name == "aipixel-wall-seed-4-step-1.png"
    assert (png.text["aipixel-seed"], png.text["aipixel-step"]) == ("4", "1")
    assert (png.text["aipixel-backend"], png.text["aipixel-depth"]) == ("wasm", "0")
    assert png.text["aipixel-version"]
    count = png.width * png.height // (32 * 8) ** 2
    assert tile(hall, count).count() == 1
    assert tile(hall, count + 1).count() == 0
    colours = {tuple(rgb) for rgb in np.unique(np.array(png).reshape(-1, 3), axis=0)}
    palette = {tuple(rgb) for rgb in np.unique(Nine.of_seed(4).rgb.reshape(-1, 3), axis=0)}
    assert colours <= palette
    hall.get_by_label("Depth").select_option(label="2, scenes")
    hall.wait_for_timeout(500)
    assert saved_wall(hall)[1].text["aipixel-depth"] == "2"
    hall.get_by_label("Depth").select_option(label="by its age")
    hall.get_by_role("button", name="Back to all walls").click()
    expect(walls(hall)).to_have_count(6)


@pytest.fixture(scope="module")
def hosted(exports, tmp_path_factory):
    """The address of a copy of the site that has models, and what writes its gallery.json."""
    folder = tmp_path_factory.mktemp("hosted") / "site"
    shutil.copytree(ROOT / "dist", folder, copy_function=lambda a, b: Path(b).hardlink_to(a))
    models = folder / "models"
    (models / "two").mkdir()
    for name in NAMES:
        (models / "two" / name).write_bytes(exports[2][name])
    (models / "one.zip").write_bytes(write_zip(exports[1]))
    (folder / "gallery.json").unlink()
    with running_server(folder) as server:
        yield server.address, folder / "gallery.json"


@pytest.fixture
def visit(browser, hosted):
    """Opens a query of the hosted gallery, and closes it in the end."""
    opened = []

    def visit_one(query, gallery=None):
        address, listing = hosted
        listing.write_text(gallery or '{"models": []}')
        page = new_context(browser).new_page()
        page.goto(f"{address}gallery/?backend=wasm{query}")
        state(page, "ready", "running", "paused")
        opened.append(page)
        return page

    yield visit_one
    for page in opened:
        page.context.close()


def test_models_by_their_address_and_a_list_that_is_none(visit):
    models = "&model=models/one.zip&model=models/nothing.zip&model=models/two"
    page = visit(models, '{"models": 7}')
    page.get_by_role("article", name="one").wait_for(timeout=READY)
    page.get_by_role("article", name="two").wait_for(timeout=READY)
    alert = page.get_by_role("alert").filter(visible=True)
    alert.get_by_text("There is nothing at /models/nothing.zip.").wait_for()
    alert.get_by_text("gallery.json is no list of models").wait_for()


def test_another_origin_is_refused_and_never_asked(open_page):
    addresses = ("https://example.org/a.zip", "//example.org/b.zip", "data:application/zip,c")
    page, watched = enter(open_page, "".join(f"&model={address}" for address in addresses))
    alert = page.get_by_role("alert").filter(visible=True)
    for address in addresses:
        alert.get_by_text(f"“{address}” is on another origin").wait_for(timeout=READY)
    assert not any("example.org" in asked.split("?")[0] for asked in watched.requests)


def test_a_common_gallery_hangs_by_itself(visit):
    listed = """{"models": [
      {"title": "<b>Night</b>", "by": "Ada", "address": "models/one.zip"},
      {"title": "Elsewhere", "by": "Eve", "address": "https://example.org/x.zip"},
      {"title": "Day", "address": "models/two/"}]}"""
    page = visit("", listed)
    night = page.get_by_role("article", name="<b>Night</b>")
    night.wait_for(timeout=READY)
    assert "by Ada" in night.inner_text()
    page.get_by_role("article", name="Day").wait_for(timeout=READY)
    assert "on another origin" in page.get_by_role("alert").filter(visible=True).inner_text()


def test_a_list_waits_where_a_model_was_asked_for(visit):
    listed = '{"models": [{"title": "Day", "by": "Ada", "address": "models/two/"}]}'
    page = visit("&model=models/one.zip", listed)
    page.get_by_role("article", name="one").wait_for(timeout=READY)
    assert walls(page).count() == 1
    page.get_by_role("button", name="Hang Day").click()
    page.get_by_role("article", name="Day").wait_for(timeout=READY)


def test_without_a_list_the_page_says_nothing(browser, hosted):
    address, listing = hosted
    listing.unlink(missing_ok=True)
    page = new_context(browser).new_page()
    page.goto(f"{address}gallery/?backend=wasm")
    state(page, "ready")
    assert page.get_by_role("alert").filter(visible=True).count() == 0
    page.context.close()


def focus_by_tab(page, name, most=40):
    for _ in range(most):
        page.keyboard.press("Tab")
        label = page.evaluate(
            "document.activeElement.getAttribute('aria-label')"
            " ?? document.activeElement.textContent.trim()"
        )
        if label.startswith(name):
            return
    raise AssertionError(f"Tab does not reach {name}")


def test_the_keyboard_alone_is_enough(open_page, exports):
    page, _ = enter(open_page)
    choosers = []

    def hear(chooser):
        choosers.append(chooser)

    page.on("filechooser", hear)  # before the Tab key: it takes a moment to be heard
    focus_by_tab(page, "Choose files")
    page.keyboard.press("Enter")
    page.wait_for_timeout(1000)
    choosers[0].set_files(zipped(exports, 1, 2))
    expect(walls(page)).to_have_count(2, timeout=READY)
    state(page, "running")
    focus_by_tab(page, "Pause")
    page.keyboard.press("Space")
    state(page, "paused")
    focus_by_tab(page, "Hang dream-1 later")
    page.keyboard.press("Enter")
    assert walls(page).get_by_role("heading").all_inner_texts() == ["dream-2", "dream-1"]
    assert page.evaluate("document.activeElement.ariaLabel") == "Hang dream-1 earlier"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Back to all walls").wait_for()
    tile(page, 1).wait_for(timeout=READY)
    focus_by_tab(page, "Tile 1")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("img", name=re.compile("^The walk from Tile 1,")).wait_for()
    page.keyboard.press("Escape")
    focused = page.evaluate("document.activeElement.ariaLabel")
    assert focused.startswith("Step closer to dream-1")
    focus_by_tab(page, "Take down dream-1")
    page.keyboard.press("Enter")
    expect(walls(page)).to_have_count(1)
    assert page.evaluate("document.activeElement.ariaLabel").startswith("Step closer to dream-2")


def test_a_gallery_that_did_not_open_opens_again(browser, site, exports):
    context = new_context(browser)
    context.route("**/build.json", lambda route: route.abort(), times=1)
    page = context.new_page()
    page.goto(f"{site}gallery/?backend=wasm")
    state(page, "error")
    assert page.get_by_role("alert").filter(visible=True).count() == 1
    page.get_by_role("button", name="Try again").click()
    state(page, "ready")
    hang(page, zipped(exports, 1))
    context.close()
