"""Runs a user's script: what it prints and shows goes out while it runs, what fails is one line.

Where the script's functions are called when it has ended, `LastingOutput` lets them print.

A message is a JSON text and, for a picture, the bytes of its PNG; `web/worker/protocol.js` says
what each holds.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import inspect
import io
import itertools
import json
import sys
import time
import traceback
import types
import warnings
from collections import deque
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, NoReturn, TypeVar

from aipixel.display import set_display

SCRIPT = "<script>"
"""The script's file name in tracebacks."""

FILE = (lambda: None).__code__.co_filename
"""This module's file name in tracebacks; `__file__` is another where there is only bytecode."""

FLUSH_SECONDS = 0.05
LONGEST_TEXT = 20_000
LONGEST_MESSAGE = 500

Emit = Callable[[str, bytes | None], None]
Namespace = dict[str, Any]
Stream = Literal["output", "errors", "value"]
T = TypeVar("T")


@dataclass(frozen=True)
class ScriptError:
    """What went wrong, as a person reads it.

    line, column: from 1, in the script; None where the error has none.
    """

    line: int | None
    column: int | None
    message: str


@dataclass(frozen=True)
class Outcome:
    """How a script ended, and the names that it defined.

    `stopped` is a KeyboardInterrupt; leaving by SystemExit is `done`.
    """

    status: Literal["done", "error", "stopped"]
    namespace: Namespace
    error: ScriptError | None = None


def run_script(source: str, emit: Emit) -> Outcome:
    """Run a script as `__main__` with names of its own.

    What it prints, pictures it shows and the value of its last line, if that is an expression,
    go to `emit` in order; printed text is gathered for 50 ms at most.
    """
    return _at_once(_run(source, types.ModuleType("__main__"), _Messages(emit), flags=0))


async def run_async_script(source: str, emit: Emit, names: Mapping[str, object]) -> Outcome:
    """The same for a script that may `await` at its top level and finds some names defined."""
    module = types.ModuleType("__main__")
    module.__dict__.update(names)
    messages = _Messages(emit, asyncio.get_running_loop())
    return await _run(source, module, messages, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


async def _run(source: str, module: types.ModuleType, messages: _Messages, flags: int) -> Outcome:
    namespace = module.__dict__
    with _surroundings(module, messages):
        try:
            try:
                await _execute(source, namespace, messages, flags)
            finally:
                messages.close()
        except KeyboardInterrupt:
            return Outcome("stopped", namespace)
        except SystemExit as leaving:
            if isinstance(leaving.code, str):  # Python prints it.
                messages.write("errors", leaving.code + "\n")
                messages.close()
        except BaseException as error:
            return Outcome("error", namespace, script_error(error))
    return Outcome("done", namespace)


def _at_once(coroutine: Coroutine[Any, Any, T]) -> T:
    """What a coroutine gives that waits for nothing."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    raise AssertionError("it waits")


def answer(source: str, emit: Emit, collect: Callable[[Namespace], object] | None) -> str:
    """Run a script for a page; returns its outcome as the JSON text of a `ScriptOutcome`.

    collect: takes from the script's names, however it ended, what the page wants to know, as
    JSON can hold it; what it raises is the error of a script that had none.
    """
    outcome = run_script(source, emit)
    result = None
    if collect:
        try:
            result = collect(outcome.namespace)
            json.dumps(result, allow_nan=False)
        except Exception as trouble:
            result = None
            if outcome.status == "done":
                message = f"What the script made can’t be shown: {_message_of(trouble)}"
                outcome = Outcome("error", {}, ScriptError(None, None, message))
    return outcome_text(outcome, result)


def outcome_text(outcome: Outcome, result: object) -> str:
    """The JSON text of a `ScriptOutcome`."""
    error = asdict(outcome.error) if outcome.error else None
    return json.dumps({"status": outcome.status, "error": error, "result": result})


class LastingOutput:
    """Where functions of a script print and show when the script itself has ended.

    Until `close` everything that is printed goes to `emit`, so nobody else should print.
    """

    def __init__(self, namespace: Namespace, emit: Emit) -> None:
        module = types.ModuleType("__main__")
        module.__dict__.update(namespace)
        self._messages = _Messages(emit, asyncio.get_running_loop(), traces=False)
        self._open = contextlib.ExitStack()
        self._open.enter_context(_surroundings(module, self._messages))

    def flush(self) -> None:
        """Send what waits."""
        self._messages.flush()

    def close(self) -> None:
        """Send what waits; from now on printing goes where it went before."""
        self._messages.close()
        self._open.close()


class _Messages:
    """Gathers printed text, so that a script that prints much does not send much.

    A pause in the printing must not hold text back, and there is no timer beside a running
    script: while text waits, Python's tracing looks at the clock at every line. A script that
    awaits needs a timer besides.
    """

    def __init__(
        self, emit: Emit, timer: asyncio.AbstractEventLoop | None = None, traces: bool = True
    ) -> None:
        self._emit = emit
        self._timer = timer
        self._traces = traces
        self._timed = False
        self._parts: deque[tuple[Stream, str]] = deque()
        self._length = 0
        self._cut = False
        self._due = 0.0
        self._picture_due = 0.0
        self._watching = False

    def write(self, stream: Stream, text: str) -> None:
        self._parts.append((stream, text))
        self._length += len(text)
        self._keep_the_last()
        # print() writes the end of its line by itself.
        if text.endswith("\n") and time.monotonic() >= self._due:
            self.flush()
            return
        if self._timer and not self._timed:
            self._timed = True
            self._timer.call_later(FLUSH_SECONDS, self._flush_in_time)
        if self._traces and sys.gettrace() is None:  # Else this traces already, or a debugger does.
            self._watch_the_clock()

    def show(self, png: bytes, description: str) -> None:
        """Send a picture; a script that shows many waits, so that the page keeps up."""
        self.flush()
        time.sleep(max(0.0, self._picture_due - time.monotonic()))
        self._emit(json.dumps({"type": "picture", "description": description}), png)
        self._picture_due = time.monotonic() + FLUSH_SECONDS

    def flush(self) -> None:
        if not self._parts:
            return
        # Forgotten before it is sent: neither an interruption nor tracing must send it twice.
        parts, cut = self._parts, self._cut
        self._parts, self._length, self._cut = deque(), 0, False
        told = [
            {"stream": stream, "text": "".join(text for _, text in run)}
            for stream, run in itertools.groupby(parts, key=lambda part: part[0])
        ]
        self._emit(json.dumps({"type": "printed", "parts": told, "cut": cut}), None)
        self._due = time.monotonic() + FLUSH_SECONDS

    def close(self) -> None:
        self.flush()
        if self._watching:
            self._watching = False
            sys.settrace(None)

    def _flush_in_time(self) -> None:
        self._timed = False
        self.flush()

    def _keep_the_last(self) -> None:
        while self._length > LONGEST_TEXT:
            stream, text = self._parts.popleft()
            kept = text[self._length - LONGEST_TEXT :]
            self._length += len(kept) - len(text)
            self._cut = True
            if kept:
                self._parts.appendleft((stream, kept))

    def _watch_the_clock(self) -> None:
        frame = inspect.currentframe()
        while frame and frame.f_code is not _run.__code__:
            if frame.f_code.co_filename != FILE:
                frame.f_trace = self._tick
            frame = frame.f_back
        self._watching = True
        sys.settrace(self._tick)

    def _tick(self, frame: types.FrameType, _event: str, _argument: object) -> Any:
        if frame.f_code.co_filename == FILE:
            return None
        if self._parts and time.monotonic() < self._due:
            return self._tick
        frame.f_trace = None
        self.close()
        return None


class _Printed(io.TextIOBase):
    """One of the script's two streams."""

    encoding = "utf-8"

    def __init__(self, messages: _Messages, stream: Stream) -> None:
        self._messages = messages
        self._stream = stream

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._messages.write(self._stream, text)
        return len(text)

    def flush(self) -> None:
        """Nothing: text waits so briefly that a script cannot want it sooner."""


class _NoKeyboard(io.TextIOBase):
    """The script's standard input, which it does not have."""

    def readable(self) -> bool:
        return True

    def readline(self, _size: int | None = -1) -> NoReturn:
        raise EOFError("nobody can answer input() here: write the value into the script instead")

    read = readline


@contextlib.contextmanager
def _surroundings(module: types.ModuleType, messages: _Messages) -> Iterator[None]:
    """The script's own `__main__`, streams, warnings and display, for as long as it runs."""

    def warn(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: object = None,  # noqa: ARG001
        line: str | None = None,  # noqa: ARG001
    ) -> None:
        place = f"Line {lineno}: " if filename == SCRIPT else ""
        messages.write("errors", f"{place}{category.__name__}: {message}\n")

    main, stdin = sys.modules["__main__"], sys.stdin
    display = set_display(messages.show)
    sys.modules["__main__"], sys.stdin = module, _NoKeyboard()
    try:
        with (
            contextlib.redirect_stdout(_Printed(messages, "output")),
            contextlib.redirect_stderr(_Printed(messages, "errors")),
            warnings.catch_warnings(),
        ):
            warnings.showwarning = warn
            yield
    finally:
        sys.modules["__main__"], sys.stdin = main, stdin
        set_display(display)


async def _execute(source: str, namespace: Namespace, messages: _Messages, flags: int) -> None:
    tree = ast.parse(source, SCRIPT)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    await _evaluate(tree, "exec", flags, namespace)
    if isinstance(last, ast.Expr):
        value = await _evaluate(ast.Expression(last.value), "eval", flags, namespace)
        if value is not None:
            messages.write("value", f"{value!r}\n")


async def _evaluate(
    tree: ast.Module | ast.Expression, mode: str, flags: int, namespace: Namespace
) -> object:
    # This module's own `from __future__` lines are not the script's.
    code = compile(tree, SCRIPT, mode, flags, dont_inherit=True)
    value: object = eval(code, namespace)
    if code.co_flags & inspect.CO_COROUTINE and inspect.iscoroutine(value):
        return await value
    return value


def script_error(error: BaseException) -> ScriptError:
    """What a person reads of an error that a script, or a function of it, raised."""
    if isinstance(error, SyntaxError) and error.filename == SCRIPT:
        message = f"{type(error).__name__}: {error.msg}"
        return ScriptError(error.lineno, error.offset, _in_one_line(message))
    return ScriptError(_line_in_script(error), None, _message_of(error))


def _line_in_script(error: BaseException) -> int | None:
    """The line of the script that ran last before the error."""
    lines = [
        line
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename == SCRIPT
    ]
    return lines[-1] if lines else None


def _message_of(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return (
            "RecursionError: functions call each other too deeply; "
            "does one call itself without an end?"
        )
    if isinstance(error, MemoryError):
        detail = f" ({_in_one_line(str(error))})" if str(error) else ""
        return (
            f"MemoryError: the script needs more memory than Python has here{detail}; "
            "make its arrays or lists smaller."
        )
    told = traceback.TracebackException.from_exception(error, limit=0, compact=True)
    text = "".join(told.format_exception_only())
    return _in_one_line(text.removeprefix(f"{type(error).__module__}."))


def _in_one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_MESSAGE else line[: LONGEST_MESSAGE - 1] + "…"
