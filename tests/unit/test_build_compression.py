"""Compressed copies beside the site's files."""

import gzip
import hashlib
import subprocess
from pathlib import Path

import pytest
from sitebuild.compression import add_compressed
from sitebuild.project import Project
from sitebuild.report import BuildError

TEXT = b"".join(b"line %d of many\n" % i for i in range(2000))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "vendor").mkdir(parents=True)
    (folder / "vendor" / "a.wasm").write_bytes(TEXT)
    (folder / "same.js").write_bytes(TEXT)
    (folder / "small.js").write_bytes(TEXT[:1000])
    (folder / "random.onnx").write_bytes(b"".join(hash_of(i) for i in range(100)))
    (folder / "a.zip").write_bytes(TEXT)
    return folder


def hash_of(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest()


def add(site: Path) -> set[str]:
    before = set(site.rglob("*"))
    add_compressed(Project(site.parent), site, site.parent / "cache")
    return {path.relative_to(site).as_posix() for path in set(site.rglob("*")) - before}


def unpacked(path: Path) -> bytes:
    script = (
        "process.stdout.write(require('zlib').brotliDecompressSync("
        "require('fs').readFileSync(process.argv[1])))"
    )
    return subprocess.run(["node", "-e", script, path], capture_output=True, check=True).stdout


def test_copies_are_there_where_they_are_smaller(site):
    assert add(site) == {
        "same.js.br",
        "same.js.gz",
        "vendor/a.wasm.br",
        "vendor/a.wasm.gz",
    }
    assert unpacked(site / "vendor" / "a.wasm.br") == TEXT
    assert gzip.decompress((site / "vendor" / "a.wasm.gz").read_bytes()) == TEXT


def test_copies_are_not_compressed_again(site):
    add(site)
    kept = set((site.parent / "cache" / "compressed").iterdir())
    assert add(site) == set()
    assert set((site.parent / "cache" / "compressed").iterdir()) == kept


def test_what_was_compressed_once_is_taken_from_the_cache(site, monkeypatch):
    first = {name: (site / name).read_bytes() for name in add(site)}
    for name in first:
        (site / name).unlink()
    monkeypatch.setattr("sitebuild.compression.shutil.which", lambda _: None)
    assert {name: (site / name).read_bytes() for name in add(site)} == first


def test_the_cache_forgets_what_no_build_used_for_long(site, monkeypatch):
    add(site)
    (site / "same.js").write_bytes(TEXT * 2)
    (site / "vendor" / "a.wasm").unlink()
    monkeypatch.setattr("sitebuild.project.KEPT_SECONDS", -1)
    add(site)
    assert list((site.parent / "cache" / "compressed").iterdir()) == []


def test_a_missing_node_is_named(site, monkeypatch):
    monkeypatch.setattr("sitebuild.compression.shutil.which", lambda _: None)
    with pytest.raises(BuildError, match="node was not found"):
        add(site)
