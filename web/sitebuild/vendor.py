"""What others made and the site carries: Pyodide with two packages, and onnxruntime-web.

Python's library and the packages are handed to whoever packs Python, with our own.

Modules that are called .mjs in their packages are called .js here, as many hosts serve .mjs under a
type that browsers refuse to run.
"""

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sitebuild.project import Project
from sitebuild.trim import trimmed_library, trimmed_wheel
from sitebuild.wheels import PACKAGES, sha256_of
from sitebuild.zips import Files

# Writes what the site carries of each archive's files into a folder: see `packing.pack_python`.
Pack = Callable[[Project, Mapping[str, Files], Path], None]

# Bytes: Cloudflare Pages takes no file above 25 MiB, nor a site that has one.
LARGEST = 24 << 20
PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
LIBRARY = "python_stdlib"
OURS = "aipixel"
LOCK = "pyodide-lock.json"
ONNXRUNTIME = (
    "ort.wasm.min.mjs",
    "ort.webgpu.min.mjs",
    "ort.jspi.min.mjs",
    "ort-wasm-simd-threaded.mjs",
    "ort-wasm-simd-threaded.wasm",
    "ort-wasm-simd-threaded.asyncify.mjs",
    "ort-wasm-simd-threaded.asyncify.wasm",
    "ort-wasm-simd-threaded.jspi.mjs",
    "ort-wasm-simd-threaded.jspi.wasm",
)


def add_vendor(project: Project, target: Path) -> None:
    """Put Pyodide and onnxruntime-web into a folder, each in its own."""
    _copy_files(project.node_modules / "pyodide", PYODIDE, target / "pyodide")
    onnxruntime = project.node_modules / "onnxruntime-web" / "dist"
    _copy_files(onnxruntime, ONNXRUNTIME, target / "onnxruntime")


def add_python(
    project: Project, wheels: Sequence[Path], ours: Files, target: Path, pack: Pack
) -> None:
    """Put Python's library, trimmed wheels and the files of `aipixel` into a site.

    target: the site, with Pyodide in it. Pyodide's lock comes to name the packages as they are.
    """
    library = project.node_modules / "pyodide" / f"{LIBRARY}.zip"
    packages = {_short_name(wheel): trimmed_wheel(wheel) for wheel in wheels}
    folder = target / "vendor" / "pyodide"
    pack(project, {LIBRARY: trimmed_library(library), **packages, OURS: ours}, folder)
    (target / "py").mkdir()
    (folder / f"{OURS}.tar").rename(target / "py" / f"{OURS}.tar")
    _write_lock(project.node_modules / "pyodide" / LOCK, folder)


def _short_name(wheel: Path) -> str:
    """The package and its version, without what it is for."""
    return "-".join(wheel.stem.split("-")[:2])


def _copy_files(source: Path, names: Sequence[str], target: Path) -> None:
    target.mkdir(parents=True)
    modules = [name for name in names if name.endswith(".mjs")]
    for name in names:
        if name in modules:
            text = (source / name).read_text(encoding="utf-8")
            for module in modules:
                text = text.replace(module, _as_js(module))
            (target / _as_js(name)).write_text(text, encoding="utf-8", newline="\n")
        else:
            _copy_in_parts(source / name, target)


def _copy_in_parts(source: Path, target: Path) -> None:
    """Copy a file into a folder, as `NAME.part1` and so on where it is too large for some hosts."""
    if source.stat().st_size <= LARGEST:
        # Not the mode: some packages mark data as executable, or files as read-only.
        shutil.copyfile(source, target / source.name)
        return
    with source.open("rb") as file:
        for number, part in enumerate(iter(lambda: file.read(LARGEST), b""), 1):
            (target / f"{source.name}.part{number}").write_bytes(part)


def _as_js(module: str) -> str:
    return module.removesuffix(".mjs") + ".js"


def _write_lock(source: Path, target: Path) -> None:
    """Write the lock with the packages that are there, and their sums as they are now."""
    lock = json.loads(source.read_bytes())
    lock["packages"] = {name: lock["packages"][name] for name in PACKAGES}
    for package in lock["packages"].values():
        package["file_name"] = f"{_short_name(Path(package['file_name']))}.tar"
        package["sha256"] = sha256_of(target / package["file_name"])
    (target / LOCK).write_text(json.dumps(lock, indent=1) + "\n")
