"""What of Python's library and of wheels the site leaves out.

Left out is what cannot work in a page (servers, processes, terminals), what only serves to
develop (tests, debuggers, stubs, headers), and character sets of old machines. What a learner may
import stays: tests/e2e/test_hosting.py imports it in a page.
"""

import re
from collections.abc import Callable
from pathlib import Path

from sitebuild.zips import Files, read_zip

LIBRARY = re.compile(
    r"""
    # Processes, the network, mail and terminals, none of which a page has
    email/mime/ | multiprocessing/ | concurrent/(interpreters/|futures/(interpreter|process)\.py)
    | http/(client|cookiejar|cookies|server)\.py | urllib/(request|response|robotparser)\.py
    | wsgiref/ | xmlrpc/
    | logging/(config|handlers)\.py | sqlite3/
    | (_ssl|ftplib|imaplib|mailbox|netrc|poplib|pty|smtplib|socketserver|ssl)\.py
    | asyncio/(proactor_events|windows_events|windows_utils|tools|__main__)\.py
    | _pyrepl/(?!(__init__|pager|types)\.py) | ctypes/(_aix|macholib/)
    # Tools of developers
    | (bdb|cmd|compileall|cProfile|doctest|modulefinder|optparse|pdb|pickletools|plistlib|profile
      |pstats|py_compile|pyclbr|symtable|tabnanny|trace|zipapp)\.py
    | unittest/ | xml/(dom|sax)/ | \w+/mypy\.ini
    # Second versions of what is compiled into Pyodide, from C or as frozen modules
    | (_collections_abc|_pydatetime|_pyio|_sitebuiltins|abc|codecs|genericpath|io|ntpath|os
      |posixpath|runpy|site|stat|zipimport)\.py
    | importlib/(_bootstrap|_bootstrap_external|machinery|util)\.py | __p?hello__
    # Character sets but those of the web, and of names in zips
    | encodings/(_win|big5|cp(?!125\d|437)|euc_|gb|hp_|hz|iso2022|johab|koi8_t|kz|mac_|mbcs
      |oem|palmos|ptcp|shift|tis)
    """,
    re.VERBOSE,
)
WHEELS = re.compile(
    r"""
    .*\.(pyi|pxd|pyx|h|c|a|pc|ini)$ | .*/tests/ | .*/_?pyinstaller/
    | numpy/(f2py|doc|testing)/ | numpy/(conftest|matlib|ma/testutils)\.py
    | numpy/(ma|random)/[\w.]+\.(txt|rst|md)$ | numpy/random/_examples/ | numpy/linalg/lapack_lite
    | numpy/typing/mypy_plugin\.py
    # Windows of a desktop
    | PIL/(_imagingtk|_tkinter_finder|ImageGrab|ImageQt|ImageTk|ImageWin)\b
    """,
    re.VERBOSE,
)


def trimmed_library(source: Path) -> Files:
    """Return the files of Python's library that the site carries."""
    return _trimmed(source, LIBRARY.match)


def trimmed_wheel(source: Path) -> Files:
    """Return the files of a wheel that the site carries; its own list of files tells no others."""
    return _trimmed(source, WHEELS.match)


def _trimmed(source: Path, is_left_out: Callable[[str], object]) -> Files:
    kept = [(name, content) for name, content in read_zip(source) if not is_left_out(name)]
    names = {name for name, _ in kept}
    return [(name, _listing(name, content, names)) for name, content in kept]


def _listing(name: str, content: bytes, kept: set[str]) -> bytes:
    """Return the content, or of a wheel's RECORD the lines of the files that were kept."""
    if not name.endswith(".dist-info/RECORD"):
        return content
    lines = content.decode().splitlines(keepends=True)
    return "".join(line for line in lines if line.split(",")[0] in kept).encode()
