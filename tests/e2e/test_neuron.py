"""The room of the one pixel as a person uses it, in Chromium."""

import base64
import re
from pathlib import Path

import numpy as np
import pytest
from aipixel import PixelModel
from aipixel.datasets import umbrella, xor
from aipixel.neuron.link import from_link
from playwright.sync_api import expect

from tests.conftest import new_context

HTML = "text/html"
READY = 60_000  # ms; a cold load takes a fraction
TABLES = Path(__file__).parents[1] / "data" / "tables"

# What privacy-minded browsers do to pages that read their canvases.
POISON = """
const noisy = () => { throw new Error('canvas readback is poisoned'); };
CanvasRenderingContext2D.prototype.getImageData = noisy;
HTMLCanvasElement.prototype.toBlob = noisy;
HTMLCanvasElement.prototype.toDataURL = noisy;
OffscreenCanvas.prototype.convertToBlob = noisy;
OffscreenCanvasRenderingContext2D.prototype.getImageData = noisy;
"""


def wait_for_state(page, *states):
    selector = ", ".join(f"html[data-state={state}]" for state in states)
    page.wait_for_selector(selector, timeout=READY, state="attached")


@pytest.fixture
def open_room(open_page):
    def open_one(address="", **context):
        page, _ = open_page(f"neuron/{address}", **context)
        wait_for_state(page, "ready")
        return page

    return open_one


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def train(page, button="Train"):
    press(page, button)
    wait_for_state(page, "running")
    wait_for_state(page, "ready")


def square(page):
    return page.get_by_role("application", name="Square of points")


def place(page, points):
    """Click at points of the unit square."""
    box = square(page).bounding_box()
    for x, y in points:
        page.mouse.click(box["x"] + x * box["width"], box["y"] + (1 - y) * box["height"])


def colours(page):
    """The bytes of the pixels, from what the picture of the model is called."""
    picture = page.get_by_role("img", name=re.compile("^The model is"))
    return [int(number) for number in re.findall(r"\b\d+\b", told_pixels(picture))]


def told_pixels(picture):
    return picture.get_attribute("aria-label").partition(":")[2]


def prediction(page, *inputs):
    for index, value in enumerate(inputs, 1):
        page.locator(f"#input-{index}").fill(str(value))
    page.wait_for_timeout(200)
    return page.locator("#prediction").inner_text()


def status(page):
    """The line below the button that trains; other statuses are for ears."""
    return page.locator("#status")


def model_of_the_address(page):
    return from_link(page.evaluate("location.hash"))


def distance(page, model):
    """The most that a byte of the model of the address is away from this one's."""
    strips = [np.array(each.to_pixels()) for each in (model_of_the_address(page), model)]
    return np.abs(strips[0] - strips[1]).max()


def drop(page, name, content, kind, *others):
    page.evaluate(
        """([name, bytes, type, others]) => {
          const transfer = new DataTransfer();
          for (const each of [name, ...others])
            transfer.items.add(new File([Uint8Array.from(bytes)], each, {type}));
          document.body.dispatchEvent(
            new DragEvent('drop', {dataTransfer: transfer, bubbles: true, cancelable: true}));
        }""",
        [name, list(content), kind, others],
    )


def test_an_example_is_there_and_one_button_learns_it(open_room):
    page = open_room()
    assert page.get_attribute("html", "data-backend") == "wasm"
    assert colours(page) == [128, 128, 128]
    expect(status(page)).to_have_text("60 points. Press Train.")
    train(page)
    X, y, _ = umbrella()
    model = PixelModel().train(X, y)
    assert colours(page) == list(model.to_pixel())
    right = round(model.accuracy(X, y) * 60)
    expect(status(page)).to_contain_text(f"{right} of 60 points right")
    assert page.evaluate("location.hash") == model.hex
    expect(page.get_by_role("row", name=re.compile("Best pixel found"))).to_contain_text(
        " ".join(str(byte) for byte in model.to_pixel())
    )


def test_points_by_mouse_train_download_reload_load_predict(open_room, tmp_path):
    page = open_room()
    press(page, "Clear")
    place(page, [(0.1, 0.2), (0.2, 0.7), (0.3, 0.4)])
    page.get_by_role("radio", name="Bring umbrella").check()
    place(page, [(0.8, 0.3), (0.7, 0.8), (0.9, 0.6)])
    expect(status(page)).to_have_text("6 points. Press Train.")
    train(page)
    numbers, answer = colours(page), prediction(page, 0.9, 0.1)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download PNG").click()
    file = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(file)
    model = PixelModel.from_image(file)
    assert list(model.to_pixel()) == numbers
    assert model.predict_names([[0.9, 0.1]])[0] in answer
    page.goto(page.url.partition("#")[0])
    wait_for_state(page, "ready")
    with page.expect_file_chooser() as choosing:
        press(page, "Load PNG")
    choosing.value.set_files(file)
    expect(page.get_by_role("img", name=re.compile(f"red {numbers[0]},"))).to_be_visible()
    assert colours(page) == numbers
    assert prediction(page, 0.9, 0.1) == answer
    certainty = max(model.predict_proba([[0.9, 0.1]])[0], 1 - model.predict_proba([[0.9, 0.1]])[0])
    assert float(re.search(r"\(([\d.]+)%\)", answer)[1]) == pytest.approx(certainty * 100, abs=0.06)


def test_points_can_be_moved_erased_undone_and_come_back_after_a_reload(open_room):
    page = open_room()
    press(page, "Clear")
    place(page, [(0.2, 0.2), (0.8, 0.8), (0.5, 0.5)])
    expect(status(page)).to_contain_text("3 points")
    box = square(page).bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.3, steps=4)
    page.mouse.up()
    expect(status(page)).to_contain_text("3 points")
    page.mouse.click(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.3, button="right")
    expect(status(page)).to_contain_text("2 points")
    page.keyboard.press("Control+z")
    expect(status(page)).to_contain_text("3 points")
    press(page, "Redo")
    expect(status(page)).to_contain_text("2 points")
    press(page, "Erase")
    place(page, [(0.2, 0.2)])
    expect(status(page)).to_contain_text("1 point")
    page.reload()
    wait_for_state(page, "ready")
    expect(status(page)).to_contain_text("1 point")


def test_the_address_opens_a_model(open_room):
    page = open_room("#8e57c9")
    assert colours(page) == [0x8E, 0x57, 0xC9]
    expect(status(page)).to_contain_text("Place points")
    model = PixelModel.from_hex("#8e57c9")
    chance = model.predict_proba([[0.9, 0.1]])[0]
    assert f"({round(chance * 100, 1):g}%)" in prediction(page, 0.9, 0.1)
    page.evaluate("location.hash = '#00ff50-00ffaa-ff00fe'")
    expect(page.get_by_role("img", name=re.compile("The model is 3 pixels"))).to_be_visible()
    page.evaluate("location.hash = '#purple'")
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("is no colour")
    assert len(colours(page)) == 9


def test_other_shapes_of_models_open(open_room):
    page = open_room("#8e5780;inputs=1")
    assert page.locator("#input-2").count() == 0
    page.goto(page.url.partition("#")[0] + "#8e57c910")
    page.reload()
    wait_for_state(page, "ready")
    assert colours(page) == [0x8E, 0x57, 0xC9, 0x10]
    page.get_by_role("slider", name="x3").fill("0.9")
    expect(page.locator("#third-text")).to_have_text("0.9")


def test_one_pixel_fails_at_xor_and_a_hidden_layer_solves_it(open_room):
    page = open_room()
    press(page, "XOR")
    expect(status(page)).to_contain_text("80 points")
    train(page)
    expect(page.get_by_text("One pixel draws one straight line")).to_be_visible()
    train(page, "Add a hidden layer")
    expect(status(page)).to_contain_text("80 of 80 points right (100%)")
    expect(page.get_by_text("One pixel draws one straight line")).to_be_hidden()
    assert len(colours(page)) == 9
    X, y, _ = xor()
    assert model_of_the_address(page).accuracy(X, y) == 1
    expect(page.get_by_text("Dashed: hidden neurons 1 and 2 are at 0.")).to_be_visible()
    train(page, "Back to one pixel")
    assert len(colours(page)) == 3


def test_the_run_can_be_paused_and_scrubbed(open_room):
    page = open_room()
    press(page, "Train")
    wait_for_state(page, "running")
    press(page, "Pause")
    wait_for_state(page, "paused")
    epoch = page.get_by_role("slider", name="Epoch")
    epoch.fill("0")
    assert colours(page) == [128, 128, 128]
    expect(epoch).to_have_attribute("aria-valuetext", "0")
    press(page, "Continue")
    wait_for_state(page, "ready")
    expect(epoch).to_have_attribute("aria-valuetext", re.compile("best pixel"))
    epoch.fill("5")
    wait_for_state(page, "paused")
    assert page.get_by_role("img", name=re.compile("^Loss at epoch")).is_visible()


def test_a_pause_before_the_model_has_learned_is_kept(open_room):
    page = open_room()
    page.get_by_role("button", name="Train", exact=True).evaluate(
        "button => { button.click(); button.click(); }"
    )
    epoch = page.get_by_role("slider", name="Epoch")
    expect(epoch).not_to_have_attribute("max", "0")  # its answer is here
    wait_for_state(page, "paused")
    assert colours(page) == [128, 128, 128]
    press(page, "Continue")
    wait_for_state(page, "ready")


FOCUSED = """() => {
  const { activeElement: at } = document;
  return (at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent).trim();
}"""


def tab_to(page, name, key="Tab"):
    for _ in range(40):
        page.keyboard.press(key)
        if page.evaluate(FOCUSED) == name:
            return
    raise AssertionError(f"{key} does not reach {name}")


def test_the_keyboard_alone_is_enough(open_room):
    page = open_room()
    tab_to(page, "Clear")
    page.keyboard.press("Enter")
    tab_to(page, "Square of points", "Shift+Tab")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Placed Leave it")).to_have_count(1)
    for _ in range(6):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("2")
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Enter")
    page.keyboard.press("Delete")
    expect(page.get_by_role("status").filter(has_text="Erased. 2 points.")).to_have_count(1)
    tab_to(page, "Train")
    page.keyboard.press("Enter")
    wait_for_state(page, "running")
    wait_for_state(page, "ready")
    expect(status(page)).to_contain_text("2 of 2 points right")
    tab_to(page, "Download PNG")
    with page.expect_download() as downloading:
        page.keyboard.press("Enter")
    model = PixelModel.from_image(downloading.value.path())
    assert list(model.to_pixel()) == colours(page)
    for name in ("Rain chance", "Wind speed"):
        tab_to(page, name)
        page.keyboard.type("0.9")
    expect(page.locator("#prediction")).to_contain_text(model.predict_names([[0.9, 0.9]])[0])
    tab_to(page, "Epoch", "Shift+Tab")
    page.keyboard.press("Home")
    assert colours(page) == [128, 128, 128]


def test_the_focus_is_always_to_be_seen(open_room):
    page = open_room()
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        name, outline, hidden = page.evaluate(
            """() => {
              const { activeElement: at } = document;
              const box = at.getBoundingClientRect();
              const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0;
              const name = at.id || at.textContent.trim();
              return [name, getComputedStyle(at).outlineStyle, !inside];
            }"""
        )
        if name in seen or page.evaluate("document.activeElement === document.body"):
            break
        assert (outline, hidden) == ("solid", False) or (outline, hidden) == ("auto", False), name
        seen.append(name)
    assert len(seen) > 20
    assert seen.index("field") < seen.index("train") < seen.index("download")


def test_reading_canvases_back_is_not_needed(browser, site, tmp_path):
    context = new_context(browser)
    context.add_init_script(POISON)
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{site}neuron/")
    wait_for_state(page, "ready")
    train(page)
    numbers, answer = colours(page), prediction(page, 0.9, 0.1)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download PNG").click()
    file = tmp_path / "model.png"
    downloading.value.save_as(file)
    assert list(PixelModel.from_image(file).to_pixel()) == numbers
    press(page, "XOR")
    expect(status(page)).to_have_text("80 points. Press Train.")
    train(page)
    train(page, "Add a hidden layer")
    expect(status(page)).to_contain_text("80 of 80 points right")
    with page.expect_file_chooser() as choosing:
        press(page, "Load PNG")
    choosing.value.set_files(file)
    red, green, blue = numbers
    whole = re.compile(f"red {red}, green {green}, blue {blue}")
    expect(page.get_by_role("img", name=whole)).to_be_visible()
    assert (colours(page), prediction(page, 0.9, 0.1)) == (numbers, answer)
    assert errors == []
    context.close()


def test_a_file_that_is_no_model_is_told_and_nothing_is_lost(open_room):
    page = open_room()
    train(page)
    before = colours(page)
    drop(page, "cat.png", b"not a picture", "image/png")
    alert = page.get_by_role("alert").filter(visible=True)
    expect(alert).to_contain_text("cat.png could not be opened: ")
    assert "\n" not in alert.inner_text().strip()
    assert colours(page) == before
    expect(status(page)).to_contain_text("of 60 points right")
    train(page)
    expect(alert).to_have_count(0)


def test_a_model_that_is_dropped_is_opened_with_its_features(open_room):
    page = open_room()
    model = PixelModel(1).train([[20.0], [30.0], [50.0], [70.0]], ["young", "young", "old", "old"])
    drop(page, "age.png", model.to_png(), "image/png")
    expect(page.get_by_role("radio", name="young")).to_be_visible()
    assert colours(page) == list(model.to_pixel())
    name = model.predict_names([[65.0]])[0]
    assert prediction(page, 65).startswith(name)


def test_a_table_is_opened_and_its_columns_can_be_chosen(open_room):
    page = open_room()
    drop(page, "iris.csv", (TABLES / "iris.csv").read_bytes(), "text/csv")
    expect(status(page)).to_have_text("100 points. Press Train.")
    values = page.get_by_label("Class 1").locator("option").all_text_contents()
    page.get_by_role("combobox", name="Class 1").select_option(values[1])
    expect(page.get_by_role("radio", name=values[1])).to_be_visible()
    page.get_by_role("combobox", name="Class 2").select_option(values[3])
    expect(page.get_by_role("radio", name=values[3])).to_be_visible()
    page.get_by_role("combobox", name="Input 3").select_option("")
    expect(page.locator("#third-input")).to_be_hidden()
    train(page)
    expect(status(page)).to_contain_text(re.compile("(99|100) of 100 points right"))
    page.get_by_role("combobox", name="Label").select_option(index=0)
    alert = page.get_by_role("alert").filter(visible=True)
    expect(alert).to_contain_text("names no classes: choose a label with two values")
    expect(page.get_by_role("radio", name=values[3])).to_be_visible()  # still there


@pytest.mark.parametrize(
    ("name", "kind"), [("iris.data", ""), ("iris", "application/octet-stream"), ("i.TXT", "")]
)
def test_a_table_is_one_whatever_it_is_called(open_room, name, kind):
    page = open_room()
    drop(page, name, (TABLES / "iris.csv").read_bytes(), kind)
    expect(status(page)).to_have_text("100 points. Press Train.")


def test_a_workbook_is_told_to_be_one(open_room):
    page = open_room()
    drop(page, "data.xlsx", b"PK\x03\x04 and so on", "application/vnd.ms-excel")
    alert = page.get_by_role("alert").filter(visible=True)
    expect(alert).to_contain_text("data.xlsx could not be opened: this is an Excel workbook")
    drop(page, "holiday.jpg", b"\xff\xd8\xff\xe0 and so on", "image/jpeg")
    expect(alert).to_contain_text("holiday.jpg could not be opened")
    expect(alert).not_to_contain_text("CSV")


def test_of_two_files_the_second_is_not_ignored_in_silence(open_room):
    page = open_room()
    drop(page, "a.csv", b"x,y\n1,no\n2,yes\n3,yes\n", "text/csv", "b.csv", "c.csv")
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text(
        "One file is opened at a time, here a.csv, and not b.csv, c.csv."
    )
    expect(status(page)).to_have_text("3 points. Press Train.")


def test_how_numbers_of_a_table_were_read_is_told(open_room):
    page = open_room()
    rows = "price;2019;2020;sold\n1.250;1,5;2,5;TRUE\n950;3,5;1,5;False"
    drop(page, "b.csv", f"{rows}\n2.000;0,5;0,25;true\n1.800;2,5;1,25;FALSE\n".encode(), "")
    about = page.locator("#about")
    expect(about).to_contain_text('In "price" a point parts thousands: "1.250" is 1250.')
    expect(about).to_contain_text('"TRUE" and "true" are taken for one class.')
    expect(page.get_by_role("combobox", name="Input 2")).to_have_value("2019")
    expect(status(page)).to_have_text("4 points. Press Train.")


def test_a_table_needs_no_choosing(open_room):
    page = open_room()
    drop(page, "penguins.csv", (TABLES / "penguins.csv").read_bytes(), "text/csv")
    expect(page.get_by_role("radio", name="female")).to_be_visible()
    expect(page.get_by_role("combobox", name="Label")).to_have_value("sex")
    train(page)
    right = re.search(r"tells (\d+) of 333 points right", status(page).inner_text())
    assert int(right[1]) > 280


def test_names_can_be_changed_and_go_into_the_file(open_room):
    page = open_room()
    train(page)
    before = colours(page)
    page.get_by_label("Class 2", exact=True).fill("Take it")
    page.keyboard.press("Tab")
    expect(page.get_by_role("radio", name="Take it")).to_be_visible()
    expect(page.locator("#prediction")).to_be_visible()
    assert colours(page) == before
    expect(page.get_by_role("slider", name="Epoch")).to_be_enabled()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download PNG").click()
    model = PixelModel.from_image(downloading.value.path())
    assert model.features.class_names == ("Leave it", "Take it")


@pytest.mark.parametrize(
    ("typed", "read"),
    [(("0,8", "0,6"), (0.8, 0.6)), (("0.8", "-1,5"), (0.8, -1.5)), ((",5", "1e-1"), (0.5, 0.1))],
)
def test_inputs_are_typed_with_points_or_commas(open_room, typed, read):
    page = open_room("#8e57c9")
    chance = PixelModel.from_hex("#8e57c9").predict_proba([read])[0]
    sure = f"({round(max(chance, 1 - chance) * 100, 1):g}%)"
    for index, text in enumerate(typed, 1):
        field = page.locator(f"#input-{index}")
        field.fill("")
        field.press_sequentially(text)
    expect(page.locator("#prediction")).to_contain_text(sure)
    expect(page.locator("#input-1")).to_have_value(typed[0])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("0,8 0,6", "“0,8 0,6” is no number."),
        ("1,250", "“1,250” may be 1250 or 1.250: type that."),
        ("", "Type a number in every field."),
    ],
)
def test_what_is_no_number_or_could_be_two_is_told(open_room, typed, sentence):
    page = open_room("#8e57c9")
    page.locator("#input-1").fill(typed)
    expect(page.locator("#prediction")).to_have_text(sentence)


def test_inputs_outside_what_was_learned_from_are_told(open_room):
    page = open_room()
    train(page)
    assert "outside" not in prediction(page, 0.9, 0.1)
    assert "Wind speed 40 is outside the 0 to 1 that the model learned from." in prediction(
        page, "0,9", 40
    )


def test_settings_are_typed_with_points_or_commas(open_room):
    page = open_room()
    page.get_by_label("Learning rate").fill("0,5")
    page.get_by_label("Epochs").fill("3")
    train(page)
    X, y, _ = umbrella()
    # The last bits of an exponential differ between machines, and so may a byte a little.
    assert distance(page, PixelModel().train(X, y, epochs=3, lr=0.5)) <= 1


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("Epochs", "0", "Epochs must be"),
        ("Epochs", "2,5", "whole number from 1 to 20,000, not “2,5”"),
        ("Epochs", "1.000", "whole number"),
        ("Hidden neurons", "2,5", "Hidden neurons must be a whole number from 0 to 4"),
        ("Learning rate", "0", "lr above 0"),
        ("Learning rate", "1,250", "Learning rate must be a number above 0"),
    ],
)
def test_settings_that_cannot_be_are_told(open_room, setting, value, sentence):
    page = open_room()
    page.get_by_label(setting).fill(value)
    press(page, "Train")
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text(sentence)
    wait_for_state(page, "ready")


def test_without_points_training_says_what_to_do(open_room):
    page = open_room()
    press(page, "Clear")
    press(page, "Train")
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text(
        "no points to learn from"
    )


def test_less_motion_goes_straight_to_the_end(open_room):
    page = open_room(reduced_motion="reduce")
    press(page, "Train")
    expect(page.get_by_role("slider", name="Epoch")).to_have_attribute(
        "aria-valuetext", re.compile("best pixel"), timeout=1500
    )


def test_a_gpu_is_not_needed_and_that_is_said(open_room):
    page = open_room("?backend=webgpu")
    assert page.get_attribute("html", "data-backend") == "wasm"
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("needs no webgpu")


def test_the_seed_of_the_address_is_used(open_room):
    page = open_room("?seed=5")
    page.get_by_label("Hidden neurons").fill("2")
    page.get_by_label("Epochs").fill("3")
    page.keyboard.press("Tab")
    train(page)
    X, y, _ = umbrella()
    # The last bits of an exponential differ between machines, and so may a byte a little.
    assert distance(page, PixelModel(2, 2).train(X, y, epochs=3, seed=5)) <= 4
    assert distance(page, PixelModel(2, 2).train(X, y, epochs=3)) > 8


def test_downloads_that_fail_are_told_and_can_be_tried_again(browser, site):
    context = new_context(browser)
    page = context.new_page()
    broken = [True]
    context.route(
        re.compile(r"/aipixel\.tar$"),
        lambda route: route.abort() if broken[0] else route.continue_(),
    )
    page.goto(f"{site}neuron/")
    wait_for_state(page, "error")
    alert = page.get_by_role("alert").filter(visible=True)
    expect(alert).to_contain_text("could not be downloaded")
    broken[0] = False
    press(page, "Try again")
    wait_for_state(page, "ready")
    train(page)
    context.close()


def test_where_downloads_are_forbidden_the_picture_is_the_file(browser, site):
    context = new_context(browser)
    page = context.new_page()
    # A host's page: those of the site let no frame in.
    page.route("**/host.html", lambda r: r.fulfill(body="<!doctype html>", content_type=HTML))
    page.goto(f"{site}host.html")
    page.evaluate(
        """(address) => {
          const frame = document.createElement('iframe');
          frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-modals');
          frame.src = address;
          frame.style = 'width: 1000px; height: 800px';
          document.body.replaceChildren(frame);
        }""",
        f"{site}neuron/",
    )
    frame = page.frame_locator("iframe")
    state = frame.locator("html")
    expect(state).to_have_attribute("data-state", re.compile("ready|error"), timeout=READY)
    assert state.get_attribute("data-state") == "ready"
    frame.get_by_role("button", name="Train", exact=True).click()
    expect(frame.get_by_text("of 60 points right")).to_be_visible(timeout=20_000)
    source = frame.get_by_role("img", name="The model’s PNG itself").get_attribute("src")
    kind, _, data = source.partition(",")
    assert kind == "data:image/png;base64"
    assert PixelModel.from_png(base64.b64decode(data)).accuracy(*umbrella()[:2]) > 0.8
    context.close()


# The Python


def show_the_python(page):
    press(page, "Show the Python")
    expect(editor(page)).to_be_visible()


def editor(page):
    return page.get_by_role("textbox", name="Python script")


def output(page):
    return page.get_by_role("log", name="Output")


def script_of(page):
    return "\n".join(page.locator(".cm-line").all_text_contents())


def run(page, script):
    editor(page).fill(script)
    press(page, "Run")


TWO_PIXELS_MORE = """
from aipixel import PixelModel
from aipixel.datasets import xor
from aipixel.viz import plot_decision_boundary

X, y, meta = xor()
model = PixelModel(n_inputs=2, hidden=2)
model.train(X, y)
model.summary()
plot_decision_boundary(model, X, y, meta)
"""


def test_an_edited_script_changes_what_is_trained(open_room):
    page = open_room()
    train(page)
    show_the_python(page)
    original = script_of(page)
    assert "X, y, meta = umbrella()" in original
    run(page, TWO_PIXELS_MORE)
    wait_for_state(page, "running")  # the run is seen
    wait_for_state(page, "ready")
    expect(status(page)).to_contain_text("80 of 80 points right (100%)")
    assert len(colours(page)) == 9
    expect(page.get_by_role("radio", name="Just one")).to_be_visible()
    X, y, _ = xor()
    assert model_of_the_address(page).accuracy(X, y) == 1
    expect(output(page)).to_contain_text("PixelModel")
    expect(output(page).get_by_role("img", name=re.compile("gets 80 right"))).to_be_visible()
    press(page, "Original")
    assert script_of(page) == original
    press(page, "Run")
    wait_for_state(page, "running")
    wait_for_state(page, "ready")
    expect(status(page)).to_contain_text("of 60 points right")
    assert len(colours(page)) == 3


def test_a_scripts_own_points_and_names_are_shown(open_room):
    page = open_room()
    show_the_python(page)
    run(
        page,
        "from aipixel import PixelModel\n"
        "old = PixelModel(1).train([[20], [30], [50], [70]], ['young', 'young', 'old', 'old'])",
    )
    expect(page.get_by_role("radio", name="young")).to_be_visible()
    wait_for_state(page, "ready")
    expect(status(page)).to_have_text("The model tells 4 of 4 points right (100%).")
    assert prediction(page, 68).startswith("old")


def test_the_script_follows_what_is_shown(open_room):
    page = open_room("#8e57c9")
    show_the_python(page)
    assert 'PixelModel.from_hex("#8e57c9")' in script_of(page)
    press(page, "XOR")
    expect(status(page)).to_have_text("80 points. Press Train.")
    train(page)
    expect(editor(page)).to_contain_text("xor()")
    train(page, "Add a hidden layer")
    expect(editor(page)).to_contain_text("hidden=2")


def test_an_error_names_its_line_and_changes_nothing(open_room):
    page = open_room()
    train(page)
    before = colours(page)
    show_the_python(page)
    run(page, "from aipixel import PixelModel\nmodel = PixelModel(9)")
    expect(output(page)).to_contain_text("Line 2: ValueError: ")
    expect(page.locator(".cm-line.python-wrong-line")).to_have_text("model = PixelModel(9)")
    assert colours(page) == before
    run(page, "model = 'none at all'")
    expect(page.locator("#python").get_by_role("status").first).to_contain_text("Done in")
    assert colours(page) == before
    expect(status(page)).to_contain_text("of 60 points right")
    assert page.get_attribute("html", "data-state") == "ready"


@pytest.mark.parametrize(
    ("endless", "told"),
    [
        ("while True: pass", "Python is still running"),
        ("import itertools\nsum(itertools.repeat(0))", "ending Python"),
    ],
)
def test_an_endless_script_is_stopped_and_the_room_still_works(open_room, endless, told):
    page = open_room()
    train(page)
    numbers, answer = colours(page), prediction(page, 0.9, 0.1)
    show_the_python(page)
    run(page, f"print('begun')\n{endless}")
    expect(output(page)).to_contain_text("begun")
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_disabled()
    place(page, [(0.02, 0.98)])
    press(page, "Stop")
    expect(output(page)).to_contain_text(told, timeout=READY)
    wait_for_state(page, "ready")
    assert (colours(page), prediction(page, 0.9, 0.1)) == (numbers, answer)
    expect(status(page)).to_contain_text("of 61 points right")
    page.get_by_role("slider", name="Epoch").fill("0")
    assert colours(page) == [128, 128, 128]
    press(page, "Continue")
    wait_for_state(page, "ready")
    train(page)
    press(page, "Original")
    run(page, TWO_PIXELS_MORE)
    expect(status(page)).to_contain_text("80 of 80 points right", timeout=20_000)


def test_what_is_asked_for_while_a_script_runs_comes_after_it(open_room):
    page = open_room()
    show_the_python(page)
    run(page, "import itertools\nprint('begun')\nsum(itertools.repeat(0))")
    expect(output(page)).to_contain_text("begun")
    press(page, "XOR")
    press(page, "Stop")
    expect(page.get_by_role("radio", name="Just one")).to_be_visible(timeout=READY)
    expect(status(page)).to_have_text("80 points. Press Train.")
