"""A process that may open no socket: the kernel ends it when one of its threads tries.

    python -m tests.private_process MODULE ARGUMENTS

runs a module as `python -m` does, and then prints how many threads are left. Linux alone.
"""

import ctypes
import os
import platform
import runpy
import struct
import sys

SOCKET = {"x86_64": 41, "aarch64": 198}  # the number of the system call `socket`

_SET_SECCOMP, _NO_NEW_PRIVILEGES, _FILTER = 22, 38, 2  # linux/prctl.h, linux/seccomp.h
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06  # linux/bpf_common.h
_ALLOW, _KILL_PROCESS = 0x7FFF0000, 0x80000000


def forbid_sockets() -> None:
    """From here on `socket` ends this process with SIGSYS. Raises OSError where that can't be."""
    steps = [
        (_LOAD, 0, 0, 0),
        (_JUMP_IF_EQUAL, 0, 1, SOCKET[platform.machine()]),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_RETURN, 0, 0, _ALLOW),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("HP", len(steps), ctypes.addressof(code)))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or prctl(_SET_SECCOMP, _FILTER, program, 0, 0):
        raise OSError(ctypes.get_errno(), "no filter of system calls can be set")


if __name__ == "__main__":
    forbid_sockets()
    sys.argv = sys.argv[1:]
    try:
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        print("threads", len(os.listdir("/proc/self/task")))
        raise SystemExit(end.code) from None
