"""Sprites: the same for the same seed in Python and in the JavaScript module."""

import numpy as np
import pytest
from aipixel.sprites.choice import Choice
from aipixel.sprites.model import SpriteModel

from tests.conftest import ROOT
from tests.coroutines import run

MODEL = ROOT / "web" / "models" / "pixelllm"
CELLS = [("Reef", "ReefFish"), ("Kelp", "Crustacean"), ("Abyssal", "Jellyfish"), ("Vent", "Coral")]
SEEDS = [7, 8, 4_000_000_000]

DRAW = """async ([zone, category, seeds, temperature, guidance]) => {
  const games = new URL('sprites/onnxruntime.js', location.href).href;
  const { ort, modelFolder } = await import(games);
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  const { SpriteModel } = await import(new URL('sprites/sprite-model.js', location.href).href);
  const options = { executionProviders: ['wasm'] };
  globalThis.model ??= await SpriteModel.open(ort, modelFolder, options);
  const wish = { zone, category, seeds, temperature, guidance };
  const { sprites, passes } = await globalThis.model.draw(wish);
  return [sprites.map((sprite) => [...sprite]), passes];
}"""


@pytest.fixture
def page(open_page):
    page, _ = open_page("")
    return page


@pytest.fixture(scope="module")
def native():
    return run(SpriteModel.open(str(MODEL)))


def test_a_seed_is_the_same_sprite_in_python_and_javascript(page, native):
    differing = 0
    for number, (zone, category) in enumerate(CELLS):
        choice = Choice(temperature=0.8, guidance=1.0 if number else 1.5)
        drawn = run(native.draw(zone, category, SEEDS, choice))
        wish = [zone, category, SEEDS, choice.temperature, choice.guidance]
        sprites, passes = page.evaluate(DRAW, wish)
        found = np.array(sprites, np.uint8).reshape(-1, 32, 32)
        differing += int((found != drawn.sprites).any((1, 2)).sum())
        assert passes > 32
        assert all(len(np.unique(sprite)) >= 4 for sprite in found)
    assert differing <= 1  # a choice that is a tie to the last digits may fall either way


def test_names_and_seeds_that_are_none_are_refused(page):
    for wish, told in (
        (["Moon", "Coral", [1], 1, 1], "There is no zone Moon: Reef, "),
        (["Reef", "Cat", [1], 1, 1], "There is no category Cat: ReefFish, "),
        (["Reef", "Coral", [-1], 1, 1], "A seed is a whole number from 0 to 4294967295, not -1"),
    ):
        with pytest.raises(Exception, match=told):
            page.evaluate(DRAW, wish)
