"""Chooses the adapter for the Python that is running: CPython or Pyodide."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from aipixel import files
from aipixel.runtime.contract import Backend, Session

LARGEST_FILE = 1 << 30  # bytes that are read of a file on disk
IN_BROWSER = sys.platform == "emscripten"


def current_backend() -> Backend:
    """What graphs run on: "native" in CPython, else the rung that the worker chose."""
    if IN_BROWSER:
        from aipixel.runtime import browser

        return browser.backend()
    return "native"


def heap_bytes() -> int:
    """Bytes held by the worker's wasm heaps, Python's own among them; 0 in CPython."""
    if IN_BROWSER:
        from aipixel.runtime import browser

        return browser.heap_bytes()
    return 0


async def open_session(graph: bytes, name: str = "graph", *, repeated: bool = False) -> Session:
    """A session for a serialised ONNX model.

    name: for messages and leak reports. repeated: the graph's shapes are fixed and its outputs
    only needed until its next run, so that a GPU may record its commands and replay them. Raises
    RuntimeError if the graph cannot be loaded.
    """
    if IN_BROWSER:
        from aipixel.runtime import browser

        return await browser.open_session(graph, name, repeated=repeated)
    from aipixel.runtime import native

    return native.NativeSession(graph, name)


async def read_file(location: str) -> bytes:
    """The bytes at a path (CPython) or address (browser). Raises OSError naming the location."""
    if IN_BROWSER:
        from aipixel.runtime import browser

        return await browser.read_file(location)
    return files.read_file(Path(location), LARGEST_FILE)


async def read_named(location: str, sha256: str) -> bytes:
    """As `read_file`, for a file that a manifest names. Raises ValueError for another one."""
    content = await read_file(location)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(
            f"{location} is not the file its manifest names; it may be cut "
            "short or of another version: load it again"
        )
    return content
