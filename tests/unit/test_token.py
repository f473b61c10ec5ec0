"""A token of the dream: its seed, its features, its portrait and its metadata."""

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from aipixel.pixels.png import decode_indexed
from aipixel.vaegan.model import Model
from aipixel.vaegan.pictures import LARGEST_SEED, features
from aipixel.vaegan.token import portrait
from aipixel.vaegan.token.hashes import seed_of_hash
from aipixel.vaegan.token.metadata import File, metadata
from aipixel.vaegan.token.portrait import SIDE, draw_portrait, enlarged_png, hang
from aipixel.vaegan.token.traits import token_features
from aipixel.vaegan.training.loop import TrainingLoop
from aipixel.vaegan.training.trainer import Trainer
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.coroutines import run

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "tests" / "data" / "schemas"
SEEDS = st.integers(0, LARGEST_SEED)


def test_a_hash_is_its_first_32_bits_of_sha_256():
    # Of the standard's own example: SHA-256("abc") begins with ba7816bf (FIPS 180-4).
    assert seed_of_hash("abc") == 0xBA7816BF
    assert seed_of_hash("abd") != seed_of_hash("abc")


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_a_seed_in_digits_is_itself(seed):
    assert seed_of_hash(str(seed)) == seed


@given(st.text(min_size=1))
def test_any_text_has_a_seed(text):
    assert 0 <= seed_of_hash(text) <= LARGEST_SEED


@pytest.mark.parametrize("text", [str(LARGEST_SEED + 1), "-1", "1" * 5000, "٣", "\ud800"])
def test_what_only_looks_like_a_seed_is_a_text(text):
    assert 0 <= seed_of_hash(text) <= LARGEST_SEED


def test_an_empty_hash_is_refused():
    with pytest.raises(ValueError, match="empty"):
        seed_of_hash("")


def test_a_feature_is_always_a_number_or_always_a_text():
    kinds = [{k: type(v) for k, v in token_features(seed).items()} for seed in range(300)]
    assert all(one == kinds[0] for one in kinds)
    assert set(kinds[0].values()) == {int, str}


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_features_say_what_the_pictures_are(seed):
    told = token_features(seed)
    assert {k: str(v) for k, v in told.items()} == {k: str(v) for k, v in features(seed).items()}


def metadata_of(seed, address="ipfs://bafy/7"):
    return metadata(
        seed,
        address,
        File("index.html", "text/html", 9000),
        File("image.png", "image/png", 90000, 3000),
        File("thumbnail.png", "image/png", 9000, 350),
    )


@pytest.mark.parametrize("dialect", ["erc", "tzip-21"])
@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_metadata_is_valid_in_both_dialects(dialect, seed):
    schema = json.loads((SCHEMAS / f"{dialect}.json").read_bytes())
    jsonschema.validate(metadata_of(seed), schema)


def test_metadata_says_the_same_in_both_dialects():
    about = metadata_of(7)
    assert about["artifactUri"] == about["animation_url"] == "ipfs://bafy/7/index.html"
    assert about["displayUri"] == about["image"] == "ipfs://bafy/7/image.png"
    assert {one["trait_type"]: one["value"] for one in about["attributes"]} == token_features(7)
    assert all(one["name"] == one["trait_type"] for one in about["attributes"])


class Silent:
    """A listener that hears everything and does nothing."""

    def __getattr__(self, name):
        return lambda *_, **__: None


async def tiny_loop(seed):
    model = await Model.open(str(ROOT / "web" / "models" / "vaegan" / "tiny"))
    return TrainingLoop(Trainer(model, seed), Silent(), tiles=1)


def test_a_portrait_is_the_same_every_time_whatever_is_looked_at_meanwhile(monkeypatch):
    monkeypatch.setattr(portrait, "STEPS", 20)

    async def draw(seed, tiles):
        loop = await tiny_loop(seed)
        await loop.set_mosaic(tiles, 0.05)
        return await draw_portrait(loop), loop

    first, loop = run(draw(3, 1))
    assert (first.shape, loop.trainer.step_count) == ((25, 3, 32, 32), 20)
    assert np.array_equal(run(draw(3, 40))[0], first)
    assert not np.array_equal(run(draw(4, 1))[0], first)


def test_a_portrait_begins_with_the_first_step():
    async def draw():
        loop = await tiny_loop(3)
        await loop.train_to(1)
        await draw_portrait(loop)

    with pytest.raises(ValueError, match="first step"):
        run(draw())


@pytest.mark.parametrize(("side", "scale", "margin"), [(3000, 18, 60), (350, 2, 15)])
def test_an_image_has_every_pixel_of_the_portrait_as_a_square(side, scale, margin):
    rng = np.random.default_rng(5)
    tiles = rng.integers(0, 48, (25, 32, 32), dtype=np.uint8)[..., None] * np.uint8([5, 3, 1])
    picture = hang(tiles)
    assert np.array_equal(picture[32:64, 64:96], tiles[7])
    png = decode_indexed(enlarged_png(picture, side, 7), largest=(side, side))
    pixels = png.palette[png.indices][..., :3]
    assert pixels.shape == (side, side, 3)
    inside = pixels[margin : margin + scale * SIDE, margin : margin + scale * SIDE]
    assert np.array_equal(inside, picture.repeat(scale, axis=0).repeat(scale, axis=1))
    ground = pixels[0, 0]
    for strip in (pixels[:margin], pixels[-margin:], pixels[:, :margin], pixels[:, -margin:]):
        assert (strip == ground).all()
