"""A static file server for one folder, for developers' machines and tests."""

import errno
import http.server
import os
import socketserver
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from sitebuild.folders import is_immutable
from sitebuild.headers import ASK_FIRST, FOR_EVER, ISOLATION, NO_SNIFFING
from sitebuild.report import BuildError

HOST = "127.0.0.1"
ENCODINGS = {"br": ".br", "gzip": ".gz"}  # the best first, and what its files end in
# Written out because what the operating system's registry says differs between machines, and
# a wrong type for .wasm or .mjs stops the pages.
MIME_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}


class LoopbackServer(http.server.ThreadingHTTPServer):
    """Answers many clients at once on 127.0.0.1, quick to start and quiet."""

    request_queue_size = 64

    def server_bind(self) -> None:
        """Bind without the base class's look-up of the host's name, slow on some machines."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent about clients that went away in the middle of an answer."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class SiteServer(LoopbackServer):
    """Serves a folder on 127.0.0.1.

    `port` 0 takes a free one. `isolated=False` behaves like a plain host, which sends none of
    the cross-origin isolation headers. Raises BuildError where the port is taken.
    """

    def __init__(self, folder: Path, port: int = 0, *, isolated: bool = True) -> None:
        self.folder = folder
        self.isolated = isolated
        try:
            super().__init__((HOST, port), SiteHandler)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise BuildError(f"port {port} is taken; choose another with --port") from error
            raise BuildError(f"port {port} can't be used: {error.strerror}") from error

    @property
    def address(self) -> str:
        """Return the site's address, ending in `/`."""
        return f"http://{HOST}:{self.server_address[1]}/"


class SiteHandler(http.server.SimpleHTTPRequestHandler):
    """Answers GET and HEAD for files and for folders with an index.html, with 404 otherwise.

    A file's compressed copy beside it is sent to clients that can take it.
    """

    server: SiteServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    encoding = ""  # of the file that is sent
    status = 0

    def __init__(self, request: Any, client_address: Any, server: SiteServer) -> None:
        super().__init__(request, client_address, server, directory=str(server.folder))

    def send_head(self) -> Any:
        """Answer as the base class does, but for names that no file can have."""
        if "\0" in unquote(urlsplit(self.path).path):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def translate_path(self, path: str) -> str:
        """Return the file that answers: a folder's page, and the smallest copy there is."""
        found = super().translate_path(path)
        page = os.path.join(found, "index.html")
        if urlsplit(path).path.endswith("/") and os.path.isfile(page):
            found = page
        accepted = self.headers.get("Accept-Encoding", "").replace(" ", "").split(",")
        self.encoding = ""
        for encoding, suffix in ENCODINGS.items():
            if encoding in accepted and os.path.isfile(found + suffix):
                self.encoding = encoding
                break
        return found + ENCODINGS.get(self.encoding, "")

    def send_response(self, code: int, message: str | None = None) -> None:
        """Remember the status, which decides what headers follow."""
        self.status = code
        super().send_response(code, message)

    def list_directory(self, path: Any) -> None:  # noqa: ARG002
        """Answer 404: folders have no listing."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def guess_type(self, path: Any) -> str:
        """Return the MIME type that a file's name stands for on every host."""
        name = str(path).replace("\\", "/").removesuffix(ENCODINGS.get(self.encoding, ""))
        suffix = PurePosixPath(name).suffix.lower()
        return MIME_TYPES.get(suffix, "application/octet-stream")

    def end_headers(self) -> None:
        """Add the headers that every answer has."""
        lasting = self.status == HTTPStatus.OK and is_immutable(self.path)
        headers = NO_SNIFFING | (FOR_EVER if lasting else ASK_FIRST)
        if self.server.isolated:
            headers |= ISOLATION
        headers["Vary"] = "Accept-Encoding"
        if self.encoding and self.status == HTTPStatus.OK:
            headers["Content-Encoding"] = self.encoding
        for name, value in headers.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Keep quiet; the browser's own tools show every request."""


@contextmanager
def running_server(folder: Path, port: int = 0, *, isolated: bool = True) -> Iterator[SiteServer]:
    """Serve a folder from a thread for as long as the `with` block runs; see SiteServer."""
    with SiteServer(folder, port, isolated=isolated) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
