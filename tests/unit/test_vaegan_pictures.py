"""The nine pictures: the same bytes for a seed, nine different ones, as their features say."""

import json
import re
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from aipixel.pixels.png import decode
from aipixel.vaegan.pictures import (
    COUNT,
    LARGEST_SEED,
    features,
    frequencies,
    nine_pictures,
)
from aipixel.vaegan.pictures.__main__ import sheet, with_tables
from aipixel.vaegan.pictures.draws import Draws
from aipixel.vaegan.pictures.nine import KINDS, RARE_KINDS, kinds_of
from aipixel.vaegan.pictures.odds import (
    COMPOSITIONS,
    DIFFICULTY_CLASSES,
    FAMILIES,
    MIX_COUNTS,
    MIX_KINDS,
    RARITIES,
    RARITY_CLASSES,
    SCHEMES,
    SHARES,
)
from aipixel.vaegan.pictures.plan import ARRANGEMENT, plan
from aipixel.vaegan.pictures.scenery import HOURS, WEATHER, Scene
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.nine import DIGEST, SEEDS, digest_of

DOCS = Path(__file__).parents[2] / "docs"
MANY_SEEDS = 1000
FAMILY_TRAITS = {"town": "towns", "text": "texts", "geometry": "geometry", "noise": "noise"}


@pytest.fixture(scope="module")
def drawn():
    """The nine of many seeds, and what their pixels are."""
    return [nine_pictures(seed) for seed in range(MANY_SEEDS)]


def test_200_seeds_give_the_same_bytes_everywhere():
    assert digest_of(SEEDS) == DIGEST


@settings(deadline=None)
@given(st.integers(0, LARGEST_SEED))
def test_nine_different_pictures_of_six_colours_at_most(seed):
    pictures = nine_pictures(seed)
    assert len(pictures) == COUNT
    assert len({p.indices.tobytes() for p in pictures}) == COUNT
    assert len({p.description for p in pictures}) == COUNT
    for picture in pictures:
        assert picture.indices.shape == (32, 32)
        assert picture.indices.dtype == np.uint8
        assert picture.indices.max() < 6


@pytest.mark.parametrize("make", [nine_pictures, features])
@pytest.mark.parametrize("seed", [-1, LARGEST_SEED + 1])
def test_a_seed_out_of_range_is_named(make, seed):
    with pytest.raises(ValueError, match=f"the seed is {seed}; it must be from 0 to"):
        make(seed)


def test_no_two_of_many_seeds_share_a_picture(drawn):
    pixels = Counter(p.rgb().tobytes() for nine in drawn for p in nine)
    # A word on a plain ground is simple enough to come again in the same palette.
    assert len(pixels) > 0.98 * 9 * MANY_SEEDS
    assert len({b"".join(p.rgb().tobytes() for p in nine) for nine in drawn}) == MANY_SEEDS


def test_no_picture_is_empty(drawn):
    for nine in drawn:
        for picture in nine:
            counts = np.bincount(picture.indices.ravel(), minlength=6)
            # An eighth of a small text is ink; less than that on a picture is a mistake.
            assert counts.max() < 32 * 32 * 0.985, (picture.kind, picture.description)


def test_features_say_what_is_drawn(drawn):
    for seed, nine in enumerate(drawn):
        traits, families = features(seed), Counter(p.family for p in nine)
        for family, trait in FAMILY_TRAITS.items():
            many = families[family] >= 5
            assert traits[trait] == ("5 or more" if many else families[family])
        mixes = [p.kind for p in nine if p.family == "mix"]
        assert traits["mixes"] == len(mixes)
        assert traits["mix"] == min(mixes, key=MIX_KINDS.get, default="none")
        rare = [p.kind for p in nine if p.kind in RARE_KINDS.get(p.family, {})]
        assert [traits["rare picture"]] == (rare or ["none"])
        palettes = Counter(p.palette.name for p in nine)
        assert sorted(palettes.values()) == sorted(SHARES[traits["palettes"]])
        assert palettes.most_common(1)[0][0] == traits["palette"]


def test_words_are_said_where_they_are_drawn(drawn):
    for nine in drawn:
        said = [p for p in nine if p.family == "text" and p.kind != "clock"]
        assert all(re.search("“[A-Z?! ]+”", p.description) for p in said)
        words = [w for p in nine for w in re.findall("“([^”]+)”", p.description)]
        assert len(set(words)) == len(words)


def test_the_odds_are_parts_of_a_thousand():
    for table in (COMPOSITIONS, SCHEMES, RARITIES, MIX_COUNTS, MIX_KINDS):
        assert sum(table.values()) == 1000
    assert all(sum(composition) == COUNT for composition in COMPOSITIONS)
    assert {scheme: sum(shares) for scheme, shares in SHARES.items()} == dict.fromkeys(SCHEMES, 9)


def test_the_odds_name_every_mix_and_every_rare_kind():
    assert set(MIX_KINDS) == set(KINDS["mix"])
    named = {rarity for rarity in RARITIES if rarity[0]}
    assert named == {(family, kind) for family, kinds in RARE_KINDS.items() for kind in kinds}


def test_every_family_has_nine_kinds_or_more_and_no_name_twice():
    names = [name for table in (KINDS, RARE_KINDS) for kinds in table.values() for name in kinds]
    assert len(set(names)) == len(names)
    assert min(map(len, KINDS.values())) >= COUNT


def test_pictures_can_be_learned(drawn):
    for nine in drawn:
        for picture in nine:
            if picture.family != "noise":  # random pixels of a picture's colours come to 0.2 to 0.5
                down, across = (np.diff(picture.indices, axis=axis) == 0 for axis in (0, 1))
                assert max(down.mean(), across.mean()) > 0.3, (picture.kind, picture.description)


def test_every_kind_and_every_palette_turns_up(drawn):
    seen = {(p.family, p.kind) for nine in drawn for p in nine}
    every = {(f, k) for table in (KINDS, RARE_KINDS) for f, kinds in table.items() for k in kinds}
    assert seen == every


def critical_value(degrees):
    """Chi-square exceeded once in 10,000 times (Wilson & Hilferty 1931)."""
    part = 2 / (9 * degrees)
    return degrees * (1 - part + 3.719 * part**0.5) ** 3


def assert_as_frequent_as_stated(found, chances):
    """found: how often each value came; chances: how often of 1 it is said to."""
    count = sum(found.values())
    assert sum(chances.values()) == pytest.approx(1)
    assert set(found) == set(chances)
    assert min(chances.values()) * count > 5  # else chi-square says nothing
    score = sum((found[v] - count * p) ** 2 / (count * p) for v, p in chances.items())
    assert score < critical_value(len(chances) - 1), (found, chances)


def spread(seeds):
    """So many seeds from the whole range, not its beginning."""
    step = LARGEST_SEED // seeds
    return range(0, seeds * step, step)


def test_over_100_000_seeds_each_trait_is_as_frequent_as_stated():
    expected = frequencies()
    found = {trait: Counter() for trait in expected}
    for seed in spread(100_000):
        for trait, value in features(seed).items():
            found[trait][value] += 1
    for trait, chances in expected.items():
        assert_as_frequent_as_stated(found[trait], chances)


def test_the_first_mix_and_each_choice_are_as_frequent_as_stated():
    plans = [plan(seed) for seed in spread(30_000)]
    first = Counter(p.mixes[0] for p in plans if p.mixes)
    assert_as_frequent_as_stated(first, {kind: p / 1000 for kind, p in MIX_KINDS.items()})
    for odds, found in (
        (COMPOSITIONS, Counter(p.composition for p in plans)),
        (RARITIES, Counter(p.rarity for p in plans)),
    ):
        assert_as_frequent_as_stated(found, {value: p / 1000 for value, p in odds.items()})


def test_no_kind_of_a_family_is_more_frequent_than_another():
    found = {family: Counter() for family in FAMILIES}
    for seed in spread(10_000):
        for family, kind in kinds_of(plan(seed), Draws(seed, ARRANGEMENT)):
            if kind in KINDS[family] and family in found:
                found[family][kind] += 1
    for family, counts in found.items():
        chances = dict.fromkeys(KINDS[family], 1 / len(KINDS[family]))
        assert_as_frequent_as_stated(counts, chances)


def test_hours_and_weather_are_as_frequent_as_stated():
    scenes = [Scene(Draws(seed)) for seed in range(5000)]
    chances = {
        (hour.words, weather): share * part / 10_000
        for hour, share in HOURS.items()
        for weather, part in WEATHER[hour].items()
    }
    assert_as_frequent_as_stated(Counter((s.hour.words, s.weather) for s in scenes), chances)


def test_the_page_of_the_pictures_has_the_odds_as_they_are():
    page = (DOCS / "pictures.md").read_text("utf-8")
    assert with_tables(page) == page, "write it: python -m aipixel.vaegan.pictures tables FILE"


def test_the_page_of_the_pictures_shows_twelve_seeds_as_they_are():
    rows = [[picture.rgb() for picture in nine_pictures(seed)] for seed in range(15, 27)]
    shown = decode((DOCS / "pictures.png").read_bytes(), largest=(2000, 2000)).pixels
    assert np.array_equal(shown, sheet(rows, 3)), "draw it as docs/pictures.md says"


def test_features_are_a_flat_table_for_json():
    traits = features(7)
    assert json.loads(json.dumps(traits)) == traits
    assert all(isinstance(value, str | int) for value in traits.values())
    assert features(7) == traits


def test_classes_go_from_frequent_to_rare():
    chances = frequencies()["rarity"]
    ordered = [chances[name] for name in RARITY_CLASSES]
    assert ordered == sorted(ordered, reverse=True)
    assert 0.01 < chances["legendary"] < 0.05
    assert min(frequencies()["difficulty"][name] for name in DIFFICULTY_CLASSES) > 0.02


def test_features_take_less_than_a_millisecond():
    began = time.process_time()
    for seed in range(1000):
        features(seed)
    assert time.process_time() - began < 1


def test_draws_are_alike_one_by_one_and_as_an_array():
    one, many = Draws(7, 3), Draws(7, 3)
    assert [one.below(1000) for _ in range(12)] == many.array(1000, 3, 4).ravel().tolist()
    assert one.below(1000) == many.below(1000)
    assert Draws(7, 3).below(2**32) != Draws(7, 4).below(2**32)


def test_a_number_drawn_is_as_often_one_as_another():
    counts = np.bincount(Draws(1).array(10, 100_000))
    assert ((counts - 10_000) ** 2 / 10_000).sum() < critical_value(9)
    weights = {"a": 1, "b": 3}
    draws = Draws(2)
    drawn = Counter(draws.weighted(weights) for _ in range(4000))
    assert abs(drawn["b"] - 3000) < 150
