"""Keeping tiles and walking between them, with the mouse and with the keyboard."""

import base64
import re

from aipixel.pixels.png import decode
from playwright.sync_api import expect

from tests.dream_page import button, open_tiny, wait_for_state


def open_with_tiles(open_page):
    """The room with 40 to 400 tiles of 64 pixels or so, dreamed at step 1."""
    page, watched = open_tiny(open_page, "&scale=3")
    button(page, "Step").click()
    page.get_by_role("img", name=re.compile("dreamed by the network at step 1$")).wait_for()
    wait_for_state(page, "paused")  # the step itself ends after its tiles are shown
    return page, watched


def kept(page):
    return page.get_by_role("region", name="Kept tiles").get_by_role("listitem")


def walls_tile(page, column, row):
    box = page.locator("canvas").first.bounding_box()
    return box["x"] + 200 + column * 96, box["y"] + 200 + row * 96


def test_a_click_keeps_a_tile_for_good_until_it_is_removed(open_page):
    page, _ = open_with_tiles(open_page)
    page.mouse.click(*walls_tile(page, 0, 0))
    expect(kept(page)).to_have_count(1)
    expect(kept(page)).to_contain_text("step 1")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download PNG of kept tile 1").click()
    assert download.value.suggested_filename == "dream-seed7-step1.png"
    png = decode(download.value.path().read_bytes())
    assert png.pixels.shape == (32, 32, 3)
    assert (png.text["ai-pixel-seed"], png.text["ai-pixel-step"]) == ("7", "1")
    assert len(png.text["ai-pixel-latent"].split()) == 4
    page.reload()
    wait_for_state(page, "ready")
    shown = kept(page).get_by_role("img", name="Kept tile 1, dreamed at step 1 with seed 7")
    assert base64.b64decode(shown.get_attribute("src").split(",")[1])[:4] == b"\x89PNG"
    button(page, "Remove kept tile 1").click()
    expect(page.get_by_role("region", name="Kept tiles")).to_be_hidden()
    page.reload()
    wait_for_state(page, "ready")
    expect(kept(page)).to_have_count(0)


def test_a_double_click_keeps_nothing(open_page):
    page, _ = open_with_tiles(open_page)
    page.mouse.dblclick(*walls_tile(page, 0, 0))
    wait_for_state(page, "running")
    page.wait_for_timeout(600)
    expect(kept(page)).to_have_count(0)


def test_a_drag_walks_from_tile_to_tile_and_the_walk_learns(open_page):
    page, _ = open_with_tiles(open_page)
    page.mouse.move(*walls_tile(page, 0, 0))
    page.mouse.down()
    page.mouse.move(*walls_tile(page, 2, 1), steps=4)
    page.mouse.up()
    walk = page.get_by_role("region", name="Walk")
    strip = walk.get_by_role(
        "img", name="9 pictures on the way from one tile to another, at step 1"
    )
    expect(strip).to_be_visible()
    button(page, "Step").click()
    expect(walk.get_by_role("img", name=re.compile("at step [2-9]"))).to_be_visible(timeout=15_000)
    button(page, "End the walk").click()
    expect(walk).to_be_hidden()
    expect(kept(page)).to_have_count(0)


def test_the_keyboard_keeps_and_walks(open_page):
    page, _ = open_with_tiles(open_page)
    button(page, "Keep a tile").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(button(page, "Keep tile 2 of row 2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(kept(page)).to_have_count(1)
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+Enter")
    expect(page.get_by_role("region", name="Walk").get_by_role("img")).to_be_visible()
    expect(kept(page)).to_have_count(1)
