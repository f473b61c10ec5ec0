"""The panel that shows a page's Python, on the least page that can have one."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sitebuild.bundle import bundle
from sitebuild.project import Project
from sitebuild.server import running_server

from tests.conftest import ROOT, new_context

HARNESS = Path(__file__).parent / "panel_harness"
PLACE = "tests/e2e/panel_harness/"
READY = 60_000
NEEDED = ("vendor/pyodide", "py")
PICTURE = """
import struct, zlib
from aipixel.display import show
def chunk(kind, data):
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
size = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
pixels = zlib.compress(b"\\0" + bytes([230, 190, 40]) * 2 + b"\\0" + bytes([16, 18, 21]) * 2)
chunks = chunk(b"IHDR", size) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
show(b"\\x89PNG\\r\\n\\x1a\\n" + chunks, "Two rows of two pixels")
"""


class WithTests(Project):
    """The project, bundling from its root instead of `web/`."""

    @property
    def web(self) -> Path:
        return self.root

    @property
    def node_modules(self) -> Path:
        return self.root / "web" / "node_modules"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """As much of dist/ as Python needs, and the harness."""
    dist, target = ROOT / "dist", tmp_path_factory.mktemp("site")
    build = json.loads((dist / "build.json").read_text())
    shutil.copy(dist / "build.json", target)
    shutil.copy(dist / "favicon.svg", target)
    for name in NEEDED:
        shutil.copytree(dist / build["folders"][name], target / build["folders"][name])
    entries = [HARNESS / name for name in ("page.js", "page.css", "worker.js")]
    bundle(WithTests(ROOT), entries, target, build["id"])
    shutil.copy(HARNESS / "index.html", target / PLACE)
    return target


@pytest.fixture(scope="module")
def site(folder) -> Iterator[str]:
    with running_server(folder) as server:
        yield server.address


@pytest.fixture
def opened(open_page):
    """The page with the panel open, and Python ready."""
    page, _ = open_page(PLACE)
    show_the_python(page)
    return page


def show_the_python(page):
    press(page, "Show the Python")
    expect(editor(page)).to_be_visible()
    page.wait_for_selector("html[data-state=ready]", timeout=READY, state="attached")


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def editor(page):
    return page.get_by_role("textbox", name="Python script")


def output(page):
    return page.get_by_role("log", name="Output")


def status(page):
    return page.get_by_role("status").first


def text_of(page):
    return "\n".join(page.locator(".cm-line").all_text_contents())


def write(page, script):
    editor(page).fill(script)


def run(page, script):
    write(page, script)
    press(page, "Run")


def opened_times(page):
    return int(page.get_attribute("html", "data-opened"))


def test_the_editor_comes_only_when_it_is_wanted(open_page):
    page, watched = open_page(PLACE)
    page.wait_for_selector("html[data-state=ready]", timeout=READY, state="attached")
    assert not any("editor" in url for url in watched.requests)
    press(page, "Show the Python")
    expect(editor(page)).to_contain_text("# The point on the page")
    assert any("editor" in url for url in watched.requests)
    press(page, "Hide the Python")
    expect(editor(page)).to_be_hidden()


def test_an_edited_script_runs_and_the_page_gets_what_it_made(opened):
    run(opened, "x = 6 * 7\nprint('x is', x)\nx")
    expect(status(opened)).to_contain_text("Done in")
    expect(output(opened)).to_contain_text("x is 42")
    expect(opened.locator(".python-text-value")).to_have_text("42\n")
    outcome = json.loads(opened.locator("#result").inner_text())
    assert outcome["result"] == {"x": 42}


def test_output_comes_while_the_script_runs(opened):
    run(
        opened,
        "import time\nprint('at first')\nprint('and then')\n"
        "end = time.time() + 3\nwhile time.time() < end: pass\nprint('at last')",
    )
    expect(output(opened)).to_contain_text("and then", timeout=2000)
    expect(output(opened)).not_to_contain_text("at last")
    expect(output(opened)).to_contain_text("at last")


def test_a_picture_is_shown_with_its_description(opened):
    run(opened, PICTURE)
    picture = output(opened).get_by_role("img", name="Two rows of two pixels")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") == 2


@pytest.mark.parametrize(
    ("script", "line", "message"),
    [
        ("x = 1\n\ny = x / 0", 3, "Line 3: ZeroDivisionError: division by zero"),
        ("value = 1\nvlaue", 2, "NameError: name 'vlaue' is not defined. Did you mean: 'value'?"),
        ("x = 1\ny = (1 +", 2, "Line 2: SyntaxError: '(' was never closed"),
        ("def f():\n    return f()\nf()", 2, "RecursionError: functions call each other"),
        ("x = 1\nname = input('Your name? ')", 2, "EOFError: nobody can answer input() here"),
    ],
)
def test_an_error_names_the_line_and_marks_it(opened, script, line, message):
    run(opened, script)
    expect(output(opened)).to_contain_text(message)
    expect(status(opened)).to_have_text(f"There is an error in line {line}.")
    marked = opened.locator(".cm-line.python-wrong-line")
    expect(marked).to_have_count(1)
    assert text_of(opened).split("\n")[line - 1] == marked.inner_text()
    for inside in ("Traceback", "pyodide", "aipixel"):
        assert inside not in output(opened).inner_text()
    press(opened, f"Line {line}")
    expect(editor(opened)).to_be_focused()
    opened.keyboard.type(" ")
    expect(marked).to_have_count(0)


ENDLESS = "print('begun')\nwhile True: pass"


def test_an_endless_script_is_stopped_and_python_stays(opened):
    assert opened.evaluate("crossOriginIsolated")
    run(opened, ENDLESS)
    expect(output(opened)).to_contain_text("begun")
    press(opened, "Stop")
    expect(status(opened)).to_have_text("Stopped.")
    expect(output(opened)).to_contain_text("Python is still running")
    assert opened_times(opened) == 1
    run(opened, "print('again')")
    expect(output(opened)).to_contain_text("again")


def test_without_isolation_the_worker_ends_and_starts_again(browser, folder):
    with running_server(folder, isolated=False) as server:
        page = new_context(browser).new_page()
        page.goto(server.address + PLACE)
        show_the_python(page)
        assert not page.evaluate("crossOriginIsolated")
        run(page, ENDLESS)
        expect(output(page)).to_contain_text("begun")
        press(page, "Stop")
        expect(status(page)).to_have_text("Ending Python and starting it again.")
        expect(output(page)).to_contain_text("ending Python", timeout=READY)
        assert opened_times(page) == 2
        run(page, "print('again')")
        expect(output(page)).to_contain_text("again")
        page.context.close()


def test_what_ignores_the_interruption_is_ended_after_two_seconds(opened):
    run(opened, "import itertools\nprint('begun')\nsum(itertools.repeat(0))")
    expect(output(opened)).to_contain_text("begun")
    press(opened, "Stop")
    expect(output(opened)).to_contain_text("ending Python", timeout=READY)
    assert opened_times(opened) == 2


def test_endless_printing_does_not_stop_the_page(opened):
    run(
        opened,
        "import sys\ni = 0\nwhile True:\n    i += 1\n    print(i)\n    print(i, file=sys.stderr)",
    )
    expect(output(opened)).to_contain_text("Earlier output is not kept.")
    opened.wait_for_timeout(2000)
    began = opened.evaluate("performance.now()")
    press(opened, "Stop")
    expect(status(opened)).to_have_text("Stopped.")
    assert opened.evaluate("performance.now()") - began < 1500
    assert opened_times(opened) == 1
    assert len(output(opened).inner_text().splitlines()) < 1100


def test_python_that_breaks_down_is_started_again(open_page):
    page, _ = open_page(PLACE, allow_errors=True)
    show_the_python(page)
    run(page, "x = []\nfor _ in range(10**6): x = [x]\nrepr(x)")
    expect(output(page)).to_contain_text("calls or nests too deeply", timeout=READY)
    expect(output(page)).to_contain_text("Python has started again.", timeout=READY)
    run(page, "print('again')")
    expect(output(page)).to_contain_text("again")
    assert opened_times(page) == 2


def test_original_brings_the_script_back_and_undo_the_edit(opened):
    first = text_of(opened)
    expect(button(opened, "Original")).to_be_disabled()
    write(opened, "mine = 1\nprint(mine)")
    press(opened, "Original")
    assert text_of(opened) == first
    expect(editor(opened)).to_be_focused()
    opened.keyboard.press("Control+z")
    assert text_of(opened) == "mine = 1\nprint(mine)"


def move_the_point(page, value):
    page.get_by_label("Point").fill(value)
    page.get_by_label("Point").blur()


def test_a_new_original_never_takes_an_edit_away(opened):
    move_the_point(opened, "5")
    expect(editor(opened)).to_contain_text("x = 5")
    expect(button(opened, "Original")).to_be_disabled()
    write(opened, "mine = 1")
    move_the_point(opened, "6")
    expect(opened.get_by_text("The page has changed")).to_be_visible()
    assert text_of(opened) == "mine = 1"
    press(opened, "Original")
    expect(editor(opened)).to_contain_text("x = 6")
    expect(opened.get_by_text("The page has changed")).to_be_hidden()
    opened.keyboard.press("Control+z")
    assert text_of(opened) == "mine = 1"


def test_the_keyboard_alone_is_enough(opened):
    button(opened, "Before the panel").focus()
    opened.keyboard.press("Tab")
    expect(button(opened, "Hide the Python")).to_be_focused()
    opened.keyboard.press("Tab")
    expect(editor(opened)).to_be_focused()
    opened.keyboard.press("Control+a")
    opened.keyboard.type("if True:\nprint('typed')")
    opened.keyboard.press("Home")
    opened.keyboard.press("Tab")
    opened.keyboard.press("Control+Enter")
    expect(output(opened)).to_contain_text("typed")
    expect(editor(opened)).to_be_focused()
    opened.keyboard.press("Escape")
    opened.wait_for_timeout(2500)  # no hurry
    opened.keyboard.press("Tab")
    expect(button(opened, "Run")).to_be_focused()
    opened.keyboard.press("Shift+Tab")
    opened.keyboard.press("Escape")
    opened.keyboard.press("Shift+Tab")
    expect(button(opened, "Hide the Python")).to_be_focused()


def test_the_focus_stays_on_a_button_that_can_be_pressed(opened):
    write(opened, ENDLESS)
    button(opened, "Run").focus()
    opened.keyboard.press("Enter")
    expect(button(opened, "Stop")).to_be_focused()
    opened.keyboard.press("Enter")
    expect(button(opened, "Run")).to_be_focused()


@pytest.mark.parametrize("width", [360, 390, 1280])
def test_nothing_runs_out_of_the_window(open_page, width):
    page, _ = open_page(PLACE, viewport={"width": width, "height": 800})
    show_the_python(page)
    run(page, "print('long' * 300)\n# " + "long " * 60)
    expect(output(page)).to_contain_text("long")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
