"""The readers stand a little damage, and the fuzzer finds what does not."""

import pytest

from tests.fuzz import cases
from tests.fuzz.__main__ import main
from tests.fuzz.cases import run_case
from tests.fuzz.readers import READERS, Reader

CASES = 40


@pytest.mark.parametrize("name", READERS)
def test_damaged_files_are_read_or_refused_in_a_sentence(name):
    reader = READERS[name]
    files = reader.files()
    run = [run_case(name, reader, files, 0, number) for number in range(CASES)]
    assert [(case.number, case.wrong) for case in run if case.wrong] == []


def test_a_case_is_the_same_each_time():
    files = [b"a,b\n1,2\n", b"c,d\n3,4\n"]
    reader = Reader(lambda data: data, lambda: files)
    one, other = (
        [run_case("same", reader, files, 5, number).data for number in range(20)] for _ in range(2)
    )
    assert one == other
    assert len(set(one)) > 10


def crash(_data):
    return {}["nothing"]


def jargon(_data):
    raise ValueError("invalid literal for int() with base 10: 'x'")


def escape(data):
    raise ValueError("the name \x1b[2J is unknown")


def silent(_data):
    raise ValueError


def hang(_data):
    while True:
        pass


def hoard(_data):
    return len(b"x" * (2 * cases.MOST_GROWTH))


@pytest.mark.parametrize(
    ("read", "told"),
    [
        (crash, "KeyError"),
        (jargon, "Python's own words"),
        (escape, "what no eye sees"),
        (silent, "no message"),
        (hang, "more than"),
        (hoard, "grew by"),
    ],
)
def test_what_is_wrong_is_found(read, told, monkeypatch):
    monkeypatch.setattr(cases, "MOST_SECONDS", 0.1)
    monkeypatch.setattr(cases, "MOST_GROWTH", 64 << 20)
    case = run_case("it", Reader(read, list), [b"x"], 0, 1)
    assert told in case.wrong


def test_the_command_counts_and_says_where_the_case_is(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr("tests.fuzz.__main__.bounded_memory", lambda: None)
    monkeypatch.setitem(READERS, "link", Reader(crash, lambda: [b"#8e57c9"]))
    assert main(["link", "--minutes", "0.001"]) == 1
    told = capsys.readouterr()
    assert "link, case 0 of seed 0: KeyError" in told.err
    assert (tmp_path / "aipixel-fuzz-link-0-0").exists()
    assert told.out.splitlines()[-1].startswith("all ")
    for minutes in ("0", "nan", "-1", "soon"):
        assert main(["--minutes", minutes]) == 2
        assert "is no number of minutes" in capsys.readouterr().err
