"""Ctrl-C while a command is still being loaded. Imports nothing that takes time."""

import sys


def quiet_start() -> None:
    """Let Ctrl-C, where nothing hears it yet, be one sentence and no traceback.

    Only where `python -m` is loading a command: it has "-m" for its first argument then.
    """
    if sys.argv[:1] == ["-m"]:
        sys.excepthook = _hook


def _hook(kind: type[BaseException], error: BaseException, trace: object) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)  # type: ignore[arg-type]
    elif sys.stderr is not None:
        print("stopped, nothing was written", file=sys.stderr)
