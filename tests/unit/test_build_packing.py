"""Python for the site is packed once for what it is made of; in a browser: e2e/test_opening.py."""

from pathlib import Path

import pytest
from sitebuild.packing import pack_python
from sitebuild.project import Project
from sitebuild.report import BuildError

ARCHIVES = {"python_stdlib": [("os.py", b"")], "numpy-1": [("numpy/__init__.py", b"x = 1")]}
NODE = """#!/bin/sh
echo ran >> "$(dirname "$0")/runs"
[ -e "$(dirname "$0")/broken" ] && echo "it has no memory left" && exit 3
for archive in "$3"/*.zip; do cp "$archive" "$4/$(basename "$archive" .zip).tar"; done
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A checkout with a node that only notes that it ran, and hands on what it was given."""
    programs = tmp_path / "programs"
    pyodide = tmp_path / "web" / "node_modules" / "pyodide"
    for folder in (programs, pyodide):
        folder.mkdir(parents=True)
    for name in ("pyodide.asm.wasm", "python_stdlib.zip"):
        (pyodide / name).write_bytes(b"")
    (programs / "node").write_text(NODE)
    (programs / "node").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setenv("AIPIXEL_CACHE", str(tmp_path / "cache"))
    return Project(tmp_path)


def runs(project: Project) -> int:
    return (project.root / "programs" / "runs").read_text().count("ran")


def packed(project: Project, archives=ARCHIVES) -> dict[str, bytes]:
    target = project.root / "target"
    pack_python(project, archives, target)
    return {path.name: path.read_bytes() for path in target.iterdir()}


def test_the_same_files_are_packed_once(project):
    first = packed(project)
    assert set(first) == {"python_stdlib.tar", "numpy-1.tar"}
    assert packed(project) == first
    assert runs(project) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda project: {**ARCHIVES, "numpy-1": [("numpy/__init__.py", b"x = 2")]},
        lambda project: {**ARCHIVES, "numpy-2": ARCHIVES["numpy-1"]},
        lambda project: (
            (project.node_modules / "pyodide" / "pyodide.asm.wasm").write_bytes(b"newer")
            and ARCHIVES
        ),
    ],
    ids=["a file", "a name", "Pyodide"],
)
def test_other_files_are_packed_anew(project, change):
    packed(project)
    packed(project, change(project))
    assert runs(project) == 2


def test_a_failure_says_what_node_said_and_keeps_nothing(project):
    broken = project.root / "programs" / "broken"
    broken.touch()
    with pytest.raises(BuildError, match="it has no memory left"):
        packed(project)
    assert not (project.root / "target").exists()
    assert list((project.root / "cache" / "packed").iterdir()) == []
    broken.unlink()
    assert len(packed(project)) == 2


def test_without_node_it_says_so(project, monkeypatch, tmp_path: Path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BuildError, match="node was not found"):
        packed(project)
