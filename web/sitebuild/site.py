"""The built site: `dist/`, complete or not there at all."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sitebuild.bundle import bundle
from sitebuild.folders import hash_folders, write_games_module
from sitebuild.headers import write_headers_file
from sitebuild.heads import write_page
from sitebuild.packing import pack_python
from sitebuild.pages import check_pictures, entry_points, find_pages
from sitebuild.project import Project
from sitebuild.report import MEGABYTE, say, step
from sitebuild.vendor import Pack, add_python, add_vendor

MANIFEST = "build.json"
COPIED = ("favicon.*", "gallery.json", "images/**/*", "models/**/*")
SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})


def ensure_site(
    project: Project, fetch: Callable[[], Sequence[Path]], pack: Pack = pack_python
) -> None:
    """Build `dist/` unless it already is what the sources make.

    `fetch` returns the wheels to put into the site and is called only for a build. A build
    that fails leaves the old `dist/` as it was.
    """
    pages = find_pages(project)
    build_id = build_id_of(project)
    if is_current(project.dist, build_id):
        say(f"dist/ is up to date (build {build_id})")
        return
    wheels = fetch()
    with step("site: building dist/"):
        fresh = _empty_folder(project.root / f"dist.{os.getpid()}")
        try:
            assemble(project, pages, wheels, fresh, build_id, pack)
            put_in_place(fresh, project.dist)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    sizes = json.loads((project.dist / MANIFEST).read_bytes())["files"].values()
    say(f"  build {build_id}: {len(sizes)} files, {sum(sizes) / MEGABYTE:.1f} MB")


def build_id_of(project: Project) -> str:
    """Return twelve hexadecimal digits that change when anything that shapes the site does.

    node_modules counts through package-lock.json, which names the sha512 of every package.
    """
    digest = hashlib.sha256()
    for path in _sources(project):
        digest.update(path.relative_to(project.root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def is_current(dist: Path, build_id: str) -> bool:
    """Return whether a folder holds that build, with every file at its full size."""
    try:
        manifest = json.loads((dist / MANIFEST).read_bytes())
        return manifest["id"] == build_id and all(
            (dist / name).stat().st_size == size for name, size in manifest["files"].items()
        )
    except (OSError, ValueError, KeyError):
        return False


def assemble(
    project: Project,
    pages: Sequence[Path],
    wheels: Sequence[Path],
    target: Path,
    build_id: str,
    pack: Pack,
) -> None:
    """Put a whole site into an empty folder."""
    for pattern in COPIED:
        for path in sorted(path for path in project.web.glob(pattern) if path.is_file()):
            _copy(path, target / path.relative_to(project.web))
    imports = bundle(project, entry_points(project, pages), target, build_id)
    for page in pages:
        write_page(project, page, target, imports)
    add_vendor(project, target / "vendor")
    add_python(project, wheels, _package_entries(project.package), target, pack)
    check_pictures(project, pages, target)
    folders = hash_folders(target)
    write_games_module(target, folders)
    write_headers_file(target, folders)
    _write_manifest(target, build_id, folders)


def put_in_place(fresh: Path, folder: Path) -> None:
    """Give a whole new folder its name; what had it is gone then, but stays where that fails."""
    old = fresh.with_name(fresh.name + ".old")
    if folder.exists():
        folder.rename(old)
    try:
        fresh.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _package_entries(package: Path) -> Iterator[tuple[str, bytes]]:
    for path in _package_files(package):
        yield path.relative_to(package.parent).as_posix(), path.read_bytes()


def _write_manifest(target: Path, build_id: str, folders: dict[str, str]) -> None:
    files = {
        path.relative_to(target).as_posix(): path.stat().st_size
        for path in sorted(target.rglob("*"))
        if path.is_file()
    }
    manifest = {"id": build_id, "folders": folders, "files": files}
    (target / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n")


def _sources(project: Project) -> list[Path]:
    return [*sorted(_files_below(project.web)), *_package_files(project.package)]


def _files_below(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.name in SKIPPED_FOLDERS or entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _files_below(entry)
        else:
            yield entry


def _package_files(package: Path) -> list[Path]:
    files = [*package.rglob("*.py"), *package.rglob("py.typed")]
    return sorted(files, key=lambda path: path.relative_to(package).as_posix())


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    # Not the mode: some packages mark data as executable, or files as read-only.
    shutil.copyfile(source, target)


def _empty_folder(path: Path) -> Path:
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir()
    return path
