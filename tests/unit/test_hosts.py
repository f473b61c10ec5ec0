"""The imitated hosts are what their names say."""

import gzip
import http.client
from urllib.parse import urlsplit

import pytest

from tests.hosts import HOSTS, running_host

CONTENT = bytes(range(256)) * 40


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "room").mkdir()
    (tmp_path / "index.html").write_text("home")
    (tmp_path / "room" / "index.html").write_text("room")
    for name in ("a.js", "a.mjs", "a.wasm"):
        (tmp_path / name).write_bytes(CONTENT)
    return tmp_path


def ask(address, path, **headers):
    parts = urlsplit(address + path)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    connection.request("GET", parts.path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


@pytest.mark.parametrize("kind", HOSTS)
def test_every_host_serves_the_folder_without_a_header_of_ours(folder, kind):
    with running_host(kind, folder) as address:
        for path, expected in (("", b"home"), ("room/", b"room"), ("a.wasm", CONTENT)):
            answer, body = ask(address, path)
            if answer.status == 308:
                answer, body = ask(address, path.rstrip("/"))
            packed = answer.headers["Content-Encoding"] == "gzip"
            assert (gzip.decompress(body) if packed else body) == expected
            assert not [name for name in answer.headers if name.startswith("Cross-Origin")]
            assert answer.headers["Cache-Control"] is None
        missing = ask(address, "nothing.js")
        assert missing[0].status == (200 if kind == "fallback" else 404)
        assert (missing[1] == b"home") == (kind == "fallback")


@pytest.mark.parametrize(
    ("kind", "mime"), [("octet-stream", "application/octet-stream"), ("text-plain", "text/plain")]
)
def test_wrong_types_are_wrong(folder, kind, mime):
    with running_host(kind, folder) as address:
        assert ask(address, "a.js")[0].headers["Content-Type"] == "application/javascript"
        for name in ("a.mjs", "a.wasm"):
            assert ask(address, name)[0].headers["Content-Type"] == mime


def test_below_a_sub_path_the_hosts_root_is_not_the_site(folder):
    with running_host("sub-path", folder) as address:
        parts = urlsplit(address)
        assert parts.path.startswith("/ipfs/")
        assert ask(f"{parts.scheme}://{parts.netloc}/", "a.js")[0].status == 404
        answer, _ = ask(address, "room")
        assert (answer.status, answer.headers["Location"]) == (301, parts.path + "room/")


def test_a_compressing_host_compresses_and_tells_no_length(folder):
    with running_host("gzip", folder) as address:
        answer, body = ask(address, "a.wasm")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Content-Length"] is None
    assert gzip.decompress(body) == CONTENT


@pytest.mark.parametrize(
    ("kind", "status", "expected"), [("no-range", 200, CONTENT), ("nginx", 206, CONTENT[10:20])]
)
def test_a_range_is_honoured_or_ignored(folder, kind, status, expected):
    with running_host(kind, folder) as address:
        answer, body = ask(address, "a.wasm", Range="bytes=10-19")
    assert (answer.status, body) == (status, expected)
