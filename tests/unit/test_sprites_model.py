"""What a sprite model in Python refuses, and that its end disturbs nothing."""

import asyncio

import numpy as np
import pytest
from aipixel.sprites.choice import Choice
from aipixel.sprites.model import SpriteModel

from tests.conftest import ROOT
from tests.coroutines import run

FOLDER = ROOT / "web" / "models" / "pixelllm"
CORAL = {"zone": "Reef", "category": "Coral"}


@pytest.fixture(scope="module")
def model():
    return run(SpriteModel.open(str(FOLDER)))


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"temperature": None}, "temperature must be a number, not None"),
        ({"temperature": "0.8"}, "temperature must be a number"),
        ({"temperature": 0}, "temperatures must be above 0"),
        ({"temperature": float("nan")}, "temperatures must be above 0"),
        ({"top_k": 0}, "top-k must be 1 to 63, not 0"),
        ({"top_k": 1.5}, "top-k must be 1 to 63, not 1.5"),
        ({"top_k": True}, "top_k must be a number"),
        ({"min_p": 2}, "min-p must be 0 to 1, not 2"),
        ({"guidance": -5}, "guidance must be 0 or more, not -5"),
    ],
)
def test_a_choice_out_of_range_is_refused(settings, problem):
    with pytest.raises(ValueError, match=problem):
        Choice(**settings)


@pytest.mark.parametrize("seeds", [[], [-1], [2**32], [0.5], [True], ["1"], [None]])
def test_seeds_that_are_none_are_refused(model, seeds):
    with pytest.raises(ValueError, match="seed"):
        run(model.draw(CORAL, seeds))


@pytest.mark.parametrize(
    "given", [np.zeros((1, 31, 32)), np.zeros((2, 32, 32)), np.full((1, 32, 32), -1)]
)
def test_what_is_given_must_fit(model, given):
    with pytest.raises(ValueError, match="given must"):
        run(model.draw(CORAL, [1], given=given))


def test_seeds_may_be_numpys(model):
    (plain,) = run(model.draw(CORAL, [3])).sprites
    (other,) = run(model.draw(CORAL, np.array([3], np.uint32))).sprites
    assert np.array_equal(plain, other)


def test_folders_have_a_last_slash_or_none_and_may_be_relative(model, monkeypatch):
    monkeypatch.chdir(FOLDER.parent)
    for folder in ("pixelllm", "./pixelllm/", f"{FOLDER}/", FOLDER):
        assert run(SpriteModel.open(folder)).manifest.model == model.manifest.model


def test_a_model_that_is_closed_in_mid_draw_says_so():
    async def close_while_drawing():
        model = await SpriteModel.open(str(FOLDER))
        drawing = asyncio.create_task(model.draw(CORAL, [1, 2]))
        await model.close()
        await model.close()
        with pytest.raises(RuntimeError, match="was closed, so it can't be run any more"):
            await model.draw(CORAL, [1])
        with pytest.raises(RuntimeError, match="was closed"):
            await drawing

    run(close_while_drawing())
