"""Rooms on screens as people have them: narrow, turned, in forced colours, on paper, by ear."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.dream_page import button, open_tiny, press, wait_for_state

COUNT_WORDS = """() => {
  const live = 'output, [role=status], [role=alert], [role=log], [aria-live]';
  globalThis.words = 0;
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const place = (target.nodeType === 1 ? target : target.parentElement)?.closest(live);
      if (place && place.getAttribute('aria-live') !== 'off') words += 1;
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


def fits(page):
    width, room, height, window = page.evaluate(
        "(({ scrollWidth, clientWidth, scrollHeight }) =>"
        " [scrollWidth, clientWidth, scrollHeight, innerHeight])(document.documentElement)"
    )
    assert width <= room
    return height <= window


def colours(locator):
    picture = Image.open(io.BytesIO(locator.screenshot())).convert("RGB")
    return {colour for _, colour in picture.getcolors(1 << 20)}


def test_a_training_tells_little_and_the_neuron_fits_however_it_is_turned(open_page):
    page, _ = open_page("neuron/", viewport={"width": 844, "height": 390})
    wait_for_state(page, "ready")
    page.evaluate(COUNT_WORDS)
    press(page, "Train")
    wait_for_state(page, "running")
    wait_for_state(page, "ready")
    assert 0 < page.evaluate("words") < 10
    for width, height in ((390, 844), (320, 640), (844, 390)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(100)
        fits(page)


def test_forced_colours_and_paper_leave_the_pixel_and_what_is_pressed(open_page):
    page, _ = open_page("neuron/#8e57c9", forced_colors="active", color_scheme="dark")
    wait_for_state(page, "ready")
    pixel = page.get_by_role("img", name=re.compile("^The model is one pixel"))
    violet = (0x8E, 0x57, 0xC9)
    assert violet in colours(pixel)
    before = colours(button(page, "Erase"))
    press(page, "Erase")
    page.wait_for_timeout(200)  # the button's own transition
    assert colours(button(page, "Erase")) != before
    page.emulate_media(media="print", forced_colors="none")
    exact = pixel.locator("span").evaluate("(pixel) => getComputedStyle(pixel).printColorAdjust")
    assert exact == "exact"
    assert not fits(page)  # nothing scrolls within a part of the page, where paper would cut it


@pytest.mark.parametrize("path", ["sprites/?view=all", "gallery/?backend=wasm"])
def test_a_room_fits_the_narrowest_screen(open_page, path):
    page, _ = open_page(path, viewport={"width": 320, "height": 640})
    wait_for_state(page, "ready")
    fits(page)


def test_the_wall_of_the_dream_stays_where_it_is(open_page):
    page, _ = open_tiny(open_page, "&scale=3")
    button(page, "Step").click()
    wall = page.get_by_role("img", name=re.compile("dreamed by the network at step 1$"))
    box = wall.bounding_box()
    assert fits(page)
    page.mouse.move(300, 300)
    page.mouse.wheel(0, 2000)
    page.mouse.click(300, 300)
    kept = page.get_by_role("region", name="Kept tiles").get_by_role("listitem")
    expect(kept).to_have_count(1)
    page.mouse.move(200, 200)
    page.mouse.down()
    page.mouse.move(500, 400, steps=3)
    page.mouse.up()
    expect(page.get_by_role("region", name="Walk")).to_be_visible()
    assert fits(page)
    assert wall.bounding_box() == box
