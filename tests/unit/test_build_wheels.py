"""Wheels for Pyodide: whatever goes wrong, no wrong byte reaches the cache."""

import hashlib
import http.server
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sitebuild.project import Project
from sitebuild.report import BuildError
from sitebuild.wheels import (
    FolderSource,
    OpenWebuiSource,
    ReleaseSource,
    Unavailable,
    Wheel,
    fetch_wheels,
)

CONTENT = b"the wheel" * 1000
WHEEL = Wheel("numpy-1-wasm32.whl", hashlib.sha256(CONTENT).hexdigest())


class Untouched:
    """A source that must not be asked."""

    label = "untouched"

    def fetch(self, wheels, folder):
        pytest.fail("this source was asked")


class Closed:
    """A source that can't be reached."""

    label = "closed"

    def fetch(self, wheels, folder):
        raise Unavailable("no network")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reach this machine's own address directly, whatever the network here is like."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def good_folder(tmp_path: Path) -> FolderSource:
    return folder_with(tmp_path / "good", CONTENT)


def folder_with(folder: Path, content: bytes) -> FolderSource:
    folder.mkdir()
    (folder / WHEEL.file_name).write_bytes(content)
    return FolderSource(folder)


@contextmanager
def release(body: bytes, length: int, status: int = 200) -> Iterator[ReleaseSource]:
    """Serve one body at every address, and claim that it has the length given."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield ReleaseSource(f"http://127.0.0.1:{server.server_port}/")
        server.shutdown()
        thread.join()


def test_a_fetched_wheel_is_kept_and_not_fetched_again(cache, good_folder):
    [path] = fetch_wheels([WHEEL], cache, [good_folder, Untouched()])
    assert path.read_bytes() == CONTENT
    assert fetch_wheels([WHEEL], cache, [Untouched()]) == [path]
    assert [entry.name for entry in cache.iterdir()] == [WHEEL.file_name]


def test_a_damaged_wheel_in_the_cache_is_fetched_anew(cache, good_folder):
    cache.mkdir()
    (cache / WHEEL.file_name).write_bytes(CONTENT[:-1])
    [path] = fetch_wheels([WHEEL], cache, [good_folder])
    assert path.read_bytes() == CONTENT


def test_a_damaged_wheel_in_a_folder_stops_the_build_and_is_named(cache, tmp_path, good_folder):
    bad = folder_with(tmp_path / "bad", CONTENT[:-1] + b"!")
    with pytest.raises(BuildError, match=WHEEL.file_name):
        fetch_wheels([WHEEL], cache, [bad, good_folder])
    assert list(cache.iterdir()) == []


def test_a_damaged_download_stops_the_build_and_is_named(cache, good_folder):
    with (
        release(b"something else", 14) as bad,
        pytest.raises(BuildError, match=WHEEL.file_name),
    ):
        fetch_wheels([WHEEL], cache, [bad, good_folder])
    assert list(cache.iterdir()) == []


def test_a_download_that_breaks_off_goes_on_with_the_next_source(cache, good_folder):
    with release(CONTENT[:4000], len(CONTENT)) as broken:
        [path] = fetch_wheels([WHEEL], cache, [broken, good_folder])
    assert path.read_bytes() == CONTENT


def test_a_download_brings_the_wheel(cache):
    with release(CONTENT, len(CONTENT)) as source:
        [path] = fetch_wheels([WHEEL], cache, [source, Untouched()])
    assert path.read_bytes() == CONTENT


def test_pips_own_words_say_why_the_carrier_can_not_be_had(cache, tmp_path):
    python = Project(tmp_path).venv_python
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho lots of talk\necho ERROR: no network\nexit 1\n")
    python.chmod(0o755)
    with pytest.raises(BuildError, match="ERROR: no network") as told:
        fetch_wheels([WHEEL], cache, [OpenWebuiSource(Project(tmp_path))])
    assert len(str(told.value).splitlines()) == 1


def test_wheels_are_taken_out_of_the_carrier(cache, tmp_path):
    carrier = tmp_path / "carrier.whl"
    with zipfile.ZipFile(carrier, "w") as archive:
        archive.writestr(f"open_webui/frontend/pyodide/{WHEEL.file_name}", CONTENT)
    python = Project(tmp_path).venv_python
    python.parent.mkdir(parents=True)
    find_destination = 'while [ "$1" != --dest ]; do shift; done'
    python.write_text(f"#!/bin/sh\n{find_destination}\ncp '{carrier}' \"$2\"\n")
    python.chmod(0o755)
    [path] = fetch_wheels([WHEEL], cache, [OpenWebuiSource(Project(tmp_path))])
    assert path.read_bytes() == CONTENT


def test_where_no_source_has_it_every_reason_is_told(cache, tmp_path):
    (tmp_path / "empty").mkdir()
    with release(b"", 0, status=404) as gone, pytest.raises(BuildError) as told:
        fetch_wheels([WHEEL], cache, [FolderSource(tmp_path / "empty"), gone, Closed()])
    message = str(told.value)
    for part in (WHEEL.file_name, "not there", "answered 404", "no network", "--wheels"):
        assert part in message
