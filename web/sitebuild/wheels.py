"""NumPy and Pillow for Pyodide: which files, where from, and proof that they are those.

Pyodide's npm package brings the interpreter and a lock file with names and sha256 sums, but not
the wheels themselves.
"""

import hashlib
import http.client
import json
import os
import shutil
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from sitebuild.processes import Command, run_quietly
from sitebuild.project import Project
from sitebuild.report import MEGABYTE, BuildError, every, say, step

PACKAGES = ("numpy", "pillow")
RELEASE = "https://cdn.jsdelivr.net/pyodide/v{version}/full/"
TIMEOUT_SECONDS = 10
CHUNK = 1 << 18


@dataclass(frozen=True)
class Wheel:
    """One file as Pyodide's lock names it."""

    file_name: str
    sha256: str


class Unavailable(Exception):
    """A source can't be reached or hasn't the file; the message says why, in a few words."""


class Source(Protocol):
    """A place that may have wheels."""

    @property
    def label(self) -> str:
        """Return what to call it in a message."""

    def fetch(self, wheels: Sequence[Wheel], folder: Path) -> None:
        """Put those wheels it has into the folder; raises Unavailable."""


def wanted_wheels(project: Project) -> list[Wheel]:
    """Return the wheels that the site needs, as the installed Pyodide names them."""
    lock = json.loads((project.node_modules / "pyodide" / "pyodide-lock.json").read_bytes())
    entries = (lock["packages"][name] for name in PACKAGES)
    return [Wheel(entry["file_name"], entry["sha256"]) for entry in entries]


def default_sources(project: Project, folder: Path | None) -> list[Source]:
    """Return where to look for wheels after the cache, in order."""
    package = json.loads((project.node_modules / "pyodide" / "package.json").read_bytes())
    sources: list[Source] = [] if folder is None else [FolderSource(folder)]
    sources.append(ReleaseSource(RELEASE.format(version=package["version"])))
    sources.append(OpenWebuiSource(project))
    return sources


def fetch_wheels(wheels: Sequence[Wheel], cache: Path, sources: Sequence[Source]) -> list[Path]:
    """Return the wheels' paths in the cache, after fetching those it lacks.

    A damaged file in the cache is fetched anew. Raises BuildError where a source hands out
    a file with another sha256 than the lock's, or where no source has a wheel.
    """
    cache.mkdir(parents=True, exist_ok=True)
    missing = [wheel for wheel in wheels if not _is_cached(wheel, cache)]
    reasons = []
    with tempfile.TemporaryDirectory(prefix=".fetch-", dir=cache) as staging:
        for source in sources:
            if not missing:
                break
            try:
                source.fetch(missing, Path(staging))
            except Unavailable as error:
                reasons.append(f"{source.label}: {error}")
            missing = [w for w in missing if not _adopt(w, Path(staging), cache, source.label)]
    if missing:
        names = ", ".join(wheel.file_name for wheel in missing)
        raise BuildError(
            f"no source has {names} ({'; '.join(reasons)}); "
            "fetch it by hand and name its folder with --wheels"
        )
    return [cache / wheel.file_name for wheel in wheels]


@dataclass(frozen=True)
class FolderSource:
    """A folder with wheels in it, given on the command line."""

    folder: Path

    @property
    def label(self) -> str:
        """Return the folder's path."""
        return str(self.folder)

    def fetch(self, wheels: Sequence[Wheel], folder: Path) -> None:
        """Copy the wheels that are there; see Source."""
        present = [wheel for wheel in wheels if (self.folder / wheel.file_name).is_file()]
        for wheel in present:
            shutil.copyfile(self.folder / wheel.file_name, folder / wheel.file_name)
        if len(present) < len(wheels):
            raise Unavailable("not there")


@dataclass(frozen=True)
class ReleaseSource:
    """The address that Pyodide's own releases are served from."""

    address: str

    @property
    def label(self) -> str:
        """Return the address."""
        return self.address

    def fetch(self, wheels: Sequence[Wheel], folder: Path) -> None:
        """Download the wheels; see Source. A download that breaks off leaves no file."""
        for wheel in wheels:
            part = folder / (wheel.file_name + ".part")
            say(f"{wheel.file_name}: downloading from {self.address} ...")
            try:
                _download(self.address + wheel.file_name, part)
            except (OSError, http.client.HTTPException) as error:
                say("  not to be had there")
                raise Unavailable(_network_reason(error)) from error
            part.rename(folder / wheel.file_name)


@dataclass(frozen=True)
class OpenWebuiSource:
    """The copy that a wheel on Python's package index carries, had through pip."""

    project: Project
    requirement: str = "open-webui==0.12.4"
    inside: str = "open_webui/frontend/pyodide/"

    @property
    def label(self) -> str:
        """Return the name of the wheel that carries the copy."""
        return self.requirement

    def fetch(self, wheels: Sequence[Wheel], folder: Path) -> None:
        """Download the carrier (106 MB), take the wheels out and drop it; see Source."""
        with tempfile.TemporaryDirectory(prefix="aipixel-") as scratch:
            carrier = self._download(Path(scratch))
            with zipfile.ZipFile(carrier) as archive:
                for wheel in wheels:
                    try:
                        content = archive.read(self.inside + wheel.file_name)
                    except KeyError:
                        raise Unavailable(f"no {wheel.file_name} in it") from None
                    (folder / wheel.file_name).write_bytes(content)

    def _download(self, scratch: Path) -> Path:
        def progress() -> str:
            sizes = (path.stat().st_size for path in scratch.rglob("*") if path.is_file())
            return f"{sum(sizes) / MEGABYTE:.0f} MB"

        pip: Command = [self.project.venv_python, "-m", "pip", "--disable-pip-version-check"]
        command = [*pip, "download", "--no-deps", "--dest", scratch, self.requirement]
        # It is only unpacked, so it does not matter which Pythons it is for.
        command += ["--ignore-requires-python", "--only-binary", ":all:"]
        try:
            with step(f"pip: downloading {self.requirement} (106 MB, once) for the wheels in it"):
                run_quietly(
                    command,
                    self.project.root,
                    "pip download",
                    env={**os.environ, "TMPDIR": str(scratch)},
                    progress=progress,
                )
        except BuildError as error:
            raise Unavailable(str(error).splitlines()[-1].strip()) from error
        return next(scratch.glob("*.whl"))


def sha256_of(path: Path) -> str:
    """Return a file's sha256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_cached(wheel: Wheel, cache: Path) -> bool:
    path = cache / wheel.file_name
    if not path.is_file():
        return False
    if sha256_of(path) == wheel.sha256:
        return True
    say(f"{path} is damaged: fetching it anew")
    path.unlink()
    return False


def _adopt(wheel: Wheel, staging: Path, cache: Path, label: str) -> bool:
    path = staging / wheel.file_name
    if not path.is_file():
        return False
    found = sha256_of(path)
    if found != wheel.sha256:
        raise BuildError(
            f"{wheel.file_name} from {label} is not the file that Pyodide's lock names: "
            f"its sha256 is {found}, not {wheel.sha256}"
        )
    path.replace(cache / wheel.file_name)
    return True


def _download(address: str, path: Path) -> None:
    opened = urllib.request.urlopen(address, timeout=TIMEOUT_SECONDS)
    with opened as answer, path.open("wb") as file:
        length = int(answer.headers.get("Content-Length") or 0)
        received = _copy(answer, file, length)
    if length and received < length:
        raise http.client.IncompleteRead(b"", length - received)


def _copy(answer: BinaryIO, file: BinaryIO, length: int) -> int:
    in_place = sys.stdout.isatty()
    is_due = every(0.2 if in_place else 5)
    received = 0
    while chunk := answer.read(CHUNK):
        file.write(chunk)
        received += len(chunk)
        if is_due():
            line = f"  {received / MEGABYTE:.1f} of {length / MEGABYTE:.1f} MB"
            print(line, end="\r" if in_place else "\n", flush=True)
    say(f"  {received / MEGABYTE:.1f} MB received")
    return received


def _network_reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"answered {error.code}"
    if isinstance(error, http.client.IncompleteRead):
        return f"broke off {error.expected} bytes before the end"
    return str(getattr(error, "reason", None) or error)
