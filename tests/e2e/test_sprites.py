"""The sprite room as a person uses it, in Chromium."""

import io
import json
import re
import zipfile
from functools import partial

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.conftest import ROOT, new_context
from tests.dream_page import READY, button, data, press, wait_for_state
from tests.sprites_page import (
    DRAWN,
    alert,
    generate,
    open_sprites,
    pixels_of,
    save,
    sprites,
    status,
)


@pytest.fixture
def open_room(open_page):
    return partial(open_sprites, open_page)


def test_sprites_are_drawn_and_the_address_brings_them_back(open_room):
    page = open_room()
    assert data(page, "backend") == "wasm"
    assert data(page, "drawn") == "0"
    generate(page)
    assert data(page, "drawn") == "2"
    assert float(data(page, "ms")) > 0
    expect(sprites(page)).to_have_count(2)
    expect(sprites(page).nth(1)).to_have_accessible_name("Reef, reef fish, seed 8")
    expect(page.get_by_role("heading", name="Reef, reef fish")).to_be_visible()
    before = pixels_of(page, 0)
    assert {*before[3::4]} == {0, 255}
    assert "zone=Reef" in page.url
    page.reload()
    wait_for_state(page, "ready")
    generate(page)
    assert pixels_of(page, 0) == before


def test_several_workers_draw_what_one_draws(open_room, open_page):
    alone = open_room("count=3")
    generate(alone)
    page, _ = open_page("sprites/?seed=7&count=3")
    wait_for_state(page, "ready")
    assert data(page, "backend") == "wasm"
    page.wait_for_timeout(3000)  # the others come while nothing is asked for
    generate(page)
    expect(page.locator("#machine")).to_contain_text(re.compile(r"Workers\s*[1-4]"))
    assert [pixels_of(page, at) for at in range(3)] == [pixels_of(alone, at) for at in range(3)]


def test_drawing_can_be_stopped_and_begun_again(open_room):
    page = open_room("count=30")
    press(page, "Generate")
    wait_for_state(page, "running")
    press(page, "Stop")
    wait_for_state(page, "ready")
    expect(status(page)).to_contain_text("Stopped:")
    page.get_by_label("How many").fill("1")
    generate(page)
    expect(status(page)).to_contain_text("Drawn: 1 of 1")


def test_all_kinds_stand_in_a_table_of_zones_and_categories(open_room):
    page = open_room("view=all")
    press(page, "Generate")
    for name in ("Vent", "Crustacean"):
        header = "rowheader" if name == "Vent" else "columnheader"
        expect(page.get_by_role(header, name=name)).to_be_visible()
    expect(sprites(page)).to_have_count(36)
    page.wait_for_function(
        "() => Number(document.documentElement.dataset.drawn) >= 6", timeout=DRAWN
    )
    press(page, "Stop")
    wait_for_state(page, "ready")
    expect(button(page, "Reef, crustacean, seed 7")).to_be_enabled()


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("Seed", "4294967296", "Seed must be a whole number from 0 to 4294967295."),
        ("How many", "", "How many must be a whole number from 1 to 64."),
        ("How many", "2,5", "How many must be a whole number from 1 to 64."),
    ],
)
def test_a_number_that_is_none_is_told(open_room, field, text, told):
    page = open_room()
    page.get_by_label(field, exact=True).fill(text)
    press(page, "Generate")
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text(told)
    expect(page.get_by_label(field, exact=True)).to_have_attribute("aria-invalid", "true")
    assert data(page, "state") == "ready"


def test_numbers_in_the_address_may_have_a_comma_and_bad_ones_are_told(open_room):
    page = open_room("count=2,5&temperature=0,5")
    expect(page.get_by_role("slider", name="Temperature")).to_have_value("0.5")
    expect(page.get_by_label("How many")).to_have_value("12")
    expect(page.get_by_role("alert").filter(visible=True)).to_have_text(
        "In the address, count must be a whole number from 1 to 64, not “2,5”; 12 is used instead."
    )


def test_two_sprites_have_children_who_resemble_both(open_room):
    page = open_room()
    generate(page)
    press(page, "Breed with …")
    expect(page.get_by_text("Now choose the other parent")).to_be_visible()
    sprites(page).nth(1).click()
    wait_for_state(page, "running")
    wait_for_state(page, "ready", timeout=DRAWN)
    expect(sprites(page)).to_have_count(6)
    child, first, second = (pixels_of(page, at) for at in (2, 0, 1))
    assert child not in (first, second)
    assert sum(a == b for a, b in zip(child, first, strict=True)) > 4096 * 0.6
    sprites(page).nth(2).click()
    expect(page.locator("#facts")).to_contain_text("Reef-ReefFish-7 × Reef-ReefFish-8")


def test_a_sprite_dropped_on_another_has_children(open_room):
    page = open_room()
    generate(page)
    sprites(page).nth(1).drag_to(sprites(page).nth(0))
    wait_for_state(page, "running")
    expect(sprites(page)).to_have_count(6)
    press(page, "Stop")
    wait_for_state(page, "ready")


def test_light_turns_with_the_keyboard_and_keeps_the_silhouette(open_room):
    page = open_room("count=1")
    generate(page)
    flat = pixels_of(page, 0)
    lamp = page.get_by_role("slider", name="Light from")
    lamp.press("ArrowLeft")
    expect(page.get_by_role("checkbox", name="Shade every sprite")).to_be_checked()
    expect(lamp).to_have_attribute("aria-valuetext", "above left")
    page.wait_for_function(
        """(flat) => {
          const canvas = document.querySelector('#sheet canvas');
          const now = canvas.getContext('2d').getImageData(0, 0, 32, 32).data;
          return now.some((value, at) => value !== flat[at]);
        }""",
        arg=flat,
    )
    assert pixels_of(page, 0)[3::4] == flat[3::4]
    page.get_by_role("checkbox", name="Shade every sprite").uncheck()
    page.wait_for_function(
        """(flat) => {
          const canvas = document.querySelector('#sheet canvas');
          const now = canvas.getContext('2d').getImageData(0, 0, 32, 32).data;
          return now.every((value, at) => value === flat[at]);
        }""",
        arg=flat,
    )


def test_favourites_are_kept_and_brought_back(open_room):
    page = open_room("count=1")
    generate(page)
    press(page, "Favourite")
    expect(button(page, "Favourite")).to_have_attribute("aria-pressed", "true")
    drawn = pixels_of(page, 0)
    page.reload()
    wait_for_state(page, "ready")
    button(page, "Favourite: Reef, reef fish, seed 7").click()
    expect(sprites(page)).to_have_count(1)
    assert pixels_of(page, 0) == drawn
    press(page, "Favourite")
    expect(page.locator("#favourites-note")).to_contain_text("None yet")


def test_where_nothing_can_be_kept_favourites_last_as_long_as_the_page(open_page):
    page, _ = open_page("sprites/?backend=wasm&seed=7&count=1")
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('no'); }")
    page.reload()
    wait_for_state(page, "ready")
    generate(page)
    press(page, "Favourite")
    expect(page.locator("#favourites-note")).to_contain_text("keeps nothing")


def test_files_are_made_and_a_png_brings_its_sprites_back(open_room, tmp_path):
    page = open_room()
    generate(page)
    drawn = pixels_of(page, 0)
    picture = save(page, "Download PNG", r"Reef-ReefFish-7\.png")
    with Image.open(picture) as image:
        assert (image.size, image.mode) == ((32, 32), "P")
        assert list(image.convert("RGBA").tobytes()) == drawn
        assert image.text["aipixel-seed"] == "7"
    archive = zipfile.ZipFile(
        io.BytesIO(save(page, "Everything (zip)", r"sprites\.zip").read_bytes())
    )
    frames = json.loads(archive.read("sheet.json"))["frames"]
    assert [frame["filename"] for frame in frames] == ["Reef-ReefFish-7", "Reef-ReefFish-8"]
    palette = save(page, ".gpl", r"aipixel\.gpl")
    assert palette.read_text().startswith("GIMP Palette")
    sheet_png = tmp_path / "sheet.png"
    sheet_png.write_bytes(archive.read("sheet.png"))
    page.locator("#png-file").set_input_files(sheet_png)
    expect(page.locator("#files-status")).to_contain_text("is opened again", timeout=READY)
    expect(sprites(page)).to_have_count(4)
    assert pixels_of(page, 2) == drawn


def test_a_png_of_others_is_checked(open_room, tmp_path):
    page = open_room("count=1")
    file = tmp_path / "soft.png"
    image = Image.new("RGBA", (32, 32))
    for x in range(32):
        image.putpixel((x, 5), (10 + x, 200, 30, 8 * x))
    image.save(file)
    page.locator("#png-file").set_input_files(file)
    expect(page.locator("#files-status")).to_contain_text("soft.png fails", timeout=READY)
    expect(page.locator("[data-check=alpha]")).to_have_attribute("data-passed", "false")
    expect(page.locator("[data-check=grid]")).to_have_attribute("data-passed", "true")
    file.write_bytes(b"no picture at all")
    page.locator("#png-file").set_input_files(file)
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("PNG", timeout=READY)


def test_nine_go_to_the_dream(open_room):
    page = open_room("count=9")
    generate(page)
    press(page, "Send nine to the dream")
    page.wait_for_url("**/dream/**", timeout=READY)
    wait_for_state(page, "ready")
    expect(page.get_by_text("Reef-ReefFish-7").first).to_be_attached(timeout=READY)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_room_fits(open_room, width):
    page = open_room(viewport={"width": width, "height": 800})
    generate(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_alone_is_enough(open_room):
    page = open_room()
    page.get_by_label("Seed", exact=True).focus()
    page.keyboard.press("Enter")
    wait_for_state(page, "running")
    wait_for_state(page, "ready", timeout=DRAWN)
    sprites(page).first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(sprites(page).nth(1)).to_have_attribute("aria-pressed", "true")


@pytest.fixture
def faulty(browser, site):
    """Opens the room with requests spoilt."""
    context = new_context(browser)

    def open_with(pattern=None, handler=None, backend="wasm"):
        page = context.new_page()
        if pattern:
            context.route(re.compile(pattern), handler)
        page.goto(f"{site}sprites/?backend={backend}&seed=7&count=1")
        return page

    yield open_with
    context.close()


def test_a_download_that_fails_is_named_and_can_be_tried_again(faulty):
    broken = [True]
    page = faulty(r"/paint\.onnx$", lambda r: r.abort() if broken[0] else r.continue_())
    wait_for_state(page, "error")
    expect(alert(page)).to_contain_text("paint.onnx could not be downloaded")
    broken[0] = False
    press(page, "Try again")
    wait_for_state(page, "ready")


def test_a_graph_that_was_cut_short_is_named(faulty):
    page = faulty(r"/paint\.onnx$", lambda route: route.fulfill(body=b"half a graph"))
    wait_for_state(page, "error")
    expect(alert(page)).to_contain_text("paint.onnx is not the file its manifest names")


def test_webgpu_is_refused_with_the_way_on(faulty):
    page = faulty(backend="webgpu")
    wait_for_state(page, "error")
    expect(alert(page)).to_contain_text("try ?backend=wasm")


def test_a_browser_without_simd_is_told(faulty):
    def old(route):
        response = route.fetch()
        route.fulfill(
            response=response, body=f"WebAssembly.validate = () => false;\n{response.text()}"
        )

    page = faulty(r"/worker/sprites-worker\.js$", old)
    wait_for_state(page, "error")
    expect(alert(page)).to_contain_text("SIMD")


# In a page of one's own

FRAMES = """() => {
  globalThis.frames = 0;
  requestAnimationFrame(function count() {
    globalThis.frames += 1;
    requestAnimationFrame(count);
  });
}"""
LIT = """() => {
  const canvas = document.querySelector('canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((value, at) => at % 4 === 3 && value === 255).length;
}"""


def test_the_page_of_the_document_draws_in_a_worker_and_never_waits(open_page):
    document = (ROOT / "docs" / "sprites.md").read_text(encoding="utf-8")
    (source,) = re.findall(r"^```html page\n(.*?)^```$", document, re.MULTILINE | re.DOTALL)
    assert len(source.splitlines()) <= 31
    page, _ = open_page("")
    page.route(
        "**/aquarium.html",
        lambda route: route.fulfill(
            body=source,
            content_type="text/html",
            headers={
                "cross-origin-opener-policy": "same-origin",
                "cross-origin-embedder-policy": "require-corp",
            },
        ),
    )
    page.goto(f"{page.url}aquarium.html")
    page.evaluate(FRAMES)
    page.wait_for_function(f"({LIT})() > 100", timeout=DRAWN)
    frames = page.evaluate("frames")
    lit = page.evaluate(LIT)
    page.wait_for_function(f"({LIT})() > {lit} + 100", timeout=DRAWN)  # another was drawn meanwhile
    assert page.evaluate("frames") > frames
