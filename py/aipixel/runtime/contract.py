"""What every backend promises.

- Runs do not overlap: a second `run` waits for the first, and a failed run does not stop the next.
- Every output is a `Tensor` that the caller owns: it stays on the device, can be fed to any
  session, and must be disposed of. Arrays fed in are copied; tensors fed in are not consumed.
- `numpy()` copies to the CPU; on a GPU it waits for all work before it.
- All tensors are float32.
- A session opened as `repeated` may reuse its outputs' memory: they are good until its next run.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Backend = Literal["native", "webgpu", "wasm-threads", "wasm"]

Array = NDArray[np.float32]

_live: Counter[str] = Counter()


def live_tensors() -> dict[str, int]:
    """How many tensors are not yet disposed of, by the output that made them."""
    return dict(+_live)


class Tensor(ABC):
    """A float32 array on the session's device, owned by whoever ran the session.

    label: the graph and output that made it, for leak reports.
    """

    def __init__(self, label: str) -> None:
        self.label = label
        self._disposed = False
        _live[label] += 1

    def dispose(self) -> None:
        """Give the memory back; disposing of a tensor twice is allowed."""
        if not self._disposed:
            self._disposed = True
            _live[self.label] -= 1
            self._release()

    def require_live(self) -> None:
        """Raise RuntimeError if this tensor has been disposed of."""
        if self._disposed:
            raise RuntimeError(
                f"the tensor {self.label} was used after dispose(); read it with numpy() before"
            )

    async def numpy(self) -> Array:
        """A copy on the CPU. Raises RuntimeError after `dispose`."""
        self.require_live()
        return await self._read()

    @property
    @abstractmethod
    def shape(self) -> tuple[int, ...]:
        """Its dimensions."""

    @abstractmethod
    def _release(self) -> None: ...

    @abstractmethod
    async def _read(self) -> Array: ...


def dispose(*values: object) -> None:
    """Dispose of those of the values that are tensors."""
    for value in values:
        if isinstance(value, Tensor):
            value.dispose()


class Session(ABC):
    """A graph ready to run. inputs, outputs: the names it takes and gives, in order.

    seconds: spent in the backend by all runs so far; the rest of a step is Python's.
    captured: whether a GPU replays its recorded commands.
    """

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    seconds = 0.0
    captured = False
    closed = False

    def check_feeds(self, feeds: Mapping[str, object]) -> None:
        """Raise ValueError naming what is missing or unknown among the feeds."""
        wrong = sorted(set(self.inputs) ^ set(feeds))
        if wrong:
            raise ValueError(
                f"{self.name} takes the inputs {', '.join(self.inputs)}; wrong: {', '.join(wrong)}"
            )

    @abstractmethod
    async def run(self, feeds: Mapping[str, Tensor | Array]) -> dict[str, Tensor]:
        """Run the whole graph. Raises ValueError for wrong feeds, RuntimeError if a run fails."""

    def check_open(self) -> None:
        """Raise RuntimeError if the session was closed."""
        if self.closed:
            raise RuntimeError(f"{self.name} was closed, so it can't be run any more")

    @abstractmethod
    async def close(self) -> None:
        """Release the session after a run in hand; closing it twice is allowed.

        Its output tensors stay valid until disposed of, and further runs raise RuntimeError.
        """
