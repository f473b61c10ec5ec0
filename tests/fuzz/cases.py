"""One case: a damaged file, what the reader made of it, and whether that is as it should be."""

from __future__ import annotations

import random
import re
import resource
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from aipixel.texts import UNSEEN

from tests.fuzz.mutations import mutate
from tests.fuzz.readers import Reader

MOST_SECONDS = 10.0  # of the processor
MOST_GROWTH = 400 << 20  # bytes that the process may grow by
LONGEST_MESSAGE = 1500

# What Python and its libraries say among themselves, and no person should have to read.
JARGON = re.compile(
    r"\[Errno|object has no|not subscriptable|not iterable|list ind|indices must|NoneType|"
    r"invalid literal|could not convert|unsupported operand|codec can't|unpack |zero-size|"
    r"positional argument|keyword argument|recursion|Traceback|unhashable|Expecting |dtype\(|"
    r"out of bounds|buffer |broadcast|reshape|Exceeds the limit|too large to convert|<class|"
    r"PosixPath"
)


@dataclass(frozen=True)
class Case:
    """wrong: what should not be so, "" where all is well. growth: of the process, in bytes."""

    number: int
    data: bytes
    was_read: bool
    wrong: str
    growth: int


class Counts:
    """How the cases went."""

    def __init__(self) -> None:
        self.cases = self.were_read = self.wrong = self.growth = 0

    def count(self, case: Case) -> None:
        """One more."""
        self.cases += 1
        self.were_read += case.was_read
        self.wrong += bool(case.wrong)
        self.growth = max(self.growth, case.growth)

    def add(self, other: Counts) -> None:
        """Those of another reader too."""
        self.cases += other.cases
        self.were_read += other.were_read
        self.wrong += other.wrong
        self.growth = max(self.growth, other.growth)

    def row(self, name: str) -> str:
        """A line of the table."""
        refused = self.cases - self.were_read - self.wrong
        growth = f"{self.growth >> 20} MB"
        numbers = f"{self.cases:>10,}{self.were_read:>10,}{refused:>10,}{self.wrong:>7,}"
        return f"{name:<16}{numbers}  {growth}"


def run_case(name: str, reader: Reader, files: Sequence[bytes], seed: int, number: int) -> Case:
    """The case of this number: the same file each time."""
    rng = random.Random(f"{seed} {name} {number}")
    data = mutate(rng, rng.choice(files), files)
    (was_read, wrong), growth = _growth_of(lambda: _outcome(reader, data))
    if growth > MOST_GROWTH and not wrong:
        wrong = f"the process grew by {growth >> 20} MB"
    return Case(number, data, was_read, wrong, growth)


def _outcome(reader: Reader, data: bytes) -> tuple[bool, str]:
    try:
        with _Bounded():
            reader.read(data)
    except (ValueError, OSError) as error:
        return False, _fault_of(str(error))
    except Exception as error:
        return False, f"{type(error).__name__}: {str(error)[:200]}"
    return True, ""


def _fault_of(message: str) -> str:
    """What is wrong with a sentence, "" for a good one."""
    for fault, there in (
        ("no message", not message.strip()),
        ("a message of several lines or with what no eye sees", bool(UNSEEN.search(message))),
        ("a message that is too long", len(message) > LONGEST_MESSAGE),
        ("Python's own words", bool(JARGON.search(message))),
    ):
        if there:
            return f"{fault}: {message[:200]!r}"
    return ""


class _TooSlow(Exception):
    pass


class _Bounded:
    """Ends what takes longer than MOST_SECONDS, in the main thread, where a clock can be heard."""

    def __enter__(self) -> None:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGVTALRM, self._ring)
            signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)

    def __exit__(self, *_: object) -> None:
        if threading.current_thread() is threading.main_thread():
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    def _ring(self, *_: object) -> None:
        raise _TooSlow(f"took more than {MOST_SECONDS:.0f} seconds")


def bounded_memory() -> None:
    """Let no case take the whole machine down: beyond this a reader gets a MemoryError."""
    resource.setrlimit(resource.RLIMIT_DATA, (4 << 30, resource.RLIM_INFINITY))


def _growth_of(read: Callable[[], tuple[bool, str]]) -> tuple[tuple[bool, str], int]:
    """What a call returns, and by how many bytes the process was larger at its peak; Linux's."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak is now what there is
    before = _peak()
    outcome = read()
    return outcome, _peak() - before


def _peak() -> int:
    found = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) << 10
