"""Latents as text and on the way, for any latents."""

import numpy as np
import pytest
from aipixel.vaegan.tiles import latent_code, read_latent_code, walk
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

LATENTS = arrays(np.float32, 8, elements=st.floats(-8, 8, width=32))


@given(LATENTS)
def test_a_code_is_exact(latent):
    assert np.array_equal(read_latent_code(latent_code(latent), 8), latent)


@pytest.mark.parametrize("code", ["?", "AAAA", latent_code(np.full(8, np.nan, np.float32))])
def test_what_is_no_code_is_refused(code):
    with pytest.raises(ValueError, match="is no latent"):
        read_latent_code(code, 8)


@given(LATENTS, LATENTS)
def test_a_walk_goes_from_one_to_the_other_without_leaving_the_prior(one, other):
    way = walk(one, other, 9)
    assert np.allclose(way[0], one, atol=1e-4)
    assert np.allclose(way[-1], other, atol=1e-4)
    assert np.isfinite(way).all()
    lengths = np.linalg.norm(way, axis=1)
    assert (lengths <= max(lengths[0], lengths[-1]) + 1e-3).all()


def test_the_way_keeps_its_length_and_turns_evenly():
    one, other = np.eye(8, dtype=np.float32)[:2] * 3
    way = walk(one, other, 9)
    assert np.allclose(np.linalg.norm(way, axis=1), 3, atol=1e-5)
    steps = np.linalg.norm(np.diff(way, axis=0), axis=1)
    assert np.allclose(steps, steps[0], atol=1e-5)
