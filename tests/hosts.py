"""Static servers as they are found: each an imitation that serves a folder on this machine.

`HOSTS` names them, `running_host` runs one. None sends a header of ours.
"""

from __future__ import annotations

import gzip
import http.server
import io
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from typing import Any

from sitebuild.server import HOST, LoopbackServer

SUB_PATH = "/ipfs/bafybeih4nsu4y6vktaajdnsu5efd3zjqasf6nl2o7qxyztcfnqxeszfoju/"
# What every server's own list of types has; .wasm, .onnx and .tar it often has not.
COMMON_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "application/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".zip": "application/zip",
}
ONE_RANGE = re.compile(r"bytes=(\d+)-(\d*)$")


class PlainHost(http.server.SimpleHTTPRequestHandler):
    """`python3 -m http.server`: HTTP/1.0, types from this machine's list, no Range."""

    root = "/"

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


class SubPathHost(PlainHost):
    """A path-style IPFS gateway: the site is a folder, and its host's root is somebody else's."""

    root = SUB_PATH

    def send_head(self) -> Any:
        if not self.path.startswith(SUB_PATH):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def translate_path(self, path: str) -> str:
        return super().translate_path("/" + path.removeprefix(SUB_PATH))


class GatewayHost(SubPathHost):
    """The same as such gateways are set up: everybody may read what it serves."""

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()


class UntypedHost(PlainHost):
    """Knows the common types and serves the rest, .mjs and .wasm among it, as `unknown`."""

    unknown = "application/octet-stream"

    def guess_type(self, path: Any) -> str:
        return COMMON_TYPES.get(PurePosixPath(str(path)).suffix.lower(), self.unknown)


class TextHost(UntypedHost):
    """The same with text/plain, as Apache did for long."""

    unknown = "text/plain"


class StrictHost(TextHost):
    """The same, and it forbids browsers to guess better."""

    def end_headers(self) -> None:
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()


class CompressingHost(PlainHost):
    """Compresses every file, zips and wasm too, and so tells no length."""

    def send_head(self) -> Any:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            return super().send_head()  # a folder's page, a redirection or 404
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Vary", "Accept-Encoding")
        self.end_headers()
        return io.BytesIO(gzip.compress(path.read_bytes(), 1, mtime=0))


class RangelessHost(PlainHost):
    """Says that it has no Range, and answers one with the whole file."""

    def end_headers(self) -> None:
        self.send_header("Accept-Ranges", "none")
        super().end_headers()


class NginxHost(UntypedHost):
    """nginx as it is installed: connections stay open, files have an ETag, a Range is honoured."""

    protocol_version = "HTTP/1.1"

    def send_head(self) -> Any:
        path = Path(self.translate_path(self.path))
        asked = ONE_RANGE.match(self.headers.get("Range", ""))
        if not (asked and path.is_file()):
            return super().send_head()
        size = path.stat().st_size
        first, last = int(asked[1]), min(int(asked[2] or size), size - 1)
        if first > last:
            self.send_error(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            return None
        self.send_response(HTTPStatus.PARTIAL_CONTENT)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        return io.BytesIO(path.read_bytes()[first : last + 1])

    def end_headers(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.is_file():
            status = path.stat()
            self.send_header("ETag", f'"{int(status.st_mtime):x}-{status.st_size:x}"')
        self.send_header("Accept-Ranges", "bytes")
        super().end_headers()


class FallbackHost(PlainHost):
    """As single-page applications like it: no slash at the end of a folder's address, and the
    root's page, as if all was well, in the place of every file that is not there."""

    def send_head(self) -> Any:
        address, mark, query = self.path.partition("?")
        path = Path(self.translate_path(address))
        if path.is_dir() and address.endswith("/") and address != "/":
            self.send_response(HTTPStatus.PERMANENT_REDIRECT)
            self.send_header("Location", address.rstrip("/") + mark + query)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None
        page = (path if path.is_dir() else Path(self.directory)) / "index.html"
        if not path.is_file():
            self.path = "/" + page.relative_to(self.directory).as_posix()
        return super().send_head()


HOSTS: dict[str, type[PlainHost]] = {
    "plain": PlainHost,
    "sub-path": SubPathHost,
    "gateway": GatewayHost,
    "octet-stream": UntypedHost,
    "text-plain": TextHost,
    "nosniff": StrictHost,
    "gzip": CompressingHost,
    "no-range": RangelessHost,
    "nginx": NginxHost,
    "fallback": FallbackHost,
}


class NoWasmHost(PlainHost):
    """Sends a policy of its own, from the time before WebAssembly had a word in it."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "script-src 'self' 'unsafe-inline'")
        super().end_headers()


@contextmanager
def running_host(kind: str, folder: Path) -> Iterator[str]:
    """Serve a folder as the host of that name does; gives the site's address, ending in `/`."""
    handler = {**HOSTS, "no-wasm": NoWasmHost}[kind]
    with LoopbackServer((HOST, 0), partial(handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://{HOST}:{server.server_port}{handler.root}"
        finally:
            server.shutdown()
            thread.join()
