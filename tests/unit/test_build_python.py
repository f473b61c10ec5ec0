"""build.py itself: what somebody with an old Python sees."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "build.py"


def run_build(monkeypatch: pytest.MonkeyPatch, version: tuple[int, ...]) -> int:
    namespace = {"__name__": "build", "__file__": str(SOURCE)}
    exec(compile(SOURCE.read_text(), str(SOURCE), "exec"), namespace)
    monkeypatch.setattr("sys.version_info", version)
    return namespace["main"]()


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 0), (3, 10, 14)])
def test_an_old_python_gets_one_line(monkeypatch, capsys, version):
    assert run_build(monkeypatch, version) == 2
    lines = capsys.readouterr().err.splitlines()
    major, minor = version[:2]
    assert lines == [
        f"build.py: this needs Python 3.11 or newer, and this is Python {major}.{minor}"
    ]


def test_the_check_itself_parses_on_old_pythons():
    ast.parse(SOURCE.read_text(), feature_version=(3, 6))
