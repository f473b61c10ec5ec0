"""What the README shows runs as it stands there, and says what the README says."""

import ast
import csv
import re
import shlex
import shutil
from pathlib import Path

import matplotlib as mpl
import pytest
from aipixel.cli import main
from aipixel.datasets import umbrella
from matplotlib import pyplot as plt

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "tests" / "data" / "tables"
README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTION = README.split("\n## The neuron\n")[1].split("\n## ")[0]
DOCUMENTED = (
    "PixelModel train predict predict_proba accuracy to_pixel to_pixels to_image from_image "
    "from_pixel from_hex hex quantization_report summary weights bias training_history "
    "predict_names umbrella sunscreen escalate xor plot_decision_boundary plot_pixel "
    "plot_training_loss"
)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)


def run_and_compare(block, names):
    """Run a block; where a line ends in "# => ...", its value is written so."""
    lines = block.splitlines()
    for statement in ast.parse(block).body:
        _, mark, expected = lines[statement.end_lineno - 1].partition("# => ")
        source = "\n".join(lines[statement.lineno - 1 : statement.end_lineno])
        if mark:
            assert repr(eval(source, names)) == expected, source
        else:
            exec(compile(source, "README.md", "exec"), names)


def test_the_python_of_the_readme_runs_as_written(capsys):
    mpl.use("agg")
    names = {}
    for block in blocks("python"):
        run_and_compare(block, names)
    assert re.search(r"^Your AI: RGB\(\d+, \d+, \d+\)$", capsys.readouterr().out, re.MULTILINE)
    assert Path("model.png").stat().st_size < 100
    assert len(plt.get_fignums()) == 3
    plt.close("all")


def test_the_readme_shows_all_that_is_documented():
    shown = {
        node.id
        if isinstance(node, ast.Name)
        else node.attr
        if isinstance(node, ast.Attribute)
        else ""
        for block in blocks("python")
        for node in ast.walk(ast.parse(block))
    }
    shown |= set(re.findall(r"\w+", " ".join(re.findall("import (.*)", SECTION))))
    assert set(DOCUMENTED.split()) <= shown


def test_the_commands_of_the_readme_run_as_written(capsys):
    X, y, _ = umbrella()
    with open("data.csv", "w", newline="") as file:
        csv.writer(file).writerows(
            [["rain", "wind", "umbrella"], *([*x, c] for x, c in zip(X, y, strict=True))]
        )
    shutil.copy(TABLES / "penguins.csv", "penguins.csv")
    Path("new.csv").write_text("body_mass_g,bill_depth_mm\n5200,14.8\n3600,18.1\n")
    for line in blocks("console")[0].splitlines():
        prompt, program, *arguments = shlex.split(line)
        assert (prompt, program) == ("$", "ai-pixel")
        capsys.readouterr()
        assert main(arguments) == 0, line
    rows = [line.split(",") for line in capsys.readouterr().out.splitlines()]
    assert [row[2] for row in rows] == ["prediction", "Gentoo", "Adelie"]
