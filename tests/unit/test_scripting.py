"""A user's script: what it prints, shows and leaves behind, and how it fails."""

import _thread
import json
import sys
import threading
import time
import warnings

import pytest
from aipixel.display import PNG_SIGNATURE, set_display, show
from aipixel.scripting import LONGEST_TEXT, SCRIPT, answer, run_script
from hypothesis import given
from hypothesis import strategies as st

PNG = PNG_SIGNATURE + b"rest"


class Page:
    """Runs scripts and keeps all that they said."""

    def __init__(self):
        self.messages = []
        self.times = []

    def hear(self, text, png):
        self.times.append(time.monotonic())
        self.messages.append({**json.loads(text), "png": png})

    def run(self, source):
        self.outcome = run_script(source, self.hear)
        return self

    def text(self, stream):
        return "".join(text for one, text in self.printed() if one == stream)

    def printed(self):
        parts = [part for m in self.messages for part in m.get("parts", [])]
        return [(part["stream"], part["text"]) for part in parts]


def error_of(source):
    outcome = Page().run(source).outcome
    assert outcome.status == "error"
    return outcome.error


def test_what_is_printed_comes_in_order_from_both_streams():
    page = Page().run("import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c', end='')")
    assert page.outcome.status == "done"
    assert page.printed() == [("output", "a\n"), ("errors", "b\n"), ("output", "c")]


def test_the_script_is_main_and_its_names_are_its_own():
    first = Page().run("import sys\nname = __name__\nmine = sys.modules['__main__'].__dict__")
    assert first.outcome.namespace["name"] == "__main__"
    assert first.outcome.namespace["mine"] is first.outcome.namespace
    assert error_of("name").message == "NameError: name 'name' is not defined"


def test_the_future_of_this_package_is_not_the_scripts():
    page = Page().run("def f(x: 1 + 1): ...\nf.__annotations__")
    assert page.text("value") == "{'x': 2}\n"


@pytest.mark.parametrize(
    ("source", "shown"),
    [("1 + 1", "2\n"), ("x = 2", ""), ("None", ""), ("'a'", "'a'\n"), ("print(1)", ""), ("", "")],
)
def test_the_value_of_the_last_line_is_shown(source, shown):
    assert Page().run(source).text("value") == shown


def test_much_printing_is_few_messages_and_the_last_of_it_is_kept():
    page = Page().run("for i in range(200_000): print(i)")
    assert len(page.messages) < 200
    assert page.text("output").endswith("199998\n199999\n")
    page = Page().run(f"print('a' * {3 * LONGEST_TEXT} + 'end')")
    assert page.text("output") == "a" * (LONGEST_TEXT - 4) + "end\n"
    assert any(m["cut"] for m in page.messages)


def test_printing_on_both_streams_in_turn_is_few_messages_too():
    page = Page().run(
        "import sys\nfor i in range(20_000):\n  print(i)\n  print(i, file=sys.stderr)"
    )
    assert len(page.messages) < 100
    assert page.printed()[-2:] == [("output", "19999\n"), ("errors", "19999\n")]


@given(st.lists(st.text(max_size=20), max_size=30))
def test_nothing_is_lost_between_the_messages(texts):
    page = Page().run(f"for text in {texts!r}: print(text, end='')")
    assert page.text("output") == "".join(texts)


def test_text_does_not_wait_for_the_next_print():
    page = Page().run(
        "import time\n"
        "print('first')\nprint('second')\n"
        "end = time.monotonic() + 1.5\n"
        "def busy():\n    return time.monotonic() < end\n"
        "while busy(): pass\n"
        "end"
    )
    assert page.text("output") == "first\nsecond\n"
    told = zip(page.messages, page.times, strict=True)
    came = [at for m, at in told if m["parts"][0]["stream"] == "output"]
    assert came[-1] < float(page.text("value"))


def test_tracing_is_over_when_text_is_sent_and_when_the_script_ends():
    assert sys.gettrace() is None
    Page().run("print(1)\nprint(2)\nprint(3)")
    assert sys.gettrace() is None
    page = Page().run(
        "import sys, time\nprint(1)\nprint(2)\ntime.sleep(0.1)\nx = 1\nsys.gettrace()"
    )
    assert page.text("value") == ""


def test_a_picture_comes_between_the_texts_around_it():
    source = f"from aipixel.display import show\nprint(1)\nprint(show({PNG!r}, 'A dot'))\nprint(2)"
    page = Page().run(source)
    picture = next(m for m in page.messages if m["type"] == "picture")
    assert (picture["description"], picture["png"]) == ("A dot", PNG)
    place = page.messages.index(picture)
    before, after = page.messages[:place], page.messages[place + 1 :]
    assert "".join(part["text"] for m in before for part in m["parts"]) == "1\n"
    assert "".join(part["text"] for m in after for part in m["parts"]) == "True\n2\n"


def test_many_pictures_are_at_most_twenty_a_second():
    source = f"from aipixel.display import show\nfor _ in range(5): show({PNG!r}, 'A dot')"
    page = Page().run(source)
    assert page.times[-1] - page.times[0] > 0.19


def test_without_a_display_nothing_is_shown():
    assert show(PNG, "A dot") is False
    with pytest.raises(ValueError, match="bytes of a PNG"):
        show(b"GIF89a", "A dot")


def test_setting_a_display_gives_back_the_one_before():
    shown = []
    assert set_display(lambda png, description: shown.append(description)) is None
    assert show(PNG, "A dot") is True
    assert set_display(None) is not None
    assert shown == ["A dot"]


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("x = 1\ny = x / 0\n", 2, "ZeroDivisionError: division by zero"),
        ("\n\nraise ValueError('two\\nlines')", 3, "ValueError: two lines"),
        ("import json\n\njson.loads('{')", 3, "JSONDecodeError: Expecting property name"),
        ("def f():\n    return missing\nf()", 2, "NameError: name 'missing' is not defined"),
        ("x = 1\nassert x == 2", 2, "AssertionError"),
        ("class A:\n  def __repr__(self):\n    return 1 + ''\nA()", 3, "TypeError: unsupported"),
        ("def f():\n  f()\nf()", 2, "RecursionError: functions call each other too deeply"),
        ("raise MemoryError", 1, "MemoryError: the script needs more memory"),
        ("x = 1\ninput('Name? ')", 2, "EOFError: nobody can answer input() here"),
    ],
)
def test_an_error_names_the_line_of_the_script(source, line, message):
    error = error_of(source)
    assert error.line == line
    assert message in error.message
    for inside in ("Traceback", "aipixel", ".py", "\n"):
        assert inside not in error.message


def test_a_syntax_error_has_its_own_line_and_column():
    error = error_of("x = 1\ny = (1 + \nz = 2")
    assert (error.line, error.column) == (2, 5)
    assert error.message == "SyntaxError: '(' was never closed"
    assert error_of("if True:\nx = 1").message.startswith("IndentationError: expected an indented")
    assert error_of("await x").line == 1
    assert error_of("compile('x x', 'other', 'exec')").line == 1


def test_a_syntax_error_runs_nothing():
    page = Page().run("print('never')\nx = = 1")
    assert page.messages == []


@given(st.text())
def test_no_text_breaks_the_runner(source):
    outcome = Page().run(
        "0 if True else 0\n'''" + source.replace("'", "").replace("\\", "") + "'''"
    )
    assert outcome.outcome.status in ("done", "error")


def test_a_long_message_is_cut():
    assert len(error_of("raise ValueError('x' * 100_000)").message) <= 500


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_stops_the_script_and_keeps_what_it_made():
    timer = threading.Timer(0.2, _thread.interrupt_main)
    timer.start()
    page = Page().run("made = 1\nprint('running')\nwhile True: pass")
    timer.join()
    assert page.outcome.status == "stopped"
    assert page.outcome.namespace["made"] == 1
    assert page.text("output") == "running\n"


@pytest.mark.parametrize("leaving", ["exit()", "sys.exit()", "sys.exit(3)", "raise SystemExit"])
def test_leaving_is_no_error(leaving):
    page = Page().run(f"import sys\nmade = 1\n{leaving}\nmade = 2")
    assert page.outcome.status == "done"
    assert page.outcome.namespace["made"] == 1


def test_leaving_with_a_sentence_prints_it():
    assert Page().run("raise SystemExit('No data.')").text("errors") == "No data.\n"


def test_warnings_name_the_line_and_nothing_inside():
    page = Page().run("import warnings\nimport numpy as np\nnp.array([1.0]) / 0")
    assert page.text("errors") == ("Line 3: RuntimeWarning: divide by zero encountered in divide\n")


def test_everything_is_put_back():
    before = (sys.stdout, sys.stderr, sys.stdin, sys.modules["__main__"], warnings.showwarning)
    Page().run("1 / 0")
    after = (sys.stdout, sys.stderr, sys.stdin, sys.modules["__main__"], warnings.showwarning)
    assert all(one is other for one, other in zip(before, after, strict=True))
    assert show(PNG, "A dot") is False


def answered(source, collect):
    return json.loads(answer(source, lambda text, png: None, collect))


def test_the_page_may_take_what_the_script_made():
    assert answered("x = 2", lambda names: {"x": names["x"]}) == {
        "status": "done",
        "error": None,
        "result": {"x": 2},
    }
    failed = answered("x = 2\n1 / 0", lambda names: names["x"])
    assert failed["result"] == 2
    assert failed["error"] == {
        "line": 2,
        "column": None,
        "message": "ZeroDivisionError: division by zero",
    }


@pytest.mark.parametrize("collect", [lambda names: names["x"], lambda names: float("nan")])
def test_what_cannot_be_shown_is_told(collect):
    outcome = answered("y = 2", collect)
    assert (outcome["status"], outcome["result"]) == ("error", None)
    assert outcome["error"]["message"].startswith("What the script made can’t be shown: ")
    assert answered("1 / 0", collect)["error"]["line"] == 1


def test_the_scripts_file_name_is_no_real_one():
    page = Page().run("import sys\nsys._getframe().f_code.co_filename")
    assert page.text("value") == f"'{SCRIPT}'\n"
