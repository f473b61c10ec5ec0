"""Files compressed beforehand, for servers that hand out what lies beside a file.

`a.wasm.br` and `a.wasm.gz` lie beside `a.wasm`, each where it is smaller. They are kept in the
cache by what they were made of, as the best compression takes minutes the first time.
"""

import json
import shutil
import tempfile
from pathlib import Path

from sitebuild.processes import run_quietly
from sitebuild.project import Project, forget_old
from sitebuild.report import MEGABYTE, BuildError, step
from sitebuild.wheels import sha256_of

SUFFIXES = (".br", ".gz")
SMALLEST = 1024
LARGEST_SHARE = 0.95  # of the file itself, to be worth having
PACKED_TYPES = (".png", ".tar", ".woff", ".woff2", ".zip")  # see packing.py for .tar


def add_compressed(project: Project, site: Path, cache: Path) -> None:
    """Put compressed copies beside the files of a site that shrink.

    They are not in build.json, as no page asks for them.
    """
    cache = cache / "compressed"
    cache.mkdir(parents=True, exist_ok=True)
    wanted = {
        path.with_name(path.name + suffix): (path, cache / (sha256_of(path) + suffix))
        for path in sorted(site.rglob("*"))
        if _may_shrink(path)
        for suffix in SUFFIXES
    }
    missing = {packed: path for path, packed in wanted.values() if not packed.is_file()}
    _compress(project, missing, cache)
    for target, (path, packed) in wanted.items():
        packed.touch()
        if packed.stat().st_size < LARGEST_SHARE * path.stat().st_size:
            shutil.copyfile(packed, target)
    forget_old(cache)


def _may_shrink(path: Path) -> bool:
    if not path.is_file() or path.suffix in (*PACKED_TYPES, *SUFFIXES):
        return False
    return path.stat().st_size >= SMALLEST


def _compress(project: Project, missing: dict[Path, Path], cache: Path) -> None:
    node = shutil.which("node")
    if not missing:
        return
    if node is None:
        raise BuildError("node was not found; it is needed to compress the site")
    jobs = [
        {"source": str(source), "target": str(target), "method": target.suffix[1:]}
        for target, source in missing.items()
    ]
    jobs.sort(key=lambda job: Path(job["source"]).stat().st_size)  # the longest is taken first
    megabytes = sum(source.stat().st_size for source in set(missing.values())) / MEGABYTE
    script = Path(__file__).with_name("compress.mjs")
    with tempfile.TemporaryDirectory(prefix=".jobs-", dir=cache) as folder:
        listed = Path(folder) / "jobs.json"
        listed.write_text(json.dumps(jobs))
        with step(f"compressing {megabytes:.0f} MB, which is kept"):
            run_quietly([node, script, listed], project.root, "compressing")
