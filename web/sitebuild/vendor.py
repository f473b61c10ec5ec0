"""What others made and the site carries: Pyodide with two packages, and onnxruntime-web.

Modules that are called .mjs in their packages are called .js here, as many hosts serve .mjs under a
type that browsers refuse to run.
"""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from sitebuild.project import Project
from sitebuild.trim import trim_library, trim_wheel
from sitebuild.wheels import PACKAGES, sha256_of

PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
LIBRARY = "python_stdlib.zip"
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


def add_vendor(project: Project, wheels: Sequence[Path], target: Path) -> None:
    """Put Pyodide, the wheels and onnxruntime-web into a folder, trimmed, each in its own."""
    pyodide = project.node_modules / "pyodide"
    _copy_files(pyodide, PYODIDE, target / "pyodide")
    trim_library(pyodide / LIBRARY, target / "pyodide" / LIBRARY)
    for wheel in wheels:
        trim_wheel(wheel, target / "pyodide" / wheel.name)
    _write_lock(pyodide / LOCK, target / "pyodide")
    onnxruntime = project.node_modules / "onnxruntime-web" / "dist"
    _copy_files(onnxruntime, ONNXRUNTIME, target / "onnxruntime")


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
            # Not the mode: some packages mark data as executable, or files as read-only.
            shutil.copyfile(source / name, target / name)


def _as_js(module: str) -> str:
    return module.removesuffix(".mjs") + ".js"


def _write_lock(source: Path, target: Path) -> None:
    """Write the lock with the packages that are there, and their sums as they are now."""
    lock = json.loads(source.read_bytes())
    lock["packages"] = {name: lock["packages"][name] for name in PACKAGES}
    for package in lock["packages"].values():
        package["sha256"] = sha256_of(target / package["file_name"])
    (target / LOCK).write_text(json.dumps(lock, indent=1) + "\n")
