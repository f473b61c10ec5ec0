"""The virtual environment and node_modules, made once and remembered by stamp files.

A stamp holds a hash of everything that decided what was installed and is written last, so an
interrupted or outdated installation has none that fits and is made again.
"""

import hashlib
import importlib.util
import re
import shutil
import sys
from pathlib import Path

from sitebuild.processes import Command, capture, run_quietly
from sitebuild.project import Project
from sitebuild.report import BuildError, step

OLDEST_NODE = 20
STAMP = "aipixel-stamp"


def ensure_venv(project: Project) -> None:
    """Make `.venv` with nothing but pip in it, unless it is there and whole."""
    stamp = project.venv / STAMP
    key = _hash(_venv_identity(project))
    if project.venv_python.exists() and _holds(stamp, key):
        return
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise BuildError(
                f"this Python has no {module} module; install it "
                "(on Debian and Ubuntu: apt-get install python3-venv)"
            )
    if project.venv.is_symlink():  # the environment of another checkout, which --clear would empty
        project.venv.unlink()
    # Seen from inside a virtual environment, the Python that it was made from.
    python = getattr(sys, "_base_executable", None) or sys.executable
    with step("Python: making the virtual environment .venv"):
        run_quietly(
            [python, "-m", "venv", "--clear", project.venv],
            project.root,
            "making the virtual environment",
        )
    stamp.write_text(key)


def ensure_packages(project: Project) -> None:
    """Install the project and its extras into `.venv`, at the versions requirements.lock pins."""
    unfinished = project.venv / f"{STAMP}-unfinished"
    if unfinished.exists():
        # pip may take half a package for a whole one, so what it left is not built upon.
        (project.venv / STAMP).unlink(missing_ok=True)
    ensure_venv(project)
    lock = project.root / "requirements.lock"
    stamp = project.venv / f"{STAMP}-packages"
    key = _hash(
        _venv_identity(project), (project.root / "pyproject.toml").read_bytes(), lock.read_bytes()
    )
    if _holds(stamp, key):
        return
    unfinished.touch()
    stamp.unlink(missing_ok=True)
    pip: Command = [project.venv_python, "-m", "pip", "--disable-pip-version-check"]
    install = [*pip, "install", "--constraint", lock]
    with step("pip: installing what checks and tests need (torch among it) into .venv"):
        # Without build isolation, so that the lock also pins the tools that build the package.
        run_quietly(
            [*install, "hatchling", "editables"], project.root, "pip install of the build tools"
        )
        run_quietly(
            [*install, "--no-build-isolation", "--editable", ".[runtime,export,test]"],
            project.root,
            "pip install",
        )
    unfinished.unlink()
    stamp.write_text(key)


def ensure_node_modules(project: Project) -> None:
    """Run `npm ci` in web/, unless node_modules is what package-lock.json asks for.

    Raises BuildError where npm is missing or Node.js is older than 20.
    """
    stamp = project.node_modules / f".{STAMP}"
    key = _hash((project.web / "package-lock.json").read_bytes())
    if _holds(stamp, key):
        return
    npm = find_npm(project)
    with step("npm: installing the web dependencies into web/node_modules"):
        run_quietly(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], project.web, "npm ci"
        )
    stamp.write_text(key)


def find_npm(project: Project) -> str:
    """Return npm's path; raises BuildError where it or a Node.js new enough is missing."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        missing = "npm" if npm is None else "node"
        raise BuildError(f"{missing} was not found; install Node.js {OLDEST_NODE} or newer")
    _, version = capture([node, "--version"], project.root)
    major = re.match(r"v(\d+)\.", version)
    if major is None or int(major[1]) < OLDEST_NODE:
        found = version.strip() or "broken"
        raise BuildError(f"this needs Node.js {OLDEST_NODE} or newer, and {node} is {found}")
    return npm


def node_tool(project: Project, name: str) -> str:
    """Return the path of a program that npm installed; raises BuildError where it is missing."""
    path = shutil.which(name, path=str(project.node_modules / ".bin"))
    if path is None:
        raise BuildError(f"web/node_modules has no {name}; delete that folder and run this again")
    return path


def _venv_identity(project: Project) -> bytes:
    # A virtual environment works only where it was made, so a copied checkout makes its own.
    return f"{sys.version}\n{project.venv}".encode()


def _hash(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def _holds(stamp: Path, key: str) -> bool:
    return stamp.is_file() and stamp.read_text() == key
