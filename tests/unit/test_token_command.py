"""build.py token: what it refuses, what it takes of the site, and that nothing half made stays."""

import json
import zipfile
from pathlib import Path

import pytest
from sitebuild import cli
from sitebuild.project import Project
from sitebuild.report import BuildError
from sitebuild.site import MANIFEST
from sitebuild.tokens import command
from sitebuild.tokens.command import make, read_wish
from sitebuild.tokens.files import needed_files, token_of, token_page, zip_folder

URL = ("--base-url", "https://example.org/dream/")
SITE = {
    "dream/index.html": '<meta charset="utf-8">\n'
    "<meta content=\"script-src 'self' 'wasm-unsafe-eval'\">"
    '<meta name="site-root" content="../">\n'
    '<link rel="icon" href="../favicon.svg"><link rel="stylesheet" href="dream.css">'
    '<script type="module" src="dream.js"></script>'
    '<a class="wordmark" href="../">aipixel</a>\n<nav><a href="../neuron/">One pixel</a></nav>'
    '<a href="#main">Skip</a>',
    "dream/dream.css": "p{src:url(../fonts/a-1.woff2)}",
    "dream/dream.js": 'import"../chunks/used-1.js";const later=()=>import("../chunks/editor-1.js")',
    "chunks/used-1.js": 'export*from"./deeper-1.js"',
    "chunks/deeper-1.js": "",
    "chunks/editor-1.js": "",
    "chunks/other-1.js": "",
    "fonts/a-1.woff2": "",
    "fonts/b-1.woff2": "",
    "favicon.svg": "<svg/>",
    "index.html": "",
    "neuron/index.html": "",
    "neuron/neuron.js": "",
    "service-worker.js": "",
    "worker/dream-worker.js": 'import"../chunks/used-1.js"',
    "worker/neuron-worker.js": "",
    "vendor/pyodide/pyodide.asm.wasm": "",
    "vendor/onnxruntime/ort.wasm.min.mjs": "",
    "vendor/onnxruntime/ort.webgpu.min.mjs": "",
    "vendor/onnxruntime/ort-wasm-simd-threaded.wasm": "",
    "vendor/onnxruntime/ort-wasm-simd-threaded.asyncify.wasm": "",
    "py/aipixel.tar": "",
    "models/vaegan/default/step.onnx": "",
    "models/vaegan/tiny/step.onnx": "",
    "models/pixelllm/row.onnx": "",
}
NEEDED = [
    "chunks/deeper-1.js",
    "chunks/editor-1.js",
    "chunks/used-1.js",
    "dream/dream.css",
    "dream/dream.js",
    "favicon.svg",
    "fonts/a-1.woff2",
    "models/vaegan/default/step.onnx",
    "py/aipixel.tar",
    "service-worker.js",
    "vendor/onnxruntime/ort-wasm-simd-threaded.wasm",
    "vendor/onnxruntime/ort.wasm.min.mjs",
    "vendor/pyodide/pyodide.asm.wasm",
    "worker/dream-worker.js",
]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A checkout whose built site has a file of every kind."""
    project = Project(tmp_path / "checkout")
    for name, content in SITE.items():
        path = project.dist / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    sizes = {name: len(content) for name, content in SITE.items()}
    (project.dist / MANIFEST).write_text(json.dumps({"id": "b1", "files": sizes}))
    return project


@pytest.fixture
def drawn(monkeypatch) -> list[str]:
    """The hashes of tokens drawn, by a stand-in for Chromium."""
    hashes: list[str] = []

    def draw(command, folder, purpose, *, env):
        draft, token_hash, address, _ = command[3:]
        hashes.append(token_hash)
        (Path(draft) / "metadata.json").write_text(address)

    monkeypatch.setattr(command, "run_quietly", draw)
    return hashes


def wish_of(*arguments):
    options, _ = cli._parse(["token", *map(str, arguments)])
    return read_wish(options)


def make_tokens(project, *arguments):
    make(project, wish_of(*arguments), lambda: "chromium")


def left_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ((*URL, "--out", "o"), "--seed HASH or --count N"),
        (("--seed", "a", "--count", "2", *URL, "--out", "o"), "--seed HASH or --count N"),
        (("--seed", "", *URL, "--out", "o"), "--seed ''"),
        (("--seed", "../etc", *URL, "--out", "o"), "letters and digits"),
        (("--seed", "oo ß", *URL, "--out", "o"), "letters and digits"),
        (("--count", "0", *URL, "--out", "o"), "--count 0"),
        (("--count", "-3", *URL, "--out", "o"), "--count -3"),
        (("--count", "many", *URL, "--out", "o"), "--count many"),
        (("--count", "9" * 5000, *URL, "--out", "o"), "from 1 to"),
        (("--seed", "a", "--out", "o"), "--base-url"),
        (("--seed", "a", "--base-url", "example.org", "--out", "o"), "--base-url example.org"),
        (("--seed", "a", "--base-url", "ipfs://", "--out", "o"), "--base-url ipfs://"),
        (("--seed", "a", "--base-url", "http://[x", "--out", "o"), "--base-url http://[x"),
        (("--seed", "a", "--base-url", "http://a/?b=c", "--out", "o"), "?b=c"),
        (("--seed", "a", *URL), "--out"),
        (("--seed", "a", *URL, "--out", "o", "--sdk", "gone.js"), "--sdk gone.js"),
        (("--single", "--count", "2", "--out", "o.html"), "--single"),
    ],
)
def test_what_cannot_be_made_costs_one_line(arguments, part, capsys, tmp_path):
    assert cli.run(str(tmp_path), ["token", *arguments]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("build.py: ")
    assert part in line
    assert list(tmp_path.iterdir()) == []


def test_nothing_but_a_token_is_written_over(tmp_path):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "thesis.txt").write_text("mine")
    (tmp_path / "taken.zip").write_text("mine")
    for arguments in (
        ("--seed", "a", "--out", tmp_path / "file"),
        ("--seed", "a", "--out", tmp_path / "folder"),
        ("--seed", "a", "--out", tmp_path / "taken"),
        ("--count", "2", "--out", tmp_path / "file"),
        ("--count", "2", "--out", tmp_path / "folder"),
    ):
        with pytest.raises(BuildError, match=str(tmp_path)):
            wish_of(*URL, *arguments)
    for name in ("file", "folder"):
        with pytest.raises(BuildError, match=f"--out {tmp_path / name} is a"):
            wish_of("--single", "--seed", "a", "--out", tmp_path / name)
    (tmp_path / "empty").mkdir()
    assert wish_of(*URL, "--seed", "a", "--out", tmp_path / "empty").tokens


def test_a_chromium_that_is_missing_costs_one_line(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(cli, "_make_site", lambda *_: None)
    monkeypatch.setattr(cli, "ensure_packages", lambda _: None)
    monkeypatch.setattr(cli, "find_chromium", lambda _: None)
    arguments = ["token", "--seed", "a", *URL, "--out", str(tmp_path / "o")]
    assert cli.run(str(tmp_path), arguments) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "there is none" in line
    assert not (tmp_path / "o").exists()


def test_a_token_takes_what_the_room_loads_and_nothing_more(project):
    sizes = json.loads((project.dist / MANIFEST).read_bytes())["files"]
    assert needed_files(project.dist, sizes) == NEEDED


def test_folders_with_a_hash_in_their_name_are_found(project):
    renamed = {
        "vendor/pyodide/": "vendor/pyodide-0a1b2c3d4e5f/",
        "vendor/onnxruntime/": "vendor/onnxruntime-0a1b2c3d4e5f/",
        "py/": "py-0a1b2c3d4e5f/",
        "models/vaegan/": "models/vaegan-0a1b2c3d4e5f/",
        ".mjs": ".js",
    }
    sizes = {}
    for name in SITE:
        new = name
        for old, other in renamed.items():
            new = new.replace(old, other)
        sizes[new] = 1
        (project.dist / new).parent.mkdir(parents=True, exist_ok=True)
        (project.dist / name).rename(project.dist / new)
    found = needed_files(project.dist, sizes)
    assert len(found) == len(NEEDED)
    assert "vendor/onnxruntime-0a1b2c3d4e5f/ort.wasm.min.js" in found


def test_a_site_without_a_part_of_the_room_is_refused(project):
    sizes = {name: 1 for name in SITE if "worker" not in name}
    with pytest.raises(BuildError, match="dream-worker"):
        needed_files(project.dist, sizes)


def test_the_page_of_a_token_stands_at_the_root_and_leads_nowhere_else():
    page = token_page(SITE["dream/index.html"], 'o"o', "fxhash.js")
    for part in (
        '<meta name="token-hash" content="o&quot;o">',
        'name="site-root" content="./"',
        'href="favicon.svg"',
        'href="dream/dream.css"',
        '<script src="fxhash.js"></script>\n    <script type="module" src="dream/dream.js">',
        '<span class="wordmark">aipixel</span>',
        'href="#main"',
        "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'",
    ):
        assert part in page
    assert "neuron" not in page
    assert ".." not in page


def test_a_page_that_is_not_the_rooms_is_refused():
    with pytest.raises(BuildError, match="site-root"):
        token_page("<p>", "oo", None)


def test_a_token_is_a_folder_and_its_zip(project, drawn, tmp_path):
    out = tmp_path / "deep" / "token"
    make_tokens(project, "--seed", "ooA", *URL, "--out", out)
    assert drawn == ["ooA"]
    assert left_in(out.parent) == {"token", "token.zip"}
    assert token_of(out) == "ooA"
    assert (out / "metadata.json").read_text() == "https://example.org/dream"
    files = json.loads((out / MANIFEST).read_bytes())["files"]
    assert list(files) == NEEDED
    with zipfile.ZipFile(out.with_name("token.zip")) as archive:
        names = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
        assert set(archive.namelist()) == names
        assert archive.read("index.html") == (out / "index.html").read_bytes()


def test_a_second_run_makes_the_same_bytes(project, drawn, tmp_path):
    arguments = ("--seed", "ooA", *URL, "--out", tmp_path / "token")
    make_tokens(project, *arguments)
    first = (tmp_path / "token.zip").read_bytes()
    make_tokens(project, *arguments)
    assert (tmp_path / "token.zip").read_bytes() == first
    assert left_in(tmp_path) == {"checkout", "token", "token.zip"}


def test_a_collection_has_a_folder_for_each_seed(project, drawn, tmp_path, capsys):
    out = tmp_path / "all"
    make_tokens(project, "--count", 3, *URL, "--out", out)
    assert left_in(out) == {"0", "0.zip", "1", "1.zip", "2", "2.zip"}
    assert [token_of(out / name) for name in "012"] == drawn == ["0", "1", "2"]
    assert (out / "2" / "metadata.json").read_text() == "https://example.org/dream/2"
    assert "token 2 of 3" in capsys.readouterr().out
    assert (out / "0" / "favicon.svg").samefile(out / "2" / "favicon.svg")
    assert not (out / "0" / "index.html").samefile(out / "2" / "index.html")
    make_tokens(project, "--count", 2, *URL, "--out", out)  # over tokens, and beside others


@pytest.mark.parametrize("stop", [KeyboardInterrupt, BuildError])
def test_what_is_stopped_leaves_whole_tokens_only(project, drawn, tmp_path, monkeypatch, stop):
    real = command.run_quietly

    def draw(command, *rest, **named):
        real(command, *rest, **named)
        if command[4] == "1":
            raise stop("stopped")

    monkeypatch.setattr(command, "run_quietly", draw)
    with pytest.raises(stop):
        make_tokens(project, "--count", 3, *URL, "--out", tmp_path / "all")
    assert left_in(tmp_path / "all") == {"0", "0.zip"}
    with pytest.raises(stop):
        make_tokens(project, "--seed", "1", *URL, "--out", tmp_path / "new" / "one")
    assert left_in(tmp_path) == {"checkout", "all"}


def test_the_same_files_make_the_same_zip(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name / "sub").mkdir(parents=True)
        (tmp_path / name / "sub" / "x").write_text("x")
        (tmp_path / name / "index.html").write_text("i")
        zip_folder(tmp_path / name, tmp_path / f"{name}.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
