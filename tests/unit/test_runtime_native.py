"""The runtime's contract on native onnxruntime, and that it names what is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from aipixel.runtime import current_backend, live_tensors, open_session, read_file
from aipixel.vaegan.model import Manifest

from tests.conftest import ROOT
from tests.coroutines import run

FOLDER = Path(__file__).parents[2] / "web" / "models" / "vaegan" / "tiny"


async def decoder():
    return await open_session((FOLDER / "decoder.onnx").read_bytes(), "decoder")


async def decode_halves():
    """With every parameter 0.5 all colours of the palette are alike, and grey."""
    session = await decoder()
    vector = np.full(await parameter_count(), 0.5, np.float32)
    return await session.run({"autoencoder": vector, "latent": np.zeros((2, 4), np.float32)})


async def parameter_count():
    manifest = Manifest.parse(await read_file(str(FOLDER / "manifest.json")))
    return manifest.parameter_count("autoencoder")


def test_the_backend_is_native():
    assert current_backend() == "native"


def test_outputs_are_owned_counted_and_given_back():
    async def check():
        before = live_tensors().get("decoder.pictures", 0)
        outputs = await decode_halves()
        assert live_tensors()["decoder.pictures"] == before + 1
        pictures = outputs["pictures"]
        assert pictures.shape == (2, 3, 32, 32)
        assert np.allclose(await pictures.numpy(), 0.5)
        pictures.dispose()
        pictures.dispose()
        assert live_tensors().get("decoder.pictures", 0) == before
        with pytest.raises(RuntimeError, match=r"decoder\.pictures was used after dispose"):
            await pictures.numpy()

    run(check())


def test_wrong_feeds_are_named():
    async def check():
        session = await decoder()
        with pytest.raises(ValueError, match="decoder takes the inputs autoencoder, latent; wrong"):
            await session.run({"latents": np.zeros((1, 4), np.float32)})

    run(check())


def test_a_failed_run_says_so_and_does_not_stop_the_next():
    async def check():
        session = await decoder()
        size = await parameter_count()
        wrong = {"autoencoder": np.zeros(3, np.float32), "latent": np.zeros((1, 4), np.float32)}
        with pytest.raises(RuntimeError, match="decoder failed"):
            await session.run(wrong)
        right = {**wrong, "autoencoder": np.zeros(size, np.float32)}
        (await session.run(right))["pictures"].dispose()

    run(check())


def test_a_graph_that_is_none_is_refused():
    with pytest.raises(RuntimeError, match="the graph broken could not be loaded"):
        run(open_session(b"not a graph", "broken"))


def test_a_missing_file_is_named():
    with pytest.raises(OSError, match=r"nowhere\.onnx"):
        run(read_file("nowhere.onnx"))


def test_nothing_in_the_package_imports_torch_or_the_browser():
    code = "import aipixel.vaegan.service, sys; print('torch' in sys.modules, 'js' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["False", "False"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux's kernel can forbid sockets")
@pytest.mark.parametrize(
    "command",
    [
        ["aipixel.sprites", "--zone", "Reef", "--category", "Coral", "--seed", "1"],
        ["aipixel.vaegan", "train", "--config", "tiny", "--seed", "1", "--steps", "1"],
    ],
)
def test_nothing_is_written_to_the_home_folder_sent_or_left_running(command, tmp_path):
    home, out = tmp_path / "home", tmp_path / "made.zip"
    home.mkdir()
    environment = {
        "PYTHONPATH": os.pathsep.join(sys.path),
        "HOME": str(home),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }  # without what says that tests run, which would keep it quiet too
    done = subprocess.run(
        [sys.executable, "-m", "tests.private_process", *command, "--out", out],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "threads 1"
    assert out.exists()
    assert list(home.rglob("*")) == []
