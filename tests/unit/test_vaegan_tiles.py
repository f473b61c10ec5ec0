"""Latents as text, for any latents."""

import numpy as np
import pytest
from aipixel.vaegan.dreams.tiles import latent_code, read_latent_code
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
