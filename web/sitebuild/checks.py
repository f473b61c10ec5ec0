"""Every check that reads the sources without running them."""

import time
from pathlib import Path

from sitebuild.environment import node_tool
from sitebuild.processes import Command, capture
from sitebuild.project import Project
from sitebuild.report import say

TYPED = ("build.py", "py", "web/sitebuild", "export")


def run_checks(project: Project) -> int:
    """Run every check, show what those that fail say; return 0, or 1 where any failed."""
    failed = 0
    for name, command, folder in _checks(project):
        began = time.monotonic()
        code, output = capture(command, folder)
        verdict = "failed" if code else "ok"
        say(f"{name}: {verdict} ({time.monotonic() - began:.1f} s)")
        if code:
            failed += 1
            say(output.rstrip())
    return 1 if failed else 0


def _checks(project: Project) -> list[tuple[str, Command, Path]]:
    python, root, web = project.venv_python, project.root, project.web
    typed = [name for name in TYPED if (root / name).exists()]
    tsc = node_tool(project, "tsc")
    return [
        ("ruff check", [python, "-m", "ruff", "check", "--quiet", "."], root),
        ("ruff format", [python, "-m", "ruff", "format", "--check", "."], root),
        ("mypy", [python, "-m", "mypy", "--no-error-summary", *typed], root),
        ("tsc, pages", [tsc, "--project", "tsconfig.json"], web),
        ("tsc, workers", [tsc, "--project", "tsconfig.worker.json"], web),
        ("biome", [node_tool(project, "biome"), "ci", "--colors=off", "."], web),
    ]
