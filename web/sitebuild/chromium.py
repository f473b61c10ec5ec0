"""The Chromium that tests drive."""

import os
import shutil
from pathlib import Path

from sitebuild.processes import capture, run_quietly
from sitebuild.project import Project
from sitebuild.report import BuildError, step

VARIABLE = "AIPIXEL_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome")
PLAYWRIGHTS_OWN = (
    "from playwright.sync_api import sync_playwright as s\n"
    "with s() as p: print(p.chromium.executable_path)"
)


def ensure_chromium(project: Project) -> str:
    """Return a Chromium's path, after installing one where that can be done without asking.

    Raises BuildError where there is none and this isn't root on Debian.
    """
    found = find_chromium(project)
    if found:
        return found
    apt = shutil.which("apt-get")
    if apt is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        raise BuildError(
            "the tests need Chromium; install it (apt-get install chromium, or "
            f"{project.venv_python} -m playwright install chromium) or name one in ${VARIABLE}"
        )
    with step("apt-get: installing Chromium for the tests"):
        run_quietly([apt, "update"], project.root, "apt-get update")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        command = [apt, "install", "-y", "chromium"]
        run_quietly(command, project.root, "apt-get install chromium", env=environment)
    installed = _on_path()
    if installed is None:
        raise BuildError("apt-get installed Chromium, but there is no chromium on the PATH")
    return installed


def find_chromium(project: Project) -> str | None:
    """Return the path of the Chromium to use, or None where there is none.

    Raises BuildError where $AIPIXEL_CHROMIUM names no file.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if shutil.which(named) is None:
            raise BuildError(f"${VARIABLE} is {named}, which is no program")
        return named
    return _on_path() or _playwrights_own(project)


def _on_path() -> str | None:
    return next((path for path in map(shutil.which, NAMES) if path), None)


def _playwrights_own(project: Project) -> str | None:
    code, output = capture([project.venv_python, "-c", PLAYWRIGHTS_OWN], project.root)
    path = output.strip()
    return path if code == 0 and Path(path).is_file() else None
