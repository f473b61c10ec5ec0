"""The document of the dream's promises names tests that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "dream-promises.md"
ROWS = [
    line for line in DOCUMENT.read_text().splitlines() if re.match(r"\| (?!promised|---)", line)
]


@pytest.mark.parametrize("row", ROWS)
def test_every_promise_has_a_test(row):
    path, name = re.search(r"`(tests/\S+\.py)::(test_\w+)` \|$", row).groups()
    assert f"def {name}(" in (ROOT / path).read_text()


def test_the_document_has_its_three_tables():
    assert len(ROWS) >= 26
    assert DOCUMENT.read_text().count("| promised |") == 3
