"""The committed graphs are what the torch code gives."""

import pytest
from vaegan.export import export_config
from vaegan.network import CONFIGS

from tests.parity.training import MODELS


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", CONFIGS)
def test_exporting_again_gives_the_committed_files(name):
    files = export_config(name)
    committed = {path.name: path.read_bytes() for path in (MODELS / name).iterdir()}
    assert set(files) == set(committed)
    # Sizes first: they say more than a difference in a binary file.
    assert {n: len(c) for n, c in files.items()} == {n: len(c) for n, c in committed.items()}
    for file, content in files.items():
        assert content == committed[file], f"{file}: run python -m vaegan.export and commit"
