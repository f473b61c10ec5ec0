"""What every command shares: streams that never break it, exit codes, one line for trouble.

Imports the standard library alone: `build.py` has nothing else, and Ctrl-C is heard at once.
"""

from __future__ import annotations

import argparse
import errno
import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import NoReturn, TextIO

from aipixel.texts import printable

TROUBLE = 2
INTERRUPTED = 130
READER_GONE = 141  # what a shell makes of SIGPIPE

Command = Callable[[Sequence[str]], int]

# What the project's own code raises; the message is a sentence for the user.
_EXPECTED = (OSError, ValueError, RuntimeError)


class Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line, as everything else does."""

    def error(self, message: str) -> NoReturn:
        raise ValueError(f"{message} (see {self.prog} --help)")


def a_path(text: str) -> Path:
    """For an option that names a file or a folder: an empty name would be the folder one is in."""
    if not text.strip():
        raise argparse.ArgumentTypeError("the name is empty")
    return Path(text)


def add_force(parser: argparse.ArgumentParser) -> None:
    """Without it no command writes over anything."""
    parser.add_argument("--force", action="store_true", help="write over what is there")


def run(
    name: str,
    command: Command,
    arguments: Sequence[str] | None = None,
    *,
    stopped: str = "stopped",
) -> int:
    """Run a command with the arguments, the process's own if None; return its exit code.

    Whatever it raises becomes one line on standard error that begins with `name`, and the code 2;
    Ctrl-C the line `stopped` and 130. Text that a stream can't encode is escaped, and a stream that
    is closed, or that nobody reads any more, doesn't stop the command: 141 then says so at its end.
    """
    with _streams() as output:
        code = _outcome(name, command, arguments, stopped)
        output.flush()
        failure = output.failure if isinstance(output, _Stream) else None
        if failure is None or code:
            return code
        if isinstance(failure, BrokenPipeError):
            return READER_GONE
        return complain(name, f"the output could not be written: {sentence(failure)}")


def start(name: str, module: str) -> int:
    """`run` the `main` of a module that is imported only now, so that Ctrl-C finds it guarded."""
    return run(name, lambda arguments: int(import_module(module).main(arguments)))


def complain(name: str, message: str) -> int:
    """Say on standard error, in one line, why something could not be done; the exit code for it."""
    say(f"{name}: {' '.join(message.split())}")
    return TROUBLE


def say(text: str, end: str = "\n") -> None:
    """Tell on standard error, where somebody hears it: a terminal that is gone stops no work.

    What would act on a terminal instead of showing is escaped, but for line breaks.
    """
    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            lines = map(printable, text.split("\n"))
            print("\n".join(lines), end=end, file=sys.stderr, flush=True)


def sentence(error: BaseException) -> str:
    """What an error says to a person: of a file, its name and the reason."""
    if isinstance(error, MemoryError):
        return "there is not enough memory for this"
    if isinstance(error, OSError) and error.strerror:
        about = "" if error.filename is None else f"{error.filename}: "
        return f"{about}{error.strerror}"
    message = " ".join(str(error).split())
    if message and isinstance(error, _EXPECTED):
        return message
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def _outcome(name: str, command: Command, arguments: Sequence[str] | None, stopped: str) -> int:
    try:
        return command(sys.argv[1:] if arguments is None else arguments)
    except SystemExit as end:  # argparse, after --help or --version
        return end.code if isinstance(end.code, int) else TROUBLE if end.code else 0
    except KeyboardInterrupt:
        complain(name, stopped)
        return INTERRUPTED
    except Exception as error:
        if sys.flags.dev_mode and not isinstance(error, _EXPECTED):
            raise
        return complain(name, sentence(error))


class _Stream(io.TextIOWrapper):
    """A standard stream that never fails: the first failure is kept, the rest goes nowhere."""

    failure: OSError | None = None

    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError as error:
            return self._give_up(error, len(text))

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError, length: int = 0) -> int:
        self.failure = error
        # What is still in a buffer would fail once more when Python ends.
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, self.fileno())
        os.close(null)
        return length


@contextmanager
def _streams() -> Iterator[TextIO]:
    """Standard output, both streams being such as never fail; afterwards they are as before."""
    before = sys.stdout, sys.stderr
    _open_closed()
    sys.stdout, sys.stderr = (_lasting(stream, number) for number, stream in enumerate(before, 1))
    try:
        yield sys.stdout
    finally:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, _Stream) and stream not in before:
                stream.flush()
                stream.detach()
        sys.stdout, sys.stderr = before


def _open_closed() -> None:
    """Give closed standard streams the null device: a file opened later would take their place."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError as error:
            if error.errno != errno.EBADF:
                raise
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free


def _lasting(stream: TextIO | None, number: int) -> TextIO:
    if stream is None:  # it was closed when Python began
        return open(number, "w", encoding="utf-8", closefd=False)
    if not isinstance(stream, io.TextIOWrapper) or isinstance(stream, _Stream):
        return stream  # a notebook's or a test's, or one of ours already
    stream.flush()
    return _Stream(
        stream.buffer,
        encoding=stream.encoding,
        errors="backslashreplace",
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
