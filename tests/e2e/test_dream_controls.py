"""Keys, help and views of the dream room: every key presses a control with a name."""

import re

import pytest
from aipixel.vaegan.pictures import nine_pictures
from playwright.sync_api import expect

from tests.dream_page import button, data, open_tiny, wait_for_state, wait_for_step
from tests.in_worker import run_python


def wall_settings(page):
    """How many tiles there are, and how many seconds lie between two draws."""
    texts = page.get_by_role("region", name="Tiles").locator("output").all_inner_texts()
    tiles, every = texts[:2]
    return int(tiles), float(re.search(r"[\d.]+", every)[0])


def test_keys_press_the_controls(open_page):
    page, _ = open_tiny(open_page)
    tiles, every = wall_settings(page)
    page.keyboard.press("d")
    more, _ = wall_settings(page)
    assert more > tiles
    for key in "qA":  # the caps lock changes nothing
        before, _ = wall_settings(page)
        page.keyboard.press(key)
        assert wall_settings(page)[0] < before
    page.keyboard.press("w")
    page.keyboard.press("z")
    assert wall_settings(page)[1] < every
    for _ in range(12):
        page.keyboard.press("s")
        page.keyboard.press("q")
    assert wall_settings(page) == (1, 2)
    expect(button(page, "Fewer tiles")).to_be_disabled()


def test_statistics_go_away_and_their_panels_cycle(open_page):
    page, _ = open_tiny(open_page)
    statistics = page.get_by_role("region", name="Statistics")
    for title in ("Loss", "Tiles", "GPU", "FPS"):
        expect(statistics.get_by_role("heading", name=title)).to_be_visible()
        expect(statistics.get_by_role("group", name=title)).to_be_visible()
        statistics.get_by_role("button").click()
    statistics.get_by_role("group", name="Loss").click()
    expect(statistics.get_by_role("heading", name="Tiles")).to_be_visible()
    page.keyboard.press("i")
    expect(statistics).to_be_hidden()
    button(page, "Statistics").click()
    expect(statistics.get_by_role("heading", name="Tiles")).to_be_visible()


def test_help_lists_the_keys_and_escape_closes_it(open_page):
    page, _ = open_tiny(open_page)
    page.keyboard.press("h")
    help_dialog = page.get_by_role("dialog", name="Help")
    for key in ("H", "Space", "Q", "A", "D", "S", "W", "Z", "I", "F", "C"):
        expect(help_dialog.get_by_text(key, exact=True).first).to_be_visible()
    page.keyboard.press("d")
    page.keyboard.press("Escape")
    expect(help_dialog).to_be_hidden()
    button(page, "Help").click()
    expect(help_dialog).to_be_visible()
    page.keyboard.press("h")
    expect(help_dialog).to_be_hidden()


def test_keys_can_be_switched_off_for_good(open_page):
    page, _ = open_tiny(open_page)
    before = wall_settings(page)
    page.keyboard.press("h")
    page.get_by_role("switch").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    wait_for_state(page, "ready")
    for key in ("d", "s", "h", "Space"):
        page.locator("body").press(key)
    assert wall_settings(page) == before
    assert data(page, "state") == "ready"
    expect(page.get_by_role("dialog", name="Help")).to_be_hidden()
    button(page, "Help").click()
    page.get_by_role("switch").check()
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    assert wall_settings(page) != before


@pytest.mark.parametrize("modifier", ["Control", "Alt", "Meta"])
def test_keys_are_silent_with_a_modifier_and_in_a_field(open_page, modifier):
    page, _ = open_tiny(open_page)
    before = wall_settings(page)
    page.keyboard.press(f"{modifier}+i")
    page.get_by_role("textbox", name="Seed").press_sequentially("dsi")
    assert wall_settings(page) == before
    expect(page.get_by_role("region", name="Statistics")).to_be_visible()


def test_the_clean_view_shows_the_tiles_alone(open_page):
    page, _ = open_tiny(open_page)
    page.keyboard.press("c")
    expect(button(page, "Start")).to_be_hidden()
    box = page.locator("canvas").first.bounding_box()
    assert (box["width"], box["height"]) == (1280, 720)
    page.keyboard.press("Space")
    expect(button(page, "Start")).to_be_visible()
    assert data(page, "state") == "ready"  # the key that ends it does nothing else
    button(page, "Clean view").click()
    page.locator("canvas").first.click()
    expect(button(page, "Start")).to_be_visible()


def test_fullscreen_and_back(open_page):
    page, _ = open_tiny(open_page)
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement !== null")
    expect(button(page, "Fullscreen")).to_have_attribute("aria-pressed", "true")
    button(page, "Fullscreen").click()
    page.wait_for_function("() => document.fullscreenElement === null")


def depth(page):
    return page.get_by_role("slider", name="Depth of the dream")


def test_the_depth_grows_by_itself_until_it_is_set(open_page):
    page, _ = open_tiny(open_page)
    grows = page.get_by_role("checkbox", name="Grows by itself")
    expect(grows).to_be_checked()
    depth(page).press("ArrowRight")
    depth(page).press("ArrowRight")
    expect(grows).not_to_be_checked()
    expect(depth(page)).to_have_attribute("aria-valuetext", "2, scenes")
    assert "depth=2" in page.url
    assert dreamed_at(page) == 2
    grows.check()
    assert "depth" not in page.url
    assert dreamed_at(page) is None


def test_the_depth_in_the_address_is_dreamed_at(open_page):
    page, _ = open_tiny(open_page, "&depth=8")
    expect(depth(page)).to_have_value("8")
    assert dreamed_at(page) == 8


def dreamed_at(page):
    code = """
import gc
from aipixel.vaegan.training.loop import TrainingLoop
next(o for o in gc.get_objects() if isinstance(o, TrainingLoop)).depth
"""
    said = run_python(page, code)
    return None if said in ("None", "undefined") else int(said)


def number(page, term):
    value = page.get_by_role("region", name="Statistics").locator(
        f"div:visible:has(> dt:text-is('{term}')) > dd"
    )
    return float(re.search(r"[\d.]+", value.first.inner_text())[0])


def test_every_panel_has_its_numbers(open_page):
    page, _ = open_tiny(open_page)
    next_panel = page.get_by_role("button", name=re.compile("^Next: "))
    button(page, "Start").click()
    wait_for_step(page, 30)
    assert number(page, "Step") >= 30
    assert all(number(page, loss) > 0 for loss in ("colour", "feature", "discriminator"))
    next_panel.click()
    page.wait_for_function("() => document.getElementById('diversity').textContent !== '–'")
    assert 0 < number(page, "Error of the nine") < 1
    assert 0 <= number(page, "Pictures present") <= 9
    assert all(number(page, name) > 0 for name in ("Diversity", "Flatness", "Distance"))
    next_panel.click()
    panel = page.get_by_role("group", name="GPU")
    expect(panel).to_contain_text("Backendwasm")
    expect(panel).to_contain_text("Graphics processornone")
    assert number(page, "Memory") > 10
    assert number(page, "Live tensors") >= 6
    next_panel.click()
    page.wait_for_function("() => document.getElementById('frames').textContent !== '–'")
    assert number(page, "Frames a second") > 0
    assert number(page, "A step") > number(page, "Python’s share of it") > 0


def test_originals_stand_beside_reconstructions_with_names_and_errors(open_page):
    page, _ = open_tiny(open_page)
    nine = page.get_by_role("region", name="The nine pictures")
    expect(nine.get_by_role("listitem")).to_have_count(9)
    expect(nine.get_by_text("not learned yet")).to_have_count(9)
    button(page, "Step").click()
    expect(nine.get_by_text(re.compile(r"^error 0\.\d{3}$"))).to_have_count(9)
    for picture, item in zip(nine_pictures(7), nine.get_by_role("listitem").all(), strict=True):
        expect(item.get_by_role("img", name=picture.description, exact=True)).to_be_visible()
        remembered = f"{picture.description}, as the network remembers it"
        expect(item.get_by_role("img", name=remembered)).to_be_visible()
        expect(item).to_contain_text(picture.description)
