"""The pure parts of the pages, under Node's own test runner."""

import subprocess
from pathlib import Path

FOLDER = Path(__file__).parent / "web"


def test_the_web_modules_pass_their_tests():
    files = sorted(str(path) for path in FOLDER.glob("*.test.js"))
    assert files
    run = subprocess.run(["node", "--test", *files], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
