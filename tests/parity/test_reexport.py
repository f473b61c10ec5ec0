"""The committed graphs are what the torch code gives."""

from pathlib import Path

import pytest
from pixelllm.export import main as export_sprites
from vaegan.export import export_config
from vaegan.export import main as export_dream
from vaegan.network import CONFIGS

from tests.conftest import ROOT
from tests.parity.training import MODELS

SPRITES = ROOT / "web" / "models" / "pixelllm"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", CONFIGS)
def test_exporting_again_gives_the_committed_files(name):
    compare(export_config(name), contents(MODELS / name), "vaegan.export")


@pytest.mark.filterwarnings("ignore")
def test_exporting_the_sprites_again_gives_the_committed_files(tmp_path):
    assert export_sprites(["--out", str(tmp_path)]) == 0
    compare(contents(tmp_path), contents(SPRITES), "pixelllm.export")


@pytest.mark.parametrize("export", [export_sprites, export_dream])
def test_graphs_that_are_there_stay_unless_force_says_so(export, tmp_path, capsys):
    for folder in (tmp_path, tmp_path / "default"):
        folder.mkdir(exist_ok=True)
        (folder / "manifest.json").write_bytes(b"mine")
    assert export(["--out", str(tmp_path)]) == 2
    assert "manifest.json exists; choose another name or add --force" in capsys.readouterr().err
    assert contents(tmp_path / "default") == {"manifest.json": b"mine"}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def compare(files: dict[str, bytes], committed: dict[str, bytes], module: str) -> None:
    assert set(files) == set(committed)
    # Sizes first: they say more than a difference in a binary file.
    assert {n: len(c) for n, c in files.items()} == {n: len(c) for n, c in committed.items()}
    for file, content in files.items():
        assert content == committed[file], f"{file}: run python -m {module} and commit"
