"""onnxruntime on the CPU, for CPython."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import Any

import numpy as np

from aipixel.runtime.contract import Array, Session, Tensor


def _onnxruntime() -> Any:
    """The library, which tells its makers nothing: no device id, no file of events, no upload.

    Its import begins all of them, so that it must be told before. Where somebody has imported it
    already, the second switch leaves out what it would still record.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        import onnxruntime
    except ImportError as error:
        raise RuntimeError(
            "onnxruntime is not installed; install it with: pip install 'aipixel-studio[runtime]'"
        ) from error
    onnxruntime.disable_telemetry_events()
    return onnxruntime


class NativeTensor(Tensor):
    """An array in this process."""

    def __init__(self, label: str, array: Array) -> None:
        super().__init__(label)
        self._array: Array | None = array
        self._shape = array.shape

    @property
    def shape(self) -> tuple[int, ...]:
        return self._shape

    @property
    def array(self) -> Array:
        """The array itself, not a copy."""
        self.require_live()
        assert self._array is not None
        return self._array

    def _release(self) -> None:
        self._array = None

    async def _read(self) -> Array:
        return self.array.copy()


class NativeSession(Session):
    """A graph in onnxruntime, on one thread, so that a seed gives the same numbers each time."""

    def __init__(self, graph: bytes, name: str) -> None:
        ort = _onnxruntime()
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        try:
            self._session = ort.InferenceSession(graph, options, ["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime raises its own types, which are not public
            raise RuntimeError(f"the graph {name} could not be loaded: {error}") from error
        self.name = name
        self.inputs = tuple(i.name for i in self._session.get_inputs())
        self.outputs = tuple(o.name for o in self._session.get_outputs())

    async def run(self, feeds: Mapping[str, Tensor | Array]) -> dict[str, Tensor]:
        self.check_open()
        self.check_feeds(feeds)
        arrays = {name: _as_array(value) for name, value in feeds.items()}
        try:
            began = time.perf_counter()
            results = self._session.run(None, arrays)
            self.seconds += time.perf_counter() - began
        except Exception as error:  # onnxruntime raises its own types, which are not public
            raise RuntimeError(f"{self.name} failed: {error}") from error
        named = zip(self.outputs, results, strict=True)
        return {name: NativeTensor(f"{self.name}.{name}", array) for name, array in named}

    async def close(self) -> None:
        self.closed, self._session = True, None


def _as_array(value: Tensor | Array) -> Array:
    if isinstance(value, NativeTensor):
        return value.array
    return np.ascontiguousarray(value, dtype=np.float32)
