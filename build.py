#!/usr/bin/env python3
"""Set up, build, serve, check, test and measure aipixel: `python3 build.py --help`.

Starts on Python's standard library alone. This file stays parseable by old Pythons, so that
one of those gets a sentence and not a syntax error; everything else is in web/sitebuild.
"""

import os
import sys

OLDEST_PYTHON = (3, 11)


def complaint_about_python(major: int, minor: int) -> str:
    """Return what to tell somebody whose Python is too old, or "" where it is new enough."""
    if (major, minor) >= OLDEST_PYTHON:
        return ""
    return "build.py: this needs Python %d.%d or newer, and this is Python %d.%d" % (
        OLDEST_PYTHON + (major, minor)
    )


def main() -> int:
    """Run one command and return its exit code."""
    complaint = complaint_about_python(sys.version_info[0], sys.version_info[1])
    if complaint:
        sys.stderr.write(complaint + "\n")
        return 2
    root = os.path.dirname(os.path.abspath(__file__))
    sys.path[:0] = [os.path.join(root, "web"), os.path.join(root, "py")]
    try:
        from sitebuild.cli import run

        return run(root, sys.argv[1:])
    except KeyboardInterrupt:  # while it was being loaded
        sys.stderr.write("build.py: stopped\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
