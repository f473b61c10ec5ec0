"""Set-up: done once, healed when interrupted, explained when it can't be done."""

import os
import shutil
import stat
import sys
from pathlib import Path

import pytest
from sitebuild import chromium, environment
from sitebuild.processes import run_quietly
from sitebuild.project import Project, cache_folder
from sitebuild.report import BuildError


@pytest.fixture
def project(tmp_path: Path) -> Project:
    root = tmp_path / "checkout"
    (root / "web").mkdir(parents=True)
    (root / "web" / "package-lock.json").write_text("{}")
    (root / "pyproject.toml").write_text("")
    (root / "requirements.lock").write_text("")
    return Project(root)


@pytest.fixture
def installs(project: Project, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record what would be installed; pretend that it worked."""
    done: list[str] = []

    def pretend(command, folder, purpose, **_):
        done.append(purpose)
        python = Project(folder).venv_python
        if "venv" in command:
            shutil.rmtree(project.venv, ignore_errors=True)
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()

    project.node_modules.mkdir()
    monkeypatch.setattr(environment, "run_quietly", pretend)
    monkeypatch.setattr(environment, "find_npm", lambda project: "npm")
    return done


def program(folder: Path, name: str, script: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_a_second_set_up_installs_nothing(project, installs):
    environment.ensure_packages(project)
    environment.ensure_node_modules(project)
    assert len(installs) == 4
    environment.ensure_packages(project)
    environment.ensure_node_modules(project)
    assert len(installs) == 4


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements.lock"])
def test_changed_pins_are_installed_into_the_same_environment(project, installs, name):
    environment.ensure_packages(project)
    installs.clear()
    (project.root / name).write_text("# changed")
    environment.ensure_packages(project)
    assert installs == ["pip install of the build tools", "pip install"]


def test_a_changed_lock_of_npm_is_installed(project, installs):
    environment.ensure_node_modules(project)
    (project.web / "package-lock.json").write_text('{"changed": true}')
    environment.ensure_node_modules(project)
    assert installs == ["npm ci", "npm ci"]


def test_a_half_made_environment_is_made_again(project, installs):
    project.venv_python.parent.mkdir(parents=True)
    project.venv_python.touch()
    environment.ensure_venv(project)
    assert installs == ["making the virtual environment"]


def test_a_copied_checkout_makes_its_own_environment(project, installs, tmp_path):
    environment.ensure_venv(project)
    copy = tmp_path / "copy"
    project.root.rename(copy)
    installs.clear()
    environment.ensure_venv(Project(copy))
    assert installs == ["making the virtual environment"]


def test_the_environment_of_another_checkout_is_left_alone(project, installs, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    project.venv.symlink_to(other)
    environment.ensure_venv(project)
    assert not project.venv.is_symlink()
    assert other.is_dir()


def test_an_interrupted_installation_starts_from_nothing(project, installs, monkeypatch):
    environment.ensure_packages(project)
    (project.root / "requirements.lock").write_text("# changed")
    working = environment.run_quietly

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(environment, "run_quietly", interrupted)
    with pytest.raises(KeyboardInterrupt):
        environment.ensure_packages(project)
    (project.root / "requirements.lock").write_text("")
    monkeypatch.setattr(environment, "run_quietly", working)
    installs.clear()
    environment.ensure_packages(project)
    assert installs == [
        "making the virtual environment",
        "pip install of the build tools",
        "pip install",
    ]


def test_a_python_without_venv_is_told_what_to_install(project, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(BuildError, match="python3-venv"):
        environment.ensure_venv(project)


def test_a_missing_npm_is_named(project, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    with pytest.raises(BuildError, match=r"npm was not found; install Node\.js 20"):
        environment.ensure_node_modules(project)


@pytest.mark.parametrize("script", ["echo v18.20.4", "exit 1"])
def test_an_old_or_broken_node_is_named(project, monkeypatch, tmp_path, script):
    program(tmp_path / "bin", "npm", "exit 0")
    node = program(tmp_path / "bin", "node", script)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(BuildError, match=r"needs Node\.js 20 or newer") as told:
        environment.ensure_node_modules(project)
    assert str(node) in str(told.value)


def test_a_failing_program_is_explained_by_its_last_lines(tmp_path):
    script = "for i in range(99): print('line', i)\nraise SystemExit(3)"
    with pytest.raises(BuildError) as told:
        run_quietly([sys.executable, "-c", script], tmp_path, "pip install")
    message = str(told.value)
    assert message.startswith("pip install failed (exit code 3)")
    assert message.endswith("line 98")
    assert "line 50\n" not in message


def test_the_cache_is_outside_the_checkout_unless_named(monkeypatch, tmp_path):
    monkeypatch.delenv("AIPIXEL_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "aipixel"
    monkeypatch.setenv("AIPIXEL_CACHE", str(tmp_path / "own"))
    assert cache_folder() == tmp_path / "own"


def test_a_named_chromium_comes_first(project, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(program(tmp_path / "bin", "chromium", "exit 0").parent))
    monkeypatch.delenv(chromium.VARIABLE, raising=False)
    assert chromium.ensure_chromium(project) == str(tmp_path / "bin" / "chromium")
    own = program(tmp_path / "own", "chrome", "exit 0")
    monkeypatch.setenv(chromium.VARIABLE, str(own))
    assert chromium.ensure_chromium(project) == str(own)


def test_a_named_chromium_that_is_not_there_is_an_error(project, monkeypatch, tmp_path):
    monkeypatch.setenv(chromium.VARIABLE, str(tmp_path / "gone"))
    with pytest.raises(BuildError, match="gone"):
        chromium.find_chromium(project)


def test_without_chromium_and_root_the_message_says_what_to_install(project, monkeypatch, tmp_path):
    monkeypatch.delenv(chromium.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(chromium, "capture", lambda *_: (1, ""))
    with pytest.raises(BuildError, match="install"):
        chromium.ensure_chromium(project)
