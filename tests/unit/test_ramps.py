"""Ramps as a painter would find them, in palettes that are well known and in ours."""

import itertools

import numpy as np
import pytest
from aipixel.pixels.assignment import assign
from aipixel.pixels.oklab import oklab
from aipixel.pixels.ramps import find_ramps
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pixelllm.palette import OWN_PALETTE

KNOWN = {
    "PICO-8": "000000 1d2b53 7e2553 008751 ab5236 5f574f c2c3c7 fff1e8 ff004d ffa300 ffec27 00e436"
    " 29adff 83769c ff77a8 ffccaa",
    "DB16": "140c1c 442434 30346d 4e4a4e 854c30 346524 d04648 757161 597dce d27d2c 8595a1 6daa2c"
    " d2aa99 6dc2ca dad45e deeed6",
    "DB32": "000000 222034 45283c 663931 8f563b df7126 d9a066 eec39a fbf236 99e550 6abe30 37946e"
    " 4b692f 524b24 323c39 3f3f74 306082 5b6ee1 639bff 5fcde4 cbdbfc ffffff 9badb7 847e87 696a6a"
    " 595652 76428a ac3232 d95763 d77bba 8f974a 8a6f30",
    "Endesga 32": "be4a2f d77643 ead4aa e4a672 b86f50 733e39 3e2731 a22633 e43b44 f77622 feae34"
    " fee761 63c74d 3e8948 265c42 193c3e 124e89 0099db 2ce8f5 ffffff c0cbdc 8b9bb4 5a6988 3a4466"
    " 262b44 181425 ff0044 68386c b55088 f6757a e8b796 c28569",
    "Game Boy": "0f380f 306230 8bac0f 9bbc0f",
    "CGA": "000000 0000aa 00aa00 00aaaa aa0000 aa00aa aa5500 aaaaaa 555555 5555ff 55ff55 55ffff"
    " ff5555 ff55ff ffff55 ffffff",
    "greys": "000000 242424 484848 6c6c6c 909090 b4b4b4 d8d8d8 fcfcfc",
    "one": "336699",
}
OWN = [tuple(7 * ramp + light for light in range(7)) for ramp in range(9)]


def colours_of(text):
    return [tuple(bytes.fromhex(code)) for code in text.split()]


def written(name):
    """The ramps of a known palette, as hex codes."""
    colours = colours_of(KNOWN[name])
    return [" ".join(bytes(colours[n]).hex() for n in ramp) for ramp in find_ramps(colours)]


def pairs(ramps):
    return {pair for ramp in ramps for pair in itertools.pairwise(ramp)}


def test_ours_are_found_in_the_order_of_their_list():
    assert find_ramps(OWN_PALETTE.colours) == tuple(OWN)


@pytest.mark.parametrize("seed", range(4))
def test_ours_are_found_in_any_order_but_for_a_step_or_two(seed):
    order = np.random.default_rng(seed).permutation(63)
    found = find_ramps([OWN_PALETTE.colours[place] for place in order])
    ours = pairs(tuple(int(order[place]) for place in ramp) for ramp in found)
    assert len(ours & pairs(OWN)) >= 0.95 * len(pairs(OWN))
    assert len(ours - pairs(OWN)) <= 2


@pytest.mark.parametrize(
    ("name", "ramps"),
    [
        ("Game Boy", ["0f380f 306230 8bac0f 9bbc0f"]),
        ("greys", [KNOWN["greys"]]),
        ("one", ["336699"]),
        (
            "CGA",
            [
                "0000aa 5555ff",
                "00aa00 55ff55",
                "00aaaa 55ffff",
                "aa0000 ff5555",
                "aa00aa ff55ff",
                "555555 aaaaaa ffffff",
            ],
        ),
        ("PICO-8", ["ff004d ffa300 ffec27", "83769c c2c3c7 fff1e8", "ff77a8 ffccaa"]),
        ("DB16", ["346524 6daa2c dad45e deeed6"]),
        ("DB32", ["45283c 663931 8f563b df7126 d9a066 eec39a", "ac3232 d95763 d77bba"]),
        (
            "Endesga 32",
            [
                "a22633 e43b44 f77622 feae34 fee761",
                "193c3e 265c42 3e8948 63c74d",
                "181425 262b44 3a4466 5a6988 8b9bb4 c0cbdc ffffff",
            ],
        ),
    ],
)
def test_known_palettes_come_apart_as_their_painters_meant(name, ramps):
    assert set(ramps) <= set(written(name))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(*[st.integers(0, 255)] * 3), max_size=63, unique=True))
def test_every_colour_is_in_one_ramp_from_dark_to_light(colours):
    ramps = find_ramps(colours)
    assert sorted(place for ramp in ramps for place in ramp) == list(range(len(colours)))
    assert find_ramps(colours) == ramps
    for ramp in ramps:
        assert (np.diff(oklab(np.array([colours[place] for place in ramp]))[:, 0]) > 0).all()


@settings(deadline=None, max_examples=40)
@given(arrays(np.float64, st.tuples(st.integers(0, 4), st.just(5)), elements=st.integers(-9, 9)))
def test_no_other_assignment_is_cheaper(costs):
    columns = assign(costs)
    rows = range(len(costs))
    assert len(set(columns.tolist())) == len(costs)
    least = min(
        costs[rows, list(others)].sum() for others in itertools.permutations(range(5), len(costs))
    )
    assert costs[rows, columns].sum() == least


@pytest.mark.parametrize(
    ("costs", "told"), [(np.zeros((3, 2)), "3 rows"), (np.full((1, 1), np.inf), "finite")]
)
def test_what_cant_be_assigned_is_told(costs, told):
    with pytest.raises(ValueError, match=told):
        assign(costs)
