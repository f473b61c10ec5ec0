"""Called by pack.mjs in Pyodide: makes of each /plain/NAME.zip what the site carries, in /packed.

Modules become bytecode, as compiling them would take a browser longer than all the rest of Python's
start; those of Python's library that no room imports when it opens stay sources, which are smaller.
The library stays a zip, as Python starts from it; packages become tar files, compressed as a whole
by zstd, which is a quarter smaller. They are called .tar, without .zst: Pyodide looks for shared
libraries only in names it knows, reads the compression from the content, and hosts may take .zst
for one of their own.
"""

import hashlib
import importlib
import io
import py_compile
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Container, Iterable, Iterator
from compression import zstd
from pathlib import Path
from site import getsitepackages

from sitebuild.zips import read_zip, write_zip

LIBRARY = "python_stdlib"
OPENED = (
    "aipixel.neuron.service",
    "aipixel.runtime.browser",
    "aipixel.sprites.service",
    "aipixel.vaegan.gallery.service",
    "aipixel.vaegan.service",
    "gzip",
    "numpy.random",
    "PIL.Image",
    "pyodide.http.pyxhr",
)
LEVEL = 19  # the smallest but for a few bytes, in a third of the time
WINDOW = 24  # log2 of bytes: all of a package

File = tuple[str, bytes]


def main(plain: Path, packed: Path, kept: Path) -> None:
    """Pack all that is in a folder into another; `kept` has what was compressed before."""
    archives = {path.stem: path for path in sorted(plain.glob("*.zip"))}
    site_packages = getsitepackages()[0]
    for name, path in archives.items():
        if name != LIBRARY:
            zipfile.ZipFile(path).extractall(site_packages)
    importlib.invalidate_caches()
    opened = opened_modules()
    for name, path in archives.items():
        if name == LIBRARY:
            root = next(path for path in sys.path if path.endswith(".zip"))
            write_zip(with_bytecode(path, root, opened), packed / f"{name}.zip")
        else:
            content = tar_of(with_bytecode(path, site_packages))
            (packed / f"{name}.tar").write_bytes(compressed(content, kept))


def opened_modules() -> set[str]:
    """Return the files of the modules that rooms import when they open."""
    for name in OPENED:
        importlib.import_module(name)
    return {getattr(module, "__file__", None) or "" for module in sys.modules.values()}


def with_bytecode(archive: Path, root: str, only: Container[str] | None = None) -> list[File]:
    """Return the files of a zip that will lie below `root`, sorted: of modules, the bytecode.

    only: the modules to be bytecode, where not all are.
    """
    files = dict(_compiled(read_zip(archive), root, only))
    for name, content in files.items():
        if name.endswith(".dist-info/RECORD"):
            files[name] = "".join(_listed(content.decode(), files)).encode()
    # What is alike stands together, which compresses better.
    return sorted(files.items(), key=lambda file: (Path(file[0]).suffix, file[0]))


def _compiled(files: Iterable[File], root: str, only: Container[str] | None) -> Iterator[File]:
    from aipixel.vaegan.script.original import MODULES as SHOWN

    shown = [module.__file__ for module in SHOWN]
    for name, content in files:
        file = f"{root}/{name}"
        if name.endswith(".py") and file not in shown and (only is None or file in only):
            yield name + "c", bytecode(content, file)
        else:
            yield name, content


def bytecode(source: bytes, file: str) -> bytes:
    """Return a module's .pyc that is valid without a source beside it."""
    with tempfile.TemporaryDirectory() as folder:
        written, target = Path(folder) / "module.py", str(Path(folder) / "module.pyc")
        written.write_bytes(source)
        unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
        py_compile.compile(
            str(written), target, dfile=file, doraise=True, invalidation_mode=unchecked
        )
        return Path(target).read_bytes()


def _listed(record: str, files: dict[str, bytes]) -> Iterator[str]:
    """The lines of a wheel's list of files, as the files are called now."""
    for line in record.splitlines(keepends=True):
        name = line.split(",")[0]
        yield line if name in files else f"{name}c,,\n"


def tar_of(files: list[File]) -> bytes:
    """Return a tar file, without the time of day."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in files:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def compressed(content: bytes, kept: Path) -> bytes:
    """Compress, which takes seconds, or return what came of the same content before."""
    known = kept / (hashlib.sha256(content).hexdigest() + ".zst")
    if not known.is_file():
        parameter = zstd.CompressionParameter
        options = {
            parameter.compression_level: LEVEL,
            parameter.window_log: WINDOW,
            parameter.enable_long_distance_matching: 1,
        }
        part = known.with_suffix(".part")
        part.write_bytes(zstd.compress(content, options=options))
        part.rename(known)
    return known.read_bytes()
