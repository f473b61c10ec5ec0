"""Running other programs: quietly where only a failure matters, visibly otherwise."""

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sitebuild.report import BuildError, say

Command = Sequence[str | Path]
HEARTBEAT_SECONDS = 10
LAST_LINES = 30


def run_quietly(
    command: Command,
    folder: Path,
    purpose: str,
    *,
    env: Mapping[str, str] | None = None,
    progress: Callable[[], str] = lambda: "still at it",
) -> None:
    """Run a program and show nothing of it but a sign of life every ten seconds.

    Raises BuildError with `purpose` and the program's last lines where it fails.
    """
    code, output = _captured(command, folder, env, progress)
    if code:
        lines = output.strip().splitlines()[-LAST_LINES:]
        told = "".join(f"\n    {line}" for line in lines)
        raise BuildError(f"{purpose} failed (exit code {code}). Its last lines:{told}")


def capture(command: Command, folder: Path) -> tuple[int, str]:
    """Run a program; return its exit code and what it wrote, both streams together."""
    return _captured(command, folder, None, lambda: "still at it")


def run_visibly(command: Command, folder: Path, env: Mapping[str, str] | None = None) -> int:
    """Run a program that speaks for itself; return its exit code."""
    return subprocess.call([str(part) for part in command], cwd=folder, env=env)


def _captured(
    command: Command,
    folder: Path,
    env: Mapping[str, str] | None,
    progress: Callable[[], str],
) -> tuple[int, str]:
    began = time.monotonic()
    with subprocess.Popen(
        [str(part) for part in command],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        try:
            while True:
                try:
                    output, _ = process.communicate(timeout=HEARTBEAT_SECONDS)
                    return process.returncode, output
                except subprocess.TimeoutExpired:
                    say(f"  {progress()}, {time.monotonic() - began:.0f} s")
        except BaseException:
            process.kill()
            raise
