"""Texts of files on their way to a terminal or a page."""

import json

import pytest
from aipixel.texts import printable
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Größe (m²), 体重, قد", "Größe (m²), 体重, قد"),
        ("می\u200cخواهم 👩\u200d🚀 prix\u00a0€", "می\u200cخواهم 👩\u200d🚀 prix\u00a0€"),
        ("\x1b]0;mine\x07\x1b[2J", r"\u001b]0;mine\u0007\u001b[2J"),
        ("\x9b31m", r"\u009b31m"),
        ("no\u202egnp.exe\u2066", r"no\u202egnp.exe\u2066"),
        ("one\ntwo\r\tthree\u2028four", r"one\ntwo\r\tthree\u2028four"),
        ("\ufeffid\u200b", r"\ufeffid\u200b"),
        ("\udcff", r"\udcff"),
        ("\U000e0041", r"\udb40\udc41"),
    ],
)
def test_what_is_not_to_be_seen_is_written_out(text, shown):
    assert printable(text) == shown


@given(st.text())
def test_a_line_of_json_stays_json(text):
    line = json.dumps({text: [text]}, ensure_ascii=False)
    assert json.loads(printable(line)) == {text: [text]}
    assert "\x1b" not in printable(text)
