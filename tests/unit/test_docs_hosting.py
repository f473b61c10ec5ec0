"""What docs/hosting.md quotes is what the build writes."""

import base64
import hashlib
import re
from pathlib import Path

from sitebuild.headers import ISOLATION
from sitebuild.policy import POLICY

TEXT = (Path(__file__).parents[2] / "docs" / "hosting.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\n(.*?)\n```$", TEXT, re.MULTILINE | re.DOTALL)


def test_the_policy_is_that_of_the_pages():
    (block,) = (block for block in BLOCKS if "default-src" in block)
    assert dict(rule.split(" ", 1) for rule in block.split(";\n")) == POLICY


def test_the_headers_are_those_of_the_server():
    (block,) = (block for block in BLOCKS if "Opener" in block)
    assert dict(line.split(": ") for line in block.splitlines()).items() <= ISOLATION.items()


def test_the_policy_allows_the_one_script_in_the_heads_of_rooms():
    pages = sorted((Path(__file__).parents[2] / "web").glob("*/index.html"))
    scripts = [re.findall(r"<script>(.*?)</script>", page.read_text(), re.DOTALL) for page in pages]
    assert len(scripts) == 4
    for (script,) in scripts:
        sha256 = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{sha256}'" in POLICY["script-src"]
