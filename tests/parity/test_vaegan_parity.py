"""Torch, native onnxruntime and the browser train alike from the same state."""

import numpy as np
import pytest

from tests.dream_page import FEW_TILES
from tests.in_worker import train_in_page
from tests.parity.training import (
    MOMENTS,
    PARAMETERS,
    train_in_torch,
    train_natively,
)

SEED = 7
# At the rate that trains, a difference of 1e-9 grows a millionfold in twenty steps, also between
# float32 and float64 of torch itself: two players and Adam are a chaotic system. At a tenth of
# it twenty steps compare arithmetic, not weather.
CALM_RATE = 2e-4


@pytest.fixture(scope="module")
def torch_results():
    return {
        1: train_in_torch("default", SEED, 1),
        20: train_in_torch("default", SEED, 20, CALM_RATE),
    }


def assert_alike(ours, reference):
    """After one step: losses to 1e-4, gradients to 1e-4 of the largest."""
    np.testing.assert_allclose(ours["losses"], reference["losses"], atol=1e-4)
    for name in MOMENTS:
        size = np.abs(reference[name]).max()
        assert np.abs(ours[name] - reference[name]).max() <= 1e-4 * size, name


def assert_still_alike(ours, reference):
    """After twenty: losses to 2%, parameters to 1e-4 in the mean."""
    np.testing.assert_allclose(ours["losses"], reference["losses"], rtol=0.02)
    for name in PARAMETERS:
        assert np.abs(ours[name] - reference[name]).mean() < 1e-4, name


def test_native_onnxruntime_trains_as_torch(torch_results):
    assert_alike(train_natively("default", SEED, 1), torch_results[1])
    assert_still_alike(train_natively("default", SEED, 20, CALM_RATE), torch_results[20])


def test_wasm_in_the_browser_trains_as_torch(torch_results, open_page):
    page, _ = open_page(f"dream/?backend=wasm&seed={SEED}")
    page.wait_for_selector("html[data-state=ready]", timeout=60_000)
    assert_alike(train_in_page(page, "default", SEED, 1), torch_results[1])
    assert_still_alike(train_in_page(page, "default", SEED, 20, CALM_RATE), torch_results[20])


def test_webgpu_in_the_browser_trains_as_native_onnxruntime(open_page):
    page, _ = open_page(f"dream/?backend=webgpu&config=tiny&seed={SEED}{FEW_TILES}")
    page.wait_for_selector("html[data-state=ready]", timeout=120_000)
    assert page.get_attribute("html", "data-backend") == "webgpu"
    ours = train_in_page(page, "tiny", SEED, 5, CALM_RATE)
    assert ours.pop("captured") == 1, "the steps were not replayed from recorded commands"
    reference = train_natively("tiny", SEED, 5, CALM_RATE)
    assert set(ours) == set(reference)
    for name, values in reference.items():
        assert np.abs(ours[name] - values.reshape(-1)).max() < 1e-3, name


def test_native_training_is_the_same_every_time():
    first, second = (train_natively("tiny", SEED, 5) for _ in range(2))
    for name, values in first.items():
        assert np.array_equal(values, second[name]), name
    other = train_natively("tiny", SEED + 1, 5)
    assert not np.array_equal(first["autoencoder"], other["autoencoder"])
