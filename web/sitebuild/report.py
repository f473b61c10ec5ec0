"""What build.py says while it works, and how it says that something can't be done."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

MEGABYTE = 1_000_000


class BuildError(Exception):
    """Expected trouble; its message is the whole explanation, and names what to do."""


def say(line: str) -> None:
    """Print a line that shows at once, also where the output is a pipe."""
    print(line, flush=True)


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what begins, and how long it took once it is done."""
    say(f"{what} ...")
    began = time.monotonic()
    yield
    say(f"  done in {time.monotonic() - began:.1f} s")


def every(seconds: float, clock: Callable[[], float] = time.monotonic) -> Callable[[], bool]:
    """Return a function that is true at most once in the given number of seconds."""
    due = clock() + seconds

    def is_due() -> bool:
        nonlocal due
        if clock() < due:
            return False
        due = clock() + seconds
        return True

    return is_due
