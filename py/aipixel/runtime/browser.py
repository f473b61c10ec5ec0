"""onnxruntime-web through Pyodide. The worker registers what it loaded as `aipixel_host`:

- `ort`: the onnxruntime-web module. `backend`: the rung chosen. `openSession(graph)`: a Promise
  of an `InferenceSession` on that rung, outputs left on its device. `openCapturedSession(graph)`:
  the same, its commands recorded and replayed, or of undefined where the rung records none.
- `newFeeds()`, `newTensor(data, dims)`: an empty object and a tensor. `heapBytes()`: the memory
  of every wasm heap.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import aipixel_host
import numpy as np
from pyodide.ffi import JsException, to_js
from pyodide.http import pyfetch

from aipixel.runtime.contract import Array, Backend, Session, Tensor

# onnxruntime-web cannot run two sessions at once. A lock, unlike a chain of promises, is not
# poisoned by a run that fails.
_one_at_a_time = asyncio.Lock()


def backend() -> Backend:
    """The rung of the ladder that the worker chose."""
    name: Backend = aipixel_host.backend
    return name


def heap_bytes() -> int:
    """Bytes held by every wasm heap of this worker."""
    return int(aipixel_host.heapBytes())


async def read_file(location: str) -> bytes:
    """The body of an address on this origin. Raises OSError naming it."""
    try:
        response = await pyfetch(location)
    except (OSError, JsException) as error:
        raise OSError(f"{location} could not be downloaded: {error}") from error
    if not response.ok:
        raise OSError(f"{location} could not be downloaded: HTTP status {response.status}")
    content: bytes = await response.bytes()
    return content


class BrowserTensor(Tensor):
    """An onnxruntime-web tensor, in JavaScript memory or in a GPU buffer."""

    def __init__(self, label: str, tensor: Any) -> None:
        super().__init__(label)
        self._tensor = tensor

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.js.dims.to_py())

    @property
    def js(self) -> Any:
        """The JavaScript tensor; it stays ours."""
        self.require_live()
        return self._tensor

    def _release(self) -> None:
        self._tensor.dispose()
        self._tensor = None

    async def _read(self) -> Array:
        data = await self._tensor.getData()
        return np.frombuffer(data.to_bytes(), dtype=np.float32).reshape(self.shape)


class BrowserSession(Session):
    """A graph in onnxruntime-web."""

    def __init__(self, session: Any, name: str, *, captured: bool = False) -> None:
        self._session = session
        self.captured = captured
        self.name = name
        self.inputs = tuple(session.inputNames)
        self.outputs = tuple(session.outputNames)

    async def run(self, feeds: Mapping[str, Tensor | Array]) -> dict[str, Tensor]:
        self.check_feeds(feeds)
        values = aipixel_host.newFeeds()
        for name, value in feeds.items():
            js = value.js if isinstance(value, BrowserTensor) else _js_tensor(value)
            setattr(values, name, js)
        try:
            async with _one_at_a_time:
                self.check_open()
                began = time.perf_counter()
                outputs = await self._session.run(values)
                self.seconds += time.perf_counter() - began
        except JsException as error:
            raise RuntimeError(f"{self.name} failed: {error}") from error
        return {n: BrowserTensor(f"{self.name}.{n}", getattr(outputs, n)) for n in self.outputs}

    async def close(self) -> None:
        async with _one_at_a_time:
            if not self.closed:
                self.closed = True
                await self._session.release()


def _js_tensor(values: Any) -> Any:
    array = np.asarray(values, dtype=np.float32)
    data = to_js(np.ascontiguousarray(array).reshape(-1))
    return aipixel_host.newTensor(data, to_js(list(array.shape)))


async def open_session(graph: bytes, name: str, *, repeated: bool = False) -> BrowserSession:
    """See `aipixel.runtime.open_session`."""
    content = to_js(graph)
    async with _one_at_a_time:
        if repeated:
            captured = await _open_captured(content)
            if captured is not None:
                return BrowserSession(captured, name, captured=True)
        try:
            session = await aipixel_host.openSession(content)
        except JsException as error:
            raise RuntimeError(f"the graph {name} could not be loaded: {error}") from error
    return BrowserSession(session, name)


async def _open_captured(content: Any) -> Any:
    try:
        return await aipixel_host.openCapturedSession(content)
    except JsException:
        return None  # a browser that cannot record this graph still runs it
