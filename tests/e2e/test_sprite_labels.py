"""What the sprite room knows of labels: those of its model, whatever they are called."""

import re
from functools import partial

import pytest
from aipixel.sprites.files.origin import Origin, Sprite
from aipixel.sprites.files.pictures import read_sprites, sprite_png
from aipixel.sprites.labels import Axis
from aipixel.sprites.manifest import Manifest
from pixelllm.synthetic import draw_sprite
from pixelllm.vocabulary import Vocabulary
from playwright.sync_api import expect

from tests.conftest import ROOT, new_context
from tests.dream_page import READY, button, press, wait_for_state
from tests.sprites_page import DRAWN, alert, generate, open_sprites, save, sprites
from tests.tiny_sprites import own_model


@pytest.fixture
def open_room(open_page):
    return partial(open_sprites, open_page)


def test_what_the_network_is_not_told_is_any_kind(open_room):
    page = open_room("count=1&zone=&category=Coral")
    expect(page.get_by_label("Zone", exact=True)).to_have_value("")
    generate(page)
    expect(sprites(page)).to_have_accessible_name("Coral, seed 7")
    assert "zone=&category=Coral" in page.url
    press(page, "More of this kind")
    wait_for_state(page, "running")
    press(page, "Stop")
    wait_for_state(page, "ready")
    expect(page.get_by_label("Zone", exact=True)).to_have_value("")
    page.get_by_label("Category", exact=True).select_option("Any")
    press(page, "Generate")
    expect(sprites(page).first).to_have_accessible_name(re.compile("^Any kind, seed"))
    expect(page.get_by_label("Zone", exact=True)).to_have_value("")
    wait_for_state(page, "ready", timeout=DRAWN)


def test_a_name_in_the_address_that_is_none_is_told_with_those_there_are(open_room):
    page = open_room("zone=Moon")
    expect(alert(page)).to_contain_text("zone must be one of Reef, Kelp, Pelagic, Mesopelagic")
    expect(page.get_by_label("Zone", exact=True)).to_have_value("Reef")


ONE_AXIS = Vocabulary((Axis("item-kind", ("sword", "Épée longue", "剣")),))


@pytest.fixture
def open_room_with(browser, site):
    """Opens the room with another model's folder in the place of its own."""
    context = new_context(browser)

    def open_one(folder, query):
        page = context.new_page()
        answer = lambda route: route.fulfill(path=folder / route.request.url.rpartition("/")[2])  # noqa: E731
        context.route("**/models/pixelllm*/*", answer)
        page.goto(f"{site}sprites/?backend=wasm&seed=7&count=2&{query}")
        wait_for_state(page, "ready")
        return page

    yield open_one
    context.close()


def draw(page, drawn):
    """So small a network may be done before anyone sees that it runs."""
    press(page, "Generate")
    page.wait_for_selector(f"html[data-state=ready][data-drawn='{drawn}']", state="attached")


def test_a_model_of_one_axis_has_one_list_and_its_kinds_in_a_row(open_room_with, tmp_path):
    folder = own_model(tmp_path / "own", ONE_AXIS)
    page = open_room_with(folder, "label-item-kind=%C3%89p%C3%A9e%20longue")
    expect(page.get_by_label("Zone", exact=True)).to_have_count(0)
    kinds = page.get_by_label("Item kind", exact=True)
    expect(kinds.get_by_role("option")).to_have_text(["Sword", "Épée longue", "剣", "Any"])
    expect(kinds).to_have_value("Épée longue")
    draw(page, 2)
    expect(sprites(page).nth(1)).to_have_accessible_name("Épée longue, seed 8")
    expect(page.locator("#facts")).to_contain_text("of 5")
    picture = save(page, "Download PNG", r"Epee-longue-7\.png")
    manifest = Manifest.parse((folder / "manifest.json").read_bytes())
    (sprite,) = read_sprites(picture.read_bytes(), manifest.palette)
    assert sprite.origin == Origin(manifest.model, 7, {"item-kind": "Épée longue"})
    page.get_by_label("Draw", exact=True).select_option("All 3 kinds")
    draw(page, 5)
    expect(sprites(page)).to_have_count(3)
    expect(sprites(page).nth(2)).to_have_accessible_name("剣, seed 7")


def test_a_model_of_two_axes_has_a_table_of_all_kinds(open_room_with, tmp_path):
    page = open_room_with(own_model(tmp_path / "own"), "view=all")
    expect(
        page.get_by_label("Draw", exact=True).get_by_role("option", name="All 6 kinds")
    ).to_have_count(1)
    draw(page, 6)
    expect(page.get_by_role("rowheader", name="Épée longue")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Trank 100%")).to_be_visible()
    expect(button(page, "Waffe, NPC, seed 7")).to_be_enabled()


FIRST_GENERATION = "803aa7fda381132e"


def test_a_png_of_the_first_generation_opens_and_keeps_the_name_of_its_model(open_room, tmp_path):
    manifest = Manifest.parse((ROOT / "web/models/pixelllm/manifest.json").read_bytes())
    labels = {"zone": "Vent", "category": "Coral"}
    before = Sprite(draw_sprite(5, 2, 7), Origin(FIRST_GENERATION, 7, labels))
    file = tmp_path / "before.png"
    file.write_bytes(sprite_png(before, manifest.palette, indexed=True))
    page = open_room("count=1")
    page.locator("#png-file").set_input_files(file)
    expect(page.locator("#files-status")).to_contain_text("is opened again", timeout=READY)
    expect(sprites(page)).to_have_accessible_name("Vent, coral, seed 7")
    expect(page.locator("#facts")).to_contain_text(f"another model, {FIRST_GENERATION}")
    (again,) = read_sprites(
        save(page, "Download PNG", r"Vent-Coral-7\.png").read_bytes(), manifest.palette
    )
    assert again.origin == before.origin


def test_favourites_kept_by_the_first_generation_are_still_there(open_page):
    page, _ = open_page("sprites/?backend=wasm&seed=7&count=1")
    kept = """() => {
      const recipe = { zone: null, category: 'Coral', seed: 7, temperature: 0.8 };
      const kept = [{ recipe, pixels: btoa(String.fromCharCode(...new Array(1024).fill(9))) }];
      localStorage.setItem('aipixel.sprites.favourites', JSON.stringify(kept));
    }"""
    page.evaluate(kept)
    page.reload()
    wait_for_state(page, "ready")
    button(page, "Favourite: Coral, seed 7").click()
    expect(page.locator("#facts")).to_contain_text(f"another model, {FIRST_GENERATION}")
