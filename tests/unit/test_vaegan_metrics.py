"""The dream's numbers say what they claim on pictures whose answer is known."""

import numpy as np
from aipixel.vaegan.dreams.metrics import dream_metrics, mean_absolute_error
from aipixel.vaegan.pictures import nine_pictures

NINE = np.stack([p.rgb() for p in nine_pictures(7)]).transpose(0, 3, 1, 2) / np.float32(255)


def test_copies_of_the_nine_are_varied_flat_present_and_no_dreams():
    metrics = dream_metrics(np.concatenate([NINE, NINE]), NINE)
    assert metrics.present == 9
    assert metrics.distance == 0
    assert abs(metrics.flatness - 1) < 1e-6
    assert 0.9 < metrics.diversity < 1.0


def test_one_picture_again_and_again_has_collapsed():
    metrics = dream_metrics(np.repeat(NINE[:1], 20, axis=0), NINE)
    assert metrics.diversity == 0
    assert metrics.present == 1


def test_noise_is_not_flat():
    noise = np.random.default_rng(0).random((20, 3, 32, 32), dtype=np.float32)
    assert dream_metrics(noise, NINE).flatness < 0.05


def test_error_is_the_mean_difference():
    assert np.allclose(mean_absolute_error(NINE, NINE + 0.25), 0.25, atol=1e-6)
