"""What all commands do alike: speak on standard error, and say why something was not done.

Imports nothing slow, so that Ctrl-C is heard while the rest is loaded.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from types import FrameType

from aipixel.texts import shown

INTERRUPTED = 130

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")  # Ctrl-C, a system that shuts down, a closed terminal


def start(program: str, module: str) -> int:
    """Load a command's module and run its `main`; Ctrl-C while it loads is a sentence too."""
    try:
        code = int(import_module(module).main())
    except KeyboardInterrupt:
        say(f"{program}: stopped, nothing was saved")
        code = INTERRUPTED
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Python is ending, and would complain
    return code


def a_path(text: str) -> Path:
    """For an option that names a file or a folder: an empty name would be the folder one is in."""
    if not text.strip():
        raise argparse.ArgumentTypeError("the name is empty")
    return Path(text)


def add_force(parser: argparse.ArgumentParser) -> None:
    """Without it no command writes over anything."""
    parser.add_argument("--force", action="store_true", help="write over what is there")


class Stop:
    """Hears Ctrl-C, SIGTERM and SIGHUP, all alike; those that are ignored stay so.

    At first each interrupts at once, by KeyboardInterrupt. From `gently` on the first only asks,
    so that no step is torn, and a second one interrupts. While `held`, and once `over`, none
    interrupts. asked: whether there was one.
    """

    def __init__(self) -> None:
        self.asked = False
        self._gentle = self._deaf = False
        if threading.current_thread() is threading.main_thread():  # signals reach it alone
            for number in (getattr(signal, name, None) for name in _SIGNALS):
                if number and signal.getsignal(number) is not signal.SIG_IGN:
                    signal.signal(number, self._hear)

    def gently(self) -> None:
        """From now on the first signal only asks."""
        self._gentle = True

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nothing interrupts the block."""
        before, self._deaf = self._deaf, True
        try:
            yield
        finally:
            self._deaf = before

    def over(self) -> None:
        """All is saved, and the process ends: nothing interrupts it any more."""
        self._deaf = True

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        again, self.asked = self.asked, True
        if not self._deaf and (again or not self._gentle):
            raise KeyboardInterrupt


def quiet_start(said: str) -> None:
    """Let Ctrl-C, where nothing else hears it, be one sentence and no traceback.

    For packages whose modules are commands: they are loaded before one of them can catch it.
    Changes nothing in a program that only imports the package.
    """
    if sys.argv[:1] != ["-m"]:  # what Python has there while `python -m` loads the package
        return
    usual = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: object) -> None:
        if issubclass(kind, KeyboardInterrupt):
            say(said)
        else:
            usual(kind, error, trace)  # type: ignore[arg-type]

    sys.excepthook = hook


def say(text: str, end: str = "\n") -> None:
    """Tell on standard error, where somebody hears it: a terminal that is gone stops no work."""
    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            print("\n".join(map(shown, text.split("\n"))), end=end, file=sys.stderr, flush=True)


def sentence(error: BaseException) -> str:
    """An error's message in one line: of a file's, its name and the reason."""
    if isinstance(error, OSError) and error.strerror:
        about = f"{error.filename}: " if error.filename else ""
        return f"{about}{error.strerror}"
    return " ".join(str(error).split()) or type(error).__name__
