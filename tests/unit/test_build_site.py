"""The built site: complete, repeatable, and never half there."""

import json
import os
import zipfile
from pathlib import Path

import pytest
from sitebuild.pages import entry_points, find_pages
from sitebuild.project import Project
from sitebuild.report import BuildError
from sitebuild.site import (
    ONNXRUNTIME,
    PYODIDE,
    build_id_of,
    ensure_site,
    is_current,
    write_zip,
)

REPOSITORY = Path(__file__).parents[2]
LOCK = {
    "info": {"python": "3.14.0"},
    "packages": {
        "numpy": {"file_name": "numpy.whl", "sha256": "0"},
        "pillow": {"file_name": "pillow.whl", "sha256": "1"},
        "scipy": {"file_name": "scipy.whl", "sha256": "2"},
    },
}
SOURCES = {
    "web/index.html": '<link rel="stylesheet" href="home.css"><script type="module" src="home.js">',
    "web/home.css": "@import './lib/base.css';",
    "web/home.js": "import { greet } from './lib/greet.js'; greet(BUILD_ID);",
    "web/lib/base.css": "p { color: red; background: url('../images/dot.png'); }",
    "web/lib/greet.js": "export const greet = (id) => console.log('built', id);",
    "web/dream/index.html": '<script type="module" src="./dream.js"></script>',
    "web/dream/dream.js": "import { greet } from '../lib/greet.js'; greet('dream');",
    "web/worker/dream-worker.js": "postMessage(BUILD_ID);",
    "web/images/dot.png": "png",
    "web/models/vaegan/tiny/step.onnx": "graph",
    "web/favicon.svg": "<svg/>",
    "web/package-lock.json": "{}",
    "py/aipixel/__init__.py": "",
    "py/aipixel/py.typed": "",
    "py/aipixel/vaegan/loop.py": "x = 1",
    "py/aipixel/vaegan/__pycache__/loop.cpython-314.pyc": "bytecode",
}


def write(root: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A small checkout with the real esbuild and stand-ins for what is only copied."""
    write(tmp_path, SOURCES)
    modules = tmp_path / "web" / "node_modules"
    write(modules, {f"pyodide/{name}": name for name in PYODIDE})
    write(modules, {"pyodide/pyodide-lock.json": json.dumps(LOCK)})
    write(modules, {f"onnxruntime-web/dist/{name}": name for name in ONNXRUNTIME})
    (modules / "@esbuild").symlink_to(REPOSITORY / "web" / "node_modules" / "@esbuild")
    write(tmp_path / "cache", {"numpy.whl": "numpy", "pillow.whl": "pillow"})
    return Project(tmp_path)


def fetched(project: Project) -> list[Path]:
    return [project.root / "cache" / name for name in ("numpy.whl", "pillow.whl")]


def build(project: Project) -> None:
    ensure_site(project, lambda: fetched(project))


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_site_has_every_part_under_its_own_name(project):
    build(project)
    files = contents(project.dist)
    for name in ("index.html", "dream/index.html", "favicon.svg", "models/vaegan/tiny/step.onnx"):
        assert files[name].decode() == SOURCES[f"web/{name}"]
    for name in (
        "home.js",
        "home.css",
        "dream/dream.js",
        "worker/dream-worker.js",
        "py/aipixel.zip",
    ):
        assert name in files
    for name in (*PYODIDE, "numpy.whl", "pillow.whl"):
        assert f"vendor/pyodide/{name}" in files
    for name in ONNXRUNTIME:
        assert f"vendor/onnxruntime/{name}" in files
    assert not [name for name in files if "node_modules" in name or name.endswith(".map")]


def test_pyodides_lock_keeps_only_what_the_site_carries(project):
    build(project)
    lock = json.loads((project.dist / "vendor/pyodide/pyodide-lock.json").read_bytes())
    assert lock["info"] == LOCK["info"]
    assert lock["packages"] == {name: LOCK["packages"][name] for name in ("numpy", "pillow")}


def test_scripts_carry_the_build_id_and_the_manifest_every_size(project):
    build(project)
    manifest = json.loads((project.dist / "build.json").read_bytes())
    files = contents(project.dist)
    assert manifest["id"] == build_id_of(project)
    assert manifest["id"].encode() in files["home.js"]
    assert manifest["id"].encode() in files["worker/dream-worker.js"]
    sizes = {name: len(data) for name, data in files.items() if name != "build.json"}
    assert manifest["files"] == sizes


def test_the_same_sources_make_the_same_site(project):
    build(project)
    first = contents(project.dist)
    for path in (project.package / "vaegan" / "loop.py", project.web / "home.js"):
        os.utime(path, (1, 1))
    project.dist.rename(project.root / "first")
    build(project)
    assert contents(project.dist) == first


def test_a_second_build_does_nothing(project):
    build(project)
    before = project.dist.stat().st_ino
    ensure_site(project, lambda: pytest.fail("a current site was built again"))
    assert project.dist.stat().st_ino == before


@pytest.mark.parametrize(
    "name", ["web/lib/greet.js", "py/aipixel/vaegan/loop.py", "web/package-lock.json"]
)
def test_any_change_makes_another_build(project, name):
    before = build_id_of(project)
    path = project.root / name
    path.write_text(path.read_text() + " ")
    assert build_id_of(project) != before


def test_a_site_with_a_cut_or_missing_file_is_built_again(project):
    build(project)
    build_id = build_id_of(project)
    script = project.dist / "home.js"
    script.write_bytes(script.read_bytes()[:-1])
    assert not is_current(project.dist, build_id)
    script.unlink()
    assert not is_current(project.dist, build_id)
    build(project)
    assert is_current(project.dist, build_id)


def test_a_failed_build_leaves_the_old_site_whole(project):
    build(project)
    before = contents(project.dist)
    (project.web / "home.js").write_text("import './nowhere.js';")
    with pytest.raises(BuildError, match=r"nowhere\.js"):
        build(project)
    assert contents(project.dist) == before
    assert list(project.root.glob("dist.*")) == []


def test_a_missing_vendor_file_leaves_the_old_site_whole(project):
    build(project)
    before = contents(project.dist)
    write(project.root, {"web/home.js": "console.log(2);"})
    (project.node_modules / "pyodide" / PYODIDE[0]).unlink()
    with pytest.raises(FileNotFoundError):
        build(project)
    assert contents(project.dist) == before
    assert list(project.root.glob("dist.*")) == []


def test_a_site_without_pages_is_an_error(project):
    for page in find_pages(project):
        page.unlink()
    with pytest.raises(BuildError, match="no page"):
        build(project)


@pytest.mark.parametrize(
    "reference", ["gone.js", "/home.js", "https://example.org/x.js", "../../py/aipixel/__init__.py"]
)
def test_a_page_may_load_only_files_of_the_site(project, reference):
    page = project.web / "dream" / "index.html"
    page.write_text(f'<script type="module" src="{reference}"></script>')
    with pytest.raises(BuildError) as told:
        entry_points(project, [page])
    assert "web/dream/index.html" in str(told.value)
    assert reference in str(told.value)


def test_a_classic_script_is_part_of_the_site(project):
    page = project.web / "dream" / "index.html"
    page.write_text('<script src="../lib/notice.js"></script>' + page.read_text())
    write(project.root, {"web/lib/notice.js": "(() => { document.title = 'started'; })();"})
    build(project)
    script = (project.dist / "lib" / "notice.js").read_text()
    assert "started" in script
    assert "import" not in script
    assert "export" not in script


@pytest.mark.parametrize(
    "tag", ['<img src="images/gone.png">', '<link rel="icon" href="favicon.ico">']
)
def test_a_page_may_show_only_pictures_of_the_site(project, tag):
    (project.web / "index.html").write_text('<img src="images/dot.png">' + tag)
    with pytest.raises(BuildError, match=r"web/index\.html shows"):
        build(project)


def test_the_python_zip_has_sources_alone_and_no_clock(project, tmp_path):
    write_zip(project.package, tmp_path / "a.zip")
    os.utime(project.package / "__init__.py", (10**9, 10**9))
    write_zip(project.package, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = archive.namelist()
    assert names == ["aipixel/__init__.py", "aipixel/py.typed", "aipixel/vaegan/loop.py"]
