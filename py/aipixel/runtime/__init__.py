"""ONNX graphs, wherever Python runs: onnxruntime in CPython, onnxruntime-web in Pyodide.

Owns sessions, the tensors they make, and reading files. The only package that may know a
browser exists. Knows nothing of any model.

    session = await open_session(graph)
    outputs = await session.run({"x": array, "state": tensor})

The contract, the same on every backend, stands in `aipixel.runtime.contract`.
"""

from aipixel.runtime.contract import (
    Backend,
    Session,
    Tensor,
    dispose,
    live_tensors,
)
from aipixel.runtime.platform import (
    current_backend,
    heap_bytes,
    open_session,
    read_file,
    read_named,
)

__all__ = [
    "Backend",
    "Session",
    "Tensor",
    "current_backend",
    "dispose",
    "heap_bytes",
    "live_tensors",
    "open_session",
    "read_file",
    "read_named",
]
