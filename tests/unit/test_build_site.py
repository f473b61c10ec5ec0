"""The built site: complete, repeatable, and never half there."""

import json
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from sitebuild import vendor
from sitebuild.pages import entry_points, find_pages
from sitebuild.project import Project
from sitebuild.report import BuildError
from sitebuild.site import build_id_of, ensure_site, is_current
from sitebuild.vendor import LIBRARY, ONNXRUNTIME, PYODIDE
from sitebuild.wheels import sha256_of
from sitebuild.zips import Files, read_zip, write_zip

REPOSITORY = Path(__file__).parents[2]
CHARSET = '<meta charset="utf-8">\n'
LOCK = {
    "info": {"python": "3.14.0"},
    "packages": {
        "numpy": {"file_name": "numpy.whl", "sha256": "0"},
        "pillow": {"file_name": "pillow.whl", "sha256": "1"},
        "scipy": {"file_name": "scipy.whl", "sha256": "2"},
    },
}
SOURCES = {
    "web/index.html": CHARSET
    + '<link rel="stylesheet" href="home.css"><script type="module" src="home.js">',
    "web/home.css": "@import './lib/base.css';",
    "web/home.js": "import { greet } from './lib/greet.js'; greet(BUILD_ID);",
    "web/lib/base.css": "p { color: red; background: url('../images/dot.png'); }",
    "web/lib/greet.js": "export const greet = (id) => console.log('built', id);",
    "web/dream/index.html": CHARSET + '<script type="module" src="./dream.js"></script>',
    "web/dream/dream.js": "import { greet } from '../lib/greet.js'; greet('dream');",
    "web/worker/dream-worker.js": "postMessage(BUILD_ID);",
    "web/images/dot.png": "png",
    "web/models/vaegan/tiny/step.onnx": "graph",
    "web/models/pixelllm/row.onnx": "graph",
    "web/models/night.zip": "a network of somebody's own",
    "web/favicon.svg": "<svg/>",
    "web/package-lock.json": "{}",
    "py/aipixel/__init__.py": "",
    "py/aipixel/py.typed": "",
    "py/aipixel/vaegan/loop.py": "x = 1",
    "py/aipixel/vaegan/__pycache__/loop.cpython-314.pyc": "bytecode",
}


LIBRARY_FILES = [
    "random.py",
    "pdb.py",
    "os.py",
    "encodings/cp037.py",
    "encodings/cp1252.py",
    "json/__init__.py",
]
WHEEL = {
    "numpy/core.py": b"x",
    "numpy/core.pyi": b"x",
    "numpy/f2py/run.py": b"x",
    "numpy.dist-info/RECORD": b"numpy/core.py,sha256=a,1\nnumpy/core.pyi,sha256=b,1\n",
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
    write_zip([(name, b"x") for name in LIBRARY_FILES], modules / "pyodide" / "python_stdlib.zip")
    write(modules, {f"onnxruntime-web/dist/{name}": name for name in ONNXRUNTIME})
    (modules / "@esbuild").symlink_to(REPOSITORY / "web" / "node_modules" / "@esbuild")
    for name in ("numpy.whl", "pillow.whl"):
        write_zip(WHEEL.items(), tmp_path / "cache" / name)
    return Project(tmp_path)


def fetched(project: Project) -> list[Path]:
    return [project.root / "cache" / name for name in ("numpy.whl", "pillow.whl")]


def pack_nothing(_project: Project, archives: Mapping[str, Files], target: Path) -> None:
    """As `pack_python` does, without bytecode and compression."""
    for name, files in archives.items():
        write_zip(files, target / f"{name}.{'zip' if name == LIBRARY else 'tar'}")


def build(project: Project) -> None:
    ensure_site(project, lambda: fetched(project), pack_nothing)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def manifest_of(project: Project) -> dict:
    return json.loads((project.dist / "build.json").read_bytes())


def folder(project: Project, name: str) -> Path:
    return project.dist / manifest_of(project)["folders"][name]


def test_the_site_has_every_part(project):
    build(project)
    files = contents(project.dist)
    for name in ("favicon.svg", "models/night.zip"):
        assert files[name].decode() == SOURCES[f"web/{name}"]
    for name in ("index.html", "dream/index.html", "home.js", "home.css", "dream/dream.js"):
        assert name in files
    assert (folder(project, "models/vaegan") / "tiny" / "step.onnx").read_text() == "graph"
    assert (folder(project, "py") / "aipixel.tar").is_file()
    for name in (*PYODIDE, "python_stdlib.zip", "numpy.tar", "pillow.tar"):
        assert (folder(project, "vendor/pyodide") / name.replace(".mjs", ".js")).is_file()
    for name in ONNXRUNTIME:
        assert (folder(project, "vendor/onnxruntime") / name.replace(".mjs", ".js")).is_file()
    assert not [name for name in files if "node_modules" in name or name.endswith(".map")]


def test_what_is_too_large_for_some_hosts_lies_in_parts(project, monkeypatch):
    monkeypatch.setattr(vendor, "LARGEST", 30)
    build(project)
    name = "ort-wasm-simd-threaded.asyncify.wasm"  # which is its content here
    whole = folder(project, "vendor/onnxruntime") / name
    parts = [whole.with_name(f"{name}.part{number}").read_text() for number in (1, 2)]
    assert (len(parts[0]), "".join(parts)) == (30, name)
    assert not whole.exists()


def test_no_file_needs_a_type_that_hosts_lack(project):
    write(project.node_modules / "pyodide", {"pyodide.mjs": "import(`${url}pyodide.asm.mjs`)"})
    build(project)
    assert not [name for name in contents(project.dist) if name.endswith(".mjs")]
    script = (folder(project, "vendor/pyodide") / "pyodide.js").read_text()
    assert script == "import(`${url}pyodide.asm.js`)"


def test_a_folder_is_named_after_what_is_in_it(project):
    build(project)
    first = manifest_of(project)["folders"]
    assert all(re.fullmatch(f"{name}-[0-9a-f]{{12}}", hashed) for name, hashed in first.items())
    write(project.root, {"web/models/vaegan/tiny/step.onnx": "another graph"})
    build(project)
    second = manifest_of(project)["folders"]
    assert [name for name in first if first[name] != second[name]] == ["models/vaegan"]
    assert not (project.dist / first["models/vaegan"]).exists()


def test_games_find_the_folders_under_one_name(project):
    build(project)
    script = (project.dist / "sprites" / "onnxruntime.js").read_text()
    for name in re.findall(r"'\.\./([^']*)'", script):
        assert (project.dist / name).exists()
    assert manifest_of(project)["folders"]["models/pixelllm"] in script


def test_python_comes_without_what_no_page_can_use(project):
    build(project)
    pyodide = folder(project, "vendor/pyodide")
    kept = [name for name, _ in read_zip(pyodide / "python_stdlib.zip")]
    assert kept == ["random.py", "encodings/cp1252.py", "json/__init__.py"]
    wheel = dict(read_zip(pyodide / "numpy.tar"))
    assert list(wheel) == ["numpy/core.py", "numpy.dist-info/RECORD"]
    assert wheel["numpy.dist-info/RECORD"] == b"numpy/core.py,sha256=a,1\n"


def test_pyodides_lock_names_what_the_site_carries(project):
    build(project)
    pyodide = folder(project, "vendor/pyodide")
    lock = json.loads((pyodide / "pyodide-lock.json").read_bytes())
    assert lock["info"] == LOCK["info"]
    assert list(lock["packages"]) == ["numpy", "pillow"]
    for package in lock["packages"].values():
        assert package["sha256"] == sha256_of(pyodide / package["file_name"])


def test_scripts_carry_the_build_id_and_the_manifest_every_size(project):
    build(project)
    manifest = manifest_of(project)
    files = contents(project.dist)
    assert manifest["id"] == build_id_of(project)
    assert manifest["id"].encode() in files["home.js"]
    assert manifest["id"].encode() in files["worker/dream-worker.js"]
    sizes = {name: len(data) for name, data in files.items() if name != "build.json"}
    assert manifest["files"] == sizes


def added_to(text: str) -> str:
    added = r'<meta http-equiv="Content-Security-Policy".*\n(<link rel="modulepreload".*\n)*'
    return re.search(added, text)[0]


def test_a_page_names_the_modules_that_its_script_imports(project):
    build(project)
    (shared,) = (path.name for path in (project.dist / "chunks").glob("*.js"))
    for name, address in (("index.html", "chunks/"), ("dream/index.html", "../chunks/")):
        added = added_to((project.dist / name).read_text())
        assert re.findall(r'modulepreload" href="(.*)"', added) == [address + shared]


def test_every_page_has_the_policy_before_anything_it_loads(project):
    build(project)
    for name in ("index.html", "dream/index.html"):
        text = (project.dist / name).read_text()
        assert text.replace(added_to(text), "") == SOURCES[f"web/{name}"]
        assert text.index("Content-Security-Policy") < text.index("<script")


def test_a_page_without_a_place_for_the_policy_is_an_error(project):
    (project.web / "dream" / "index.html").write_text("<p>dream</p>")
    with pytest.raises(BuildError, match=r"web/dream/index\.html has no line <meta charset"):
        build(project)


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
    page.write_text(page.read_text() + '<script src="../lib/notice.js"></script>')
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
    (project.web / "index.html").write_text(CHARSET + '<img src="images/dot.png">' + tag)
    with pytest.raises(BuildError, match=r"web/index\.html shows"):
        build(project)


def test_our_python_is_handed_over_without_caches_and_clock(project):
    build(project)
    archive = folder(project, "py") / "aipixel.tar"
    before = archive.read_bytes()
    names = [name for name, _ in read_zip(archive)]
    assert names == ["aipixel/__init__.py", "aipixel/py.typed", "aipixel/vaegan/loop.py"]
    os.utime(project.package / "__init__.py", (10**9, 10**9))
    shutil.rmtree(project.dist)
    build(project)
    assert (folder(project, "py") / "aipixel.tar").read_bytes() == before
