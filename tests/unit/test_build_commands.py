"""build.py as somebody types it: exit codes, and one line for each kind of trouble."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sitebuild import cli, environment
from sitebuild.project import Project
from sitebuild.site import build_id_of

REPOSITORY = Path(__file__).parents[2]
IN_PARALLEL = ("-n", "2", "--dist", "worksteal")


@pytest.fixture
def checkout(tmp_path: Path) -> Project:
    """A copy of build.py and its modules, with one page and nothing installed."""
    root = tmp_path / "checkout"
    shutil.copytree(
        REPOSITORY / "web" / "sitebuild",
        root / "web" / "sitebuild",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    shutil.copy(REPOSITORY / "build.py", root)
    (root / "web" / "index.html").write_text("home")
    (root / "web" / "package-lock.json").write_text("{}")
    return Project(root)


@pytest.fixture
def built(checkout: Project) -> Project:
    """A checkout where everything has been installed and built, going by its stamps."""
    environment_key = environment._hash(environment._venv_identity(checkout))
    checkout.venv_python.parent.mkdir(parents=True)
    checkout.venv_python.touch()
    (checkout.venv / environment.STAMP).write_text(environment_key)
    checkout.node_modules.mkdir()
    (checkout.node_modules / f".{environment.STAMP}").write_text(environment._hash(b"{}"))
    checkout.dist.mkdir()
    (checkout.dist / "index.html").write_text("home")
    (checkout.dist / "build.json").write_text(
        f'{{"id": "{build_id_of(checkout)}", "files": {{"index.html": 4}}}}'
    )
    return checkout


def build_py(project: Project, *arguments: str, **environment: str):
    return subprocess.run(
        [sys.executable, str(project.root / "build.py"), *arguments],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def assert_one_line(result, *parts: str) -> None:
    assert result.returncode == 2
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("build.py: ")
    for part in parts:
        assert part in lines[0]


def test_a_taken_port_costs_one_line_and_no_set_up(checkout):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = build_py(checkout, "serve", "--no-open", "--port", port)
    assert_one_line(result, port, "--port")
    assert not checkout.venv.exists()


def test_a_missing_npm_costs_one_line(checkout, tmp_path):
    result = build_py(checkout, PATH=str(tmp_path / "empty"))
    assert_one_line(result, "npm was not found", "Node.js 20")


@pytest.mark.parametrize(
    "arguments",
    [
        ("serve", "--wheels", "nowhere"),
        ("--wheels", "nowhere"),
        ("serve", "--port", "abc"),
        ("serve", "--port", "70000"),
        ("bench", "load"),
        ("bench",),
    ],
)
def test_what_can_not_be_done_costs_one_line(checkout, arguments):
    assert_one_line(build_py(checkout, *arguments), arguments[-1] if len(arguments) > 1 else "")


@pytest.mark.parametrize("arguments", [("mint",), ("serve", "--prot", "1"), ("check", "src")])
def test_unknown_words_are_refused(checkout, arguments):
    result = build_py(checkout, *arguments)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert arguments[-1] in result.stderr or arguments[1] in result.stderr


def test_help_names_every_command(checkout):
    result = build_py(checkout, "--help")
    assert result.returncode == 0
    for command in ("serve", "build", "test", "check", "bench", "token"):
        assert command in result.stdout


@pytest.mark.usefixtures("interruptible")
def test_a_current_site_is_served_within_three_seconds_and_stops_quietly(built):
    began = time.monotonic()
    with subprocess.Popen(
        [sys.executable, str(built.root / "build.py"), "serve", "--no-open", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert "up to date" in process.stdout.readline()
            address = next(w for w in process.stdout.readline().split() if w.startswith("http"))
            connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=5)
            connection.request("GET", "/")
            assert connection.getresponse().read() == b"home"
            connection.close()
            assert time.monotonic() - began < 3
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=5)
        finally:
            process.kill()
    assert process.returncode == 130
    assert errors.split() == ["build.py:", "stopped"]


def test_pytest_gets_what_follows_test(built, monkeypatch):
    ran = []
    monkeypatch.setattr(cli, "ensure_packages", lambda project: None)
    monkeypatch.setattr(cli, "ensure_chromium", lambda project: "/opt/chromium")
    monkeypatch.setattr(cli, "run_checks", lambda project: 0)
    monkeypatch.setattr(
        cli, "run_visibly", lambda command, folder, env: ran.append((command, env)) or 5
    )
    code = cli.run(str(built.root), ["test", "tests/unit", "-k", "wheels", "-x"])
    [(command, env)] = ran
    assert command[1:] == ["-m", "pytest", *IN_PARALLEL, "tests/unit", "-k", "wheels", "-x"]
    assert env["AIPIXEL_CHROMIUM"] == "/opt/chromium"
    assert code == 1


def test_a_failed_check_fails_the_test_command_though_tests_pass(built, monkeypatch):
    monkeypatch.setattr(cli, "ensure_packages", lambda project: None)
    monkeypatch.setattr(cli, "ensure_chromium", lambda project: "chromium")
    monkeypatch.setattr(cli, "run_checks", lambda project: 1)
    monkeypatch.setattr(cli, "run_visibly", lambda *_: 0)
    assert cli.run(str(built.root), ["test"]) == 1
