"""Python as the site carries it: bytecode where a room needs it at once, and small.

The work itself is done in Pyodide, by pack_in_pyodide.py.
"""

import contextlib
import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from sitebuild.processes import run_quietly
from sitebuild.project import Project, cache_folder, forget_old
from sitebuild.report import BuildError, step
from sitebuild.wheels import sha256_of
from sitebuild.zips import Files, write_zip

SCRIPTS = ("pack.mjs", "pack_in_pyodide.py", "zips.py")


def pack_python(project: Project, archives: Mapping[str, Files], target: Path) -> None:
    """Write `python_stdlib.zip`, and NAME.tar of each other archive, into a folder.

    archives: the files of each, under its name. What was made of the same files before is taken
    from the cache. Raises BuildError where node is missing or fails.
    """
    node = shutil.which("node")
    if node is None:
        raise BuildError("node was not found; it is needed to pack Python for the site")
    kept = cache_folder() / "packed"
    kept.mkdir(parents=True, exist_ok=True)
    pyodide = project.node_modules / "pyodide"
    with tempfile.TemporaryDirectory(prefix=".packing-", dir=kept) as folder:
        plain, packed = Path(folder) / "plain", Path(folder) / "packed"
        packed.mkdir()
        for name, files in archives.items():
            write_zip(files, plain / f"{name}.zip")
        known = kept / _key(plain, pyodide)
        if known.is_dir():
            known.touch()
        else:
            script = Path(__file__).with_name(SCRIPTS[0])
            with step("site: packing Python, which is kept"):
                run_quietly([node, script, pyodide, plain, packed, kept], project.root, "packing")
            with contextlib.suppress(OSError):  # another build has kept it meanwhile
                packed.rename(known)
        shutil.copytree(known, target, copy_function=shutil.copyfile, dirs_exist_ok=True)
    forget_old(kept)


def _key(plain: Path, pyodide: Path) -> str:
    """Return a name that changes when anything does that shapes what is packed."""
    scripts = [Path(__file__).with_name(name) for name in SCRIPTS]
    interpreter = [pyodide / "pyodide.asm.wasm", pyodide / "python_stdlib.zip"]
    return hashlib.sha256(" ".join(_sums(plain, *scripts, *interpreter)).encode()).hexdigest()


def _sums(plain: Path, *files: Path) -> Iterator[str]:
    for path in [*sorted(plain.iterdir()), *files]:
        yield f"{path.name} {sha256_of(path)}"
