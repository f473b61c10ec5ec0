"""The development server: what a browser needs, and nothing outside the folder."""

import http.client
import socket
from pathlib import Path

import pytest
from sitebuild.report import BuildError
from sitebuild.server import SiteServer, running_server

ISOLATION = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "dream").mkdir(parents=True)
    (folder / "models").mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "index.html").write_text("home")
    (folder / "dream" / "index.html").write_text("dream")
    for name in (
        "a.js",
        "a.mjs",
        "a.wasm",
        "a.json",
        "a.onnx",
        "a.whl",
        "a.zip",
        "a.woff2",
        "a.css",
    ):
        (folder / "models" / name).write_bytes(b"12345")
    return folder


def ask(server: SiteServer, path: str, method: str = "GET", **headers: str):
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("a.js", "text/javascript"),
        ("a.mjs", "text/javascript"),
        ("a.wasm", "application/wasm"),
        ("a.json", "application/json"),
        ("a.css", "text/css"),
        ("a.woff2", "font/woff2"),
        ("a.onnx", "application/octet-stream"),
        ("a.whl", "application/octet-stream"),
        ("a.zip", "application/octet-stream"),
    ],
)
def test_types_do_not_depend_on_the_machine(site, monkeypatch, name, mime):
    monkeypatch.setattr("mimetypes.guess_type", lambda *_: ("text/plain", None))
    with running_server(site) as server:
        answer, body = ask(server, f"/models/{name}")
    assert (answer.status, body) == (200, b"12345")
    assert answer.headers["Content-Type"].split(";")[0] == mime


def test_pages_are_isolated_so_that_threads_work(site):
    with running_server(site) as server:
        for path in ("/", "/models/a.wasm", "/nothing"):
            answer, _ = ask(server, path)
            assert ISOLATION.items() <= dict(answer.headers).items()
            assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_plain_host_can_be_imitated(site):
    with running_server(site, isolated=False) as server:
        answer, body = ask(server, "/dream/")
    assert body == b"dream"
    assert not [name for name in answer.headers if name.lower().startswith("cross-origin")]


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/models/",
        "/../secret.txt",
        "/models/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/models/%00",
        "//etc/passwd",
    ],
)
def test_what_is_not_a_file_of_the_site_is_not_found(site, path):
    with running_server(site) as server:
        answer, body = ask(server, path)
    assert answer.status == 404
    assert b"secret" not in body


def test_a_folder_is_redirected_to_its_page(site):
    with running_server(site) as server:
        answer, _ = ask(server, "/dream")
    assert (answer.status, answer.headers["Location"]) == (301, "/dream/")


def test_head_answers_without_a_body(site):
    with running_server(site) as server:
        answer, body = ask(server, "/models/a.wasm", "HEAD")
    assert (answer.status, answer.headers["Content-Length"], body) == (200, "5", b"")


def test_an_unchanged_file_is_not_sent_again(site):
    with running_server(site) as server:
        first, _ = ask(server, "/")
        assert first.headers["Cache-Control"] == "no-cache"
        stamp = {"If-Modified-Since": first.headers["Last-Modified"]}
        second, body = ask(server, "/", **stamp)
    assert (second.status, body) == (304, b"")


def test_a_connection_serves_many_requests(site):
    with running_server(site) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
        connection.connect()
        used = connection.sock
        for _ in range(3):
            connection.request("GET", "/")
            assert connection.getresponse().read() == b"home"
            assert connection.sock is used
        connection.close()


def test_it_listens_on_this_machine_only(site):
    with running_server(site) as server:
        assert server.server_address[0] == "127.0.0.1"
        assert server.address == f"http://127.0.0.1:{server.server_port}/"


def test_a_client_that_goes_away_leaves_no_traceback(site, capfd):
    (site / "big.bin").write_bytes(bytes(20_000_000))
    with running_server(site) as server:
        with socket.create_connection(("127.0.0.1", server.server_port)) as client:
            client.sendall(b"GET /big.bin HTTP/1.1\r\nHost: x\r\n\r\n")
            client.recv(10)
        assert ask(server, "/")[1] == b"home"
    assert capfd.readouterr().err == ""


def test_a_taken_port_is_named(site):
    with running_server(site) as server, pytest.raises(BuildError, match="--port") as told:
        SiteServer(site, server.server_port)
    assert str(server.server_port) in str(told.value)


@pytest.fixture
def packed(site: Path) -> Path:
    """The site with copies beside a file and a page; the bytes tell them apart, none is packed."""
    for name, content in (("a.wasm.br", b"brotli"), ("a.wasm.gz", b"gzip")):
        (site / "models" / name).write_bytes(content)
    (site / "dream" / "index.html.br").write_bytes(b"page")
    return site


@pytest.mark.parametrize(
    ("accepted", "encoding", "expected"),
    [
        ("gzip, deflate, br", "br", b"brotli"),
        ("gzip,deflate", "gzip", b"gzip"),
        ("br;q=0", None, b"12345"),
        ("identity", None, b"12345"),
    ],
)
def test_the_smallest_copy_that_the_client_takes_is_sent(packed, accepted, encoding, expected):
    with running_server(packed) as server:
        answer, body = ask(server, "/models/a.wasm", **{"Accept-Encoding": accepted})
    assert (answer.headers["Content-Encoding"], body) == (encoding, expected)
    assert answer.headers["Content-Type"] == "application/wasm"
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_a_folders_page_is_sent_compressed_too(packed):
    with running_server(packed) as server:
        answer, body = ask(server, "/dream/?seed=7", **{"Accept-Encoding": "br"})
    assert (answer.headers["Content-Encoding"], body) == ("br", b"page")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_what_is_not_there_is_not_called_compressed(packed):
    with running_server(packed) as server:
        answer, _ = ask(server, "/models/b.wasm", **{"Accept-Encoding": "br"})
    assert (answer.status, answer.headers["Content-Encoding"]) == (404, None)


@pytest.mark.parametrize(
    ("path", "lasting"),
    [
        ("vendor/onnxruntime-0123456789ab/ort.js", True),
        ("models/vaegan-0123456789ab/tiny/step.onnx", True),
        ("chunks/chunk-3R7CTIUQ.js", True),
        ("fonts/next-400-normal-P3LDHKPP.woff2", True),
        ("vendor/onnxruntime/ort.js", False),
        ("models/night-0123456789ab/step.onnx", False),
        ("dream/dream.js", False),
        ("build.json", False),
    ],
)
def test_only_what_is_named_by_its_content_is_kept_without_asking(site, path, lasting):
    (site / path).parent.mkdir(parents=True, exist_ok=True)
    (site / path).write_text("x")
    with running_server(site) as server:
        answer, _ = ask(server, f"/{path}")
        missing, _ = ask(server, "/vendor/onnxruntime-0123456789ab/gone.js")
    assert ("immutable" in answer.headers["Cache-Control"]) == lasting
    assert missing.headers["Cache-Control"] == "no-cache"
