"""JSON of files: an object of finite numbers, or a clause that a person understands."""

import pytest
from aipixel.documents import fitting, number, parse_object, text, whole


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"5", "is not what it should be"),
        (b"[1]", "is not what it should be"),
        (b"", "is not JSON"),
        (b"\xff\xfe{", "is not JSON"),
        (b'{"a": 1e400}', "a number that is none or far too large"),
        (b'{"a": NaN}', "a number that is none or far too large"),
        (b'{"a": -Infinity}', "a number that is none or far too large"),
        (b'{"a": ' + b"9" * 5000 + b"}", "a number that is none or far too large"),
        (b'{"a": ' + b"[" * 100_000, "goes too deep"),
        ('{"a": "\ud800"}', None),
    ],
)
def test_what_is_no_object_is_said(data, said):
    if said is None:
        assert parse_object(data) == {"a": "\ud800"}
        return
    with pytest.raises(ValueError, match=said) as caught:
        parse_object(data)
    assert type(caught.value) is ValueError


def test_values_of_another_kind_become_one_sentence():
    for wrong in (
        lambda: {}["a"],
        lambda: list("a")[1],
        lambda: None.a,
        lambda: whole(True, 9),
        lambda: whole(1.0, 9),
        lambda: whole(10, 9),
        lambda: text(1),
        lambda: number("1"),
        lambda: number(10**400),
    ):
        with pytest.raises(ValueError, match=r"^it is damaged$"), fitting("it is damaged"):
            wrong()
    assert (whole(9, 9), text("a"), number(2)) == (9, "a", 2.0)
