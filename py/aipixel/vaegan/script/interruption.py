"""SIGINT, which is how a page stops Python, made to stop the user's code and none of ours.

Interrupted between two statements of the trainer's, a step would be torn and the network lost.
"""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

import aipixel
from aipixel import scripting

_OURS = str(Path(aipixel.__file__).parent)


def interrupt_scripts_alone() -> None:
    """Let SIGINT raise KeyboardInterrupt in a script's code: at once, or when it goes on.

    Does nothing outside the main thread, which signals don't reach.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, _interrupt)


def forget_interruption() -> None:
    """Do not interrupt any more what has not gone on since."""
    if sys.gettrace() is _raise_in_script:
        sys.settrace(None)


def _interrupt(_signal: int, frame: FrameType | None) -> None:
    inner, frames = frame, []
    while frame:
        if frame.f_code.co_filename == scripting.SCRIPT:
            frames.append(frame)
        frame = frame.f_back
    if frames and not _is_in_ours(inner):
        raise KeyboardInterrupt
    for one in frames:
        one.f_trace = _raise_in_script
    sys.settrace(_raise_in_script)


def _is_in_ours(frame: FrameType | None) -> bool:
    """Whether code of ours runs that the script has called, other than its printing."""
    while frame and frame.f_code.co_filename != scripting.SCRIPT:
        file = frame.f_code.co_filename
        if file.startswith(_OURS) and file != scripting.FILE:
            return True
        frame = frame.f_back
    return False


def _raise_in_script(frame: FrameType, event: str, _argument: object) -> Any:
    if frame.f_code.co_filename != scripting.SCRIPT:
        return None
    # At a line of its own: at the call, which going on after an await is too, what it awaits
    # would be thrown away half done.
    if event == "line":
        sys.settrace(None)
        raise KeyboardInterrupt
    return _raise_in_script
