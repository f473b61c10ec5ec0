"""The commands of build.py."""

import argparse
import os
import signal
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from aipixel import commands

from sitebuild.checks import run_checks
from sitebuild.chromium import VARIABLE, ensure_chromium, find_chromium
from sitebuild.compression import add_compressed
from sitebuild.environment import ensure_node_modules, ensure_packages, ensure_venv
from sitebuild.processes import run_visibly
from sitebuild.project import Project, cache_folder
from sitebuild.report import BuildError, say
from sitebuild.server import SiteServer
from sitebuild.site import ensure_site
from sitebuild.tokens.command import add_options, make, read_wish
from sitebuild.wheels import default_sources, fetch_wheels, wanted_wheels

DEFAULT_PORT = 8000
BENCHES = ("neuron", "vaegan", "sprites", "load")
LONG_BENCHES = ("learning", "endurance", "hosts")  # a quarter of an hour and more: only when named
# Two tests at a time, each on one thread: threads that wait for each other cost both.
IN_PARALLEL = ("-n", "2", "--dist", "worksteal")


def run(root: str, arguments: Sequence[str]) -> int:
    """Run the command that the arguments name; return the exit code.

    0: done; 1: a check, test or bench failed; 2: it could not be done, one line says why;
    130: interrupted.
    """
    signal.signal(signal.SIGTERM, _stop)
    return commands.run("build.py", lambda given: _run(Project(Path(root)), given), arguments)


def _run(project: Project, arguments: Sequence[str]) -> int:
    try:
        options, rest = _parse(arguments)
        return int(options.command(project, options, rest))
    except BuildError as error:
        commands.say(f"build.py: {error}")  # with the last lines of what failed
        return commands.TROUBLE


def _parse(arguments: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = commands.Parser(
        prog="build.py",
        description="Without a command: build.",
        allow_abbrev=False,
    )
    names = parser.add_subparsers(metavar="command", required=True)

    def add(name: str, function: object, about: str) -> argparse.ArgumentParser:
        command = names.add_parser(name, help=about, description=about, allow_abbrev=False)
        command.set_defaults(command=function, takes_rest=False)
        return command

    serve = add("serve", _serve, "build the site and serve it on this machine")
    serve.add_argument("--port", type=_port, default=DEFAULT_PORT, help="0 takes a free one")
    serve.add_argument("--no-open", action="store_true", help="don't open the browser")
    build = add("build", _build, "build the site into dist/")
    build.add_argument(
        "--compress",
        action="store_true",
        help="put .br and .gz beside the files, for servers that send them (slow the first time)",
    )
    test = add("test", _test, "check and build, then run the tests; more goes to pytest")
    test.set_defaults(takes_rest=True)
    add("check", _check, "lint, formatting and types: Python, JavaScript, CSS")
    bench = add("bench", _bench, "measure; the short benches, or the one named; more goes to it")
    bench.add_argument("name", nargs="?", choices=BENCHES + LONG_BENCHES)
    bench.set_defaults(takes_rest=True)
    fuzz = add("fuzz", _fuzz, "feed damaged files to the readers: [reader] [--minutes N]")
    fuzz.set_defaults(takes_rest=True)
    token = add("token", _token, "make tokens of the dream, ready to upload")
    add_options(token)
    for command in (serve, build, test, bench, token):
        command.add_argument(
            "--wheels", type=_folder, metavar="DIR", help="a folder with wheels for Pyodide"
        )

    first = arguments[0] if arguments else ""
    implied = [] if first and (first in ("-h", "--help") or first[0] != "-") else ["build"]
    options, rest = parser.parse_known_args([*implied, *arguments])
    if rest and not options.takes_rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    return options, rest


def _port(text: str) -> int:
    if text.isdecimal() and int(text) <= 65535:
        return int(text)
    raise BuildError(f"--port {text}: a port is a number from 0 to 65535")


def _folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise BuildError(f"--wheels {text}: there is no such folder")
    return path


def _serve(project: Project, options: argparse.Namespace, _rest: list[str]) -> int:
    # The port comes first, so that a taken one is known before the slow part; a browser that
    # comes early waits until the site is there.
    with SiteServer(project.dist, options.port) as server:
        _make_site(project, options.wheels)
        say(f"aipixel is at {server.address} (Ctrl-C stops it)")
        if not options.no_open and _has_screen():
            webbrowser.open(server.address)
        server.serve_forever()
    return 0


def _build(project: Project, options: argparse.Namespace, _rest: list[str]) -> int:
    _make_site(project, options.wheels)
    if options.compress:
        add_compressed(project, project.dist, cache_folder())
    return 0


def _check(project: Project, _options: argparse.Namespace, _rest: list[str]) -> int:
    ensure_node_modules(project)
    ensure_packages(project)
    return run_checks(project)


def _test(project: Project, options: argparse.Namespace, rest: list[str]) -> int:
    ensure_node_modules(project)
    ensure_packages(project)
    environment = {**os.environ, VARIABLE: ensure_chromium(project), "OMP_NUM_THREADS": "1"}
    _make_site(project, options.wheels)
    checked = run_checks(project)
    pytest = [str(project.venv_python), "-m", "pytest", *IN_PARALLEL, *rest]
    tested = run_visibly(pytest, project.root, environment)
    if checked:
        say("The tests have run, but a check failed; see above.")
    return checked or min(tested, 1)


def _bench(project: Project, options: argparse.Namespace, rest: list[str]) -> int:
    folder = project.root / "tests" / "bench"
    names = [options.name] if options.name else BENCHES
    scripts = [path for path in (folder / f"{name}.py" for name in names) if path.is_file()]
    if not scripts:
        raise BuildError(f"there is no bench {options.name or 'at all'} in tests/bench")
    ensure_packages(project)
    _make_site(project, options.wheels)
    environment = {**os.environ, VARIABLE: find_chromium(project) or ""}
    python = project.venv_python
    codes = [run_visibly([python, path, *rest], project.root, environment) for path in scripts]
    return 1 if any(codes) else 0


def _fuzz(project: Project, _options: argparse.Namespace, rest: list[str]) -> int:
    ensure_packages(project)
    return run_visibly([project.venv_python, "-m", "tests.fuzz", *rest], project.root)


def _token(project: Project, options: argparse.Namespace, _rest: list[str]) -> int:
    wish = read_wish(options)
    _make_site(project, options.wheels)
    make(project, wish, lambda: _drawing_chromium(project))
    return 0


def _drawing_chromium(project: Project) -> str:
    ensure_packages(project)
    found = find_chromium(project)
    if found is None:
        raise BuildError(
            "a token's pictures are drawn by Chromium, and there is none; install it "
            f"(apt-get install chromium) or name one in ${VARIABLE}"
        )
    return found


def _make_site(project: Project, wheels: Path | None) -> None:
    def fetch() -> list[Path]:
        sources = default_sources(project, wheels)
        return fetch_wheels(wanted_wheels(project), cache_folder(), sources)

    ensure_node_modules(project)
    ensure_venv(project)
    ensure_site(project, fetch)


def _has_screen() -> bool:
    # Elsewhere `webbrowser` may start a text browser, which would take the terminal over.
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _stop(_signal: int, _frame: object) -> NoReturn:
    # As an exception, so that half-made folders are cleared away.
    raise KeyboardInterrupt
