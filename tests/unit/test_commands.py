"""What all commands do alike, on streams as people's shells and terminals give them."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from aipixel.commands import run, say, sentence

from tests.conftest import ROOT

# Says things on both streams, in more than a pipe holds, and leaves a file.
COMMAND = """
import pathlib, sys
from aipixel.commands import run, say

def command(arguments):
    for number in range(int(arguments[0])):
        print("größe", number)
        say(f"Schritt {number} für 🐟")
    with open("made", "w") as file:
        print(file.fileno(), file=file)
        print("warning", file=sys.stderr, flush=True)
    return 0

sys.exit(run("it", command))
"""
MODULES = (
    "aipixel.cli",
    "aipixel.vaegan.command",
    "aipixel.vaegan.pictures.__main__",
    "aipixel.sprites.command",
    "pixelllm.checkpoint",
    "pixelllm.data.__main__",
    "pixelllm.evaluate",
    "pixelllm.evaluate_edits",
    "pixelllm.export",
    "pixelllm.generate",
    "pixelllm.train",
    "vaegan.export",
)


def in_shell(line, folder, **environment):
    """A line of a shell, where $IT is the command; its code is that of the last program."""
    program = f"{sys.executable} {folder / 'it.py'}"
    (folder / "it.py").write_text(COMMAND, encoding="utf-8")
    return subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "py"), "IT": program}
        | environment,
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("closed", ["2>&-", ">&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_stop_nothing_and_no_file_takes_their_place(closed, tmp_path):
    done = in_shell(f"$IT 3 {closed}", tmp_path)
    assert done.returncode == 0
    (number,) = (tmp_path / "made").read_text().split()
    assert int(number) > 2
    assert b"Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize("reader", ["| head -1", "2>&1 | head -1", "2>&1 >/dev/null | head -1"])
def test_a_reader_that_leaves_stops_nothing(reader, tmp_path):
    done = in_shell(f"$IT 20000 {reader}; echo ${{PIPESTATUS[0]}}", tmp_path)
    assert (tmp_path / "made").exists()
    code = done.stdout.decode().splitlines()[-1]
    assert code == ("0" if "/dev/null" in reader else "141")
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


@pytest.mark.parametrize(
    "environment",
    [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}, {"LC_ALL": "C"}],
)
def test_a_terminal_of_few_letters_gets_the_others_escaped(environment, tmp_path):
    done = in_shell("$IT 1", tmp_path, **environment)
    assert done.returncode == 0
    assert done.stdout.decode() in ("gr\\xf6\\xdfe 0\n", "größe 0\n")
    assert done.stderr.decode().splitlines()[-1] == "warning"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_output_that_cannot_be_written_is_said_after_the_work(tmp_path):
    done = in_shell("$IT 1 > /dev/full", tmp_path)
    assert done.returncode == 2
    last = done.stderr.decode().splitlines()[-1]
    assert last == "it: the output could not be written: No space left on device"
    assert (tmp_path / "made").exists()
    assert in_shell("rm made; $IT 1 2> /dev/full", tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError("what\nis wrong"), "what is wrong"),
        (FileNotFoundError(2, "No such file or directory", "a.png"), "a.png: No such file"),
        (OSError(5, "Input/output error"), "Input/output error"),
        (MemoryError(), "there is not enough memory for this"),
        (KeyError("zone"), "KeyError: 'zone'"),
        (RuntimeError(), "RuntimeError"),
        (ValueError("a \x1b[31mname\u202e"), "a \\u001b[31mname\\u202e"),
    ],
)
def test_whatever_fails_is_one_line_and_exit_code_2(error, told, capsys):
    def command(arguments):
        raise error

    assert run("it", command, []) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"it: {told}")
    assert err.count("\n") == 1
    assert "Errno" not in err


def test_ctrl_c_is_a_sentence(capsys):
    def command(arguments):
        raise KeyboardInterrupt

    assert run("it", command, [], stopped="stopped, nothing was saved") == 130
    assert capsys.readouterr().err == "it: stopped, nothing was saved\n"


def test_streams_are_as_before_afterwards(capsys):
    before = sys.stdout, sys.stderr
    assert run("it", lambda arguments: print("said") or 0, []) == 0
    assert (sys.stdout, sys.stderr) == before
    say("more")
    assert capsys.readouterr() == ("said\n", "more\n")


def test_an_error_without_words_has_its_name():
    assert sentence(AssertionError()) == "AssertionError"


@pytest.mark.parametrize("module", MODULES)
def test_every_command_answers_a_wrong_option_in_one_line(module, capsys):
    assert import_module(module).main(["--nonsense"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "(see " in err
